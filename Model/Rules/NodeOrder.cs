using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// In which order a node falls back on others (semantics A.3; mm/page_alloc.c: find_next_best_node, 2.6.24).
/// </summary>
public static class NodeOrder
{
    private const int ReclaimDistance = 20;

    /// <summary>
    /// Nodes with memory, nearest first; <paramref name="node"/> itself leads if it has memory. Ties go to the smaller
    /// id.
    /// </summary>
    public static ImmutableArray<int> Of(Topology topology, int node) =>
    [
        .. topology.Zones.Select(z => z.Node.Value).Distinct()
            .OrderBy(m => m == node ? int.MinValue : Score(topology, node, m))
            .ThenBy(m => m),
    ];

    /// <summary>
    /// Some node falls back on one that is farther than RECLAIM_DISTANCE, so that reclaiming at home comes first
    /// (zone_reclaim_mode).
    /// </summary>
    public static bool IsReclaimedAtHome(Topology topology) =>
        Enumerable.Range(0, topology.Nodes).Any(node =>
            Of(topology, node).Any(other => topology.Distance(node, other) > ReclaimDistance));

    /// <summary>
    /// Distance, plus one for a node that stands before <paramref name="from"/> (so that fallback goes upward), plus
    /// one for a node with CPUs of its own. The kernel's node_load[] is zeroed for every node and so decides nothing.
    /// </summary>
    public static int Score(Topology topology, int from, int to) =>
        topology.Distance(from, to)
        + (to < from ? 1 : 0)
        + (topology.Cpus.Any(c => c.Value == to) ? 1 : 0);
}
