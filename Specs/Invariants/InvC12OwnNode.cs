using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.7, decision 9.</summary>
public sealed class InvC12OwnNode : Law
{
    public override string Id => "INV-C12";

    public override string Sentence => "A slab lies on the list of the node that its pages are of.";

    public override string? BrokenBy(World world)
    {
        foreach (Slab slab in world.Memory.Slabs.All)
        {
            if (slab.Place != SlabPlace.Partial) continue;
            foreach (ZoneSpec zone in world.Memory.Topology.Zones)
            {
                bool inside = slab.Pfn >= zone.Start && slab.Pfn < zone.End;
                if (Broken(inside, zone.Node.Value == slab.Number)) return $"slab {slab} is of {zone.Node}";
            }
        }

        return null;
    }
}
