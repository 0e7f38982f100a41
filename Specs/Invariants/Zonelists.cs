using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>The zonelists under judgement.</summary>
internal static class Zonelists
{
    public static IEnumerable<(int Node, ZoneKind Highest)> All(Topology topology) =>
        from node in Enumerable.Range(0, topology.Nodes)
        from highest in Enum.GetValues<ZoneKind>()
        select (node, highest);

    public static int[] Of(Topology topology, int node, ZoneKind highest) => [.. Zonelist.Of(topology, node, highest)];
}
