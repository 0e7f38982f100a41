using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>One zone: its free frames, and its marks as last written.</summary>
public sealed record ZoneState(Frames Free, Marks Marks)
{
    /// <summary>NR_FREE, pages.</summary>
    public uint NrFree => Free.Count + Lag;

    /// <summary>Pages taken that the counter does not know of yet; by the law none (G3, G4).</summary>
    public uint Lag { get; init; }

    public void Write(Encoder to)
    {
        Free.Write(to);
        to.Number(Marks.Min);
        to.Number(Marks.Low);
        to.Number(Marks.High);
        to.Number(Marks.Emerg);
        to.Number(Lag);
    }

    public override string ToString() =>
        $"{Free} min {Marks.Min} low {Marks.Low} high {Marks.High} emerg {Marks.Emerg}"
        + (Lag == 0 ? "" : $" counter ahead by {Lag}");
}

/// <summary>A block that a caller holds. Tagged: it was taken below the marks, from the reserve.</summary>
public readonly record struct Block(int Order, bool Tagged)
{
    public uint Pages => 1u << Order;

    /// <summary>Order and tag in one number, never zero.</summary>
    public uint Code => 2 + 2 * (uint)Order + (Tagged ? 1u : 0u);

    public override string ToString() => $"^{Order}{(Tagged ? "!" : "")}";
}

/// <summary>Whether a CPU's lists are in use.</summary>
public enum CpuState : byte
{
    Online,

    /// <summary>Going offline: its lists are being closed, one after the other.</summary>
    Closing,

    Offline,
}
