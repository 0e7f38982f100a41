namespace Plimsoll.Explorer;

/// <summary>Two steps that depend on one another and could have been taken in the other order.</summary>
/// <param name="Earlier">The step that came first.</param>
/// <param name="Reversed">The one that came later, or would have, as it is when taken before the earlier one: a
/// compare-exchange that failed may succeed there.</param>
internal readonly record struct Race(int Earlier, Effect Reversed)
{
    /// <summary>
    /// Only laws can tell the order: the later step is the same when it is taken earlier, and what let it pass comes
    /// before it there too.
    /// </summary>
    public bool IsGhostly { get; init; }
}
