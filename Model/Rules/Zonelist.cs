using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// The zones a request is served from, in order of preference, as zone indices (semantics A.4; mm/page_alloc.c:
/// build_zonelists_in_node_order).
/// </summary>
public static class Zonelist
{
    /// <param name="highest">The request's class; no zone above it is listed.</param>
    /// <param name="thisNode">Only zones of <paramref name="node"/>: empty for a memoryless node.</param>
    /// <param name="zoneOrder">By zone type first, then by node; the normative order is by node first.</param>
    public static ImmutableArray<int> Of(
        Topology topology, int node, ZoneKind highest, bool thisNode = false, bool zoneOrder = false)
    {
        ImmutableArray<int> nodes = thisNode ? [node] : NodeOrder.Of(topology, node);
        IEnumerable<int> zones = Enumerable.Range(0, topology.Zones.Length)
            .Where(z => topology.Zones[z].Kind <= highest && nodes.Contains(topology.Zones[z].Node.Value));
        int Near(int z) => nodes.IndexOf(topology.Zones[z].Node.Value);
        ZoneKind Kind(int z) => topology.Zones[z].Kind;
        return zoneOrder
            ? [.. zones.OrderByDescending(Kind).ThenBy(Near)]
            : [.. zones.OrderBy(Near).ThenByDescending(Kind)];
    }
}
