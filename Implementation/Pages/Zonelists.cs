using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Pages;

/// <summary>
/// The zones a request may use, in order, for every node and highest zone; made once, known by an index.
/// </summary>
public sealed class Zonelists
{
    private readonly int[][] lists;

    public Zonelists(Topology topology)
    {
        lists = new int[topology.Nodes * Topology.ZoneKinds * 2][];
        for (int node = 0; node < topology.Nodes; node++)
        {
            for (int kind = 0; kind < Topology.ZoneKinds; kind++)
            {
                lists[IndexOf(node, (ZoneKind)kind, false)] = [.. Zonelist.Of(topology, node, (ZoneKind)kind)];
                lists[IndexOf(node, (ZoneKind)kind, true)] =
                    [.. Zonelist.Of(topology, node, (ZoneKind)kind, thisNode: true)];
            }
        }
    }

    /// <summary>How many zonelists there are.</summary>
    public int Count => lists.Length;

    public int[] this[int index] => lists[index];

    public static int IndexOf(int node, ZoneKind highest, bool thisNode) =>
        (((node * Topology.ZoneKinds) + (int)highest) * 2) + (thisNode ? 1 : 0);
}
