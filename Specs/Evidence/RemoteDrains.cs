namespace Plimsoll.Specs.Evidence;

/// <summary>
/// E8: when a CPU's list was drained by another. While it is, the list's lock is taken, and what its CPU frees goes straight
/// to buddy, with no event but the free. (An interrupt that frees while its own CPU holds the lock does the same.)
/// </summary>
internal sealed class RemoteDrains
{
    /// <summary>Drain events of one burst stand this close; frees of other CPUs come between them.</summary>
    private const long Near = 1024;
    private readonly Dictionary<int, List<(long First, long Last)>> bursts = [];

    public void Add(int owner, long line)
    {
        if (!bursts.TryGetValue(owner, out List<(long First, long Last)>? list)) bursts[owner] = list = [];
        if (list.Count > 0 && line - list[^1].Last <= Near) list[^1] = (list[^1].First, line);
        else list.Add((line, line));
    }

    /// <summary>Whether a free on <paramref name="line"/> by the list's own CPU met such a drain.</summary>
    public bool Covers(int owner, uint line) =>
        bursts.TryGetValue(owner, out List<(long First, long Last)>? list)
        && list.Exists(b => line >= b.First - Near && line <= b.Last + Near);
}
