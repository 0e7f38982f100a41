using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics A.7.</summary>
public sealed class InvA2LocalFirst : Law
{
    public override string Id => "INV-A2";

    public override string Sentence =>
        "A zonelist starts on its own node if that node has any zone the list may hold.";

    public override void OnBegin(Witness seen)
    {
        if (Evaluated != 0) return;
        foreach ((int node, ZoneKind highest) in Zonelists.All(seen.Topology))
        {
            int[] list = Zonelists.Of(seen.Topology, node, highest);
            bool local = seen.Topology.Zones.Any(z => z.Node.Value == node && z.Kind <= highest);
            bool holds = list.Length > 0 && seen.Topology.Zones[list[0]].Node.Value == node;
            if (Broken(local, holds)) seen.Break(this, $"node{node} up to {highest}: [{string.Join(' ', list)}]");
        }
    }
}
