using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>One zone: its free frames, and its marks as last written.</summary>
public sealed record ZoneState(Frames Free, Marks Marks)
{
    /// <summary>NR_FREE, pages.</summary>
    public uint NrFree => Free.Count;

    public override string ToString() =>
        $"{Free} min {Marks.Min} low {Marks.Low} high {Marks.High} emerg {Marks.Emerg}";
}

/// <summary>A block that a caller holds. Tagged: it was taken below the marks, from the reserve.</summary>
public readonly record struct Block(int Order, bool Tagged)
{
    public uint Pages => 1u << Order;

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
