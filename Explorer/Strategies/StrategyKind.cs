namespace Plimsoll.Explorer;

/// <summary>How schedules are chosen; the file of each says when to use it.</summary>
public enum StrategyKind
{
    /// <inheritdoc cref="PreemptionBound"/>
    Bounded,

    /// <inheritdoc cref="RandomWalk"/>
    Random,

    /// <inheritdoc cref="UniformWalk"/>
    Urw,

    /// <inheritdoc cref="Pct"/>
    Pct,

    /// <inheritdoc cref="Pos"/>
    Pos,

    /// <inheritdoc cref="DepthFirst"/>
    Dfs,

    /// <inheritdoc cref="SourceDpor"/>
    SourceDpor,

    /// <inheritdoc cref="OptimalDpor"/>
    OptimalDpor,
}

/// <summary>What can be said of kinds without running them.</summary>
public static class StrategyKinds
{
    /// <summary>Draws schedules for ever, and never knows that it has seen them all.</summary>
    public static bool IsSampling(this StrategyKind kind) =>
        kind is StrategyKind.Random or StrategyKind.Urw or StrategyKind.Pct or StrategyKind.Pos;

    /// <summary>A bound means something to it.</summary>
    public static bool TakesBound(this StrategyKind kind) => kind.NeedsBound() || kind == StrategyKind.SourceDpor;

    /// <summary>Cannot do without a bound.</summary>
    public static bool NeedsBound(this StrategyKind kind) => kind is StrategyKind.Bounded or StrategyKind.Pct;
}
