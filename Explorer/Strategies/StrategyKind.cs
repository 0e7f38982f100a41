namespace Plimsoll.Explorer;

/// <summary>How schedules are chosen; the file of each says when to use it.</summary>
public enum StrategyKind
{
    /// <inheritdoc cref="PreemptionBound"/>
    Bounded,

    /// <inheritdoc cref="RandomWalk"/>
    Random,

    /// <inheritdoc cref="DepthFirst"/>
    Dfs,
}
