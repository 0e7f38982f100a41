namespace Plimsoll.Explorer;

/// <summary>
/// A part of a search that can be done alone: the schedules that begin in a certain way, or some of those that are
/// drawn. Every schedule (for reductions, every trace) is in exactly one.
/// </summary>
internal sealed record Unit(int Number)
{
    /// <summary>The whole search.</summary>
    public static Unit Whole { get; } = new(0);

    /// <summary>The first steps.</summary>
    public IReadOnlyList<Fork> Way { get; init; } = [];

    /// <summary>Preemptions on the way.</summary>
    public int Preemptions { get; init; }

    /// <summary>Of those that are drawn, which.</summary>
    public Draws Draws { get; init; } = Draws.All;
}

/// <summary>A step on the way to a unit.</summary>
/// <param name="Chosen">Whose step it is.</param>
/// <param name="Asleep">Steps that lead to units before this one: a reduction need not take them there.</param>
internal readonly record struct Fork(byte Chosen, IReadOnlyList<Effect> Asleep)
{
    /// <summary>Whose step it is if he can take it; else nobody: the program is not under control.</summary>
    public int If(ulong enabled) => (enabled >> Chosen & 1) != 0 ? Chosen : Turns.Nobody;
}

/// <summary>Executions by their numbers, which begin with 1.</summary>
internal readonly record struct Draws(ulong First, ulong Last)
{
    public static Draws All { get; } = new(1, ulong.MaxValue);
}
