using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics A.7.</summary>
public sealed class InvA1Zonelist : Law
{
    public override string Id => "INV-A1";

    public override string Sentence =>
        "Every zone of a type up to k stands exactly once in the zonelist of any node for highest zone k, and no other zone does.";

    public override void OnBegin(Witness seen)
    {
        if (Evaluated != 0) return;
        foreach ((int node, ZoneKind highest) in Zonelists.All(seen.Topology))
        {
            int[] list = Zonelists.Of(seen.Topology, node, highest);
            int expected = seen.Topology.Zones.Count(z => z.Kind <= highest);
            bool holds = list.Length == expected && list.Distinct().Count() == expected && list.All(z => seen.Topology.Zones[z].Kind <= highest);
            if (Broken(true, holds)) seen.Break(this, $"node{node} up to {highest}: [{string.Join(' ', list)}]");
        }
    }
}
