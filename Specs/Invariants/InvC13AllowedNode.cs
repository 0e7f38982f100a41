using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>
/// Source: semantics C.7. A tagged slab is excepted: the reserve is one for the whole system (patch 02).
/// </summary>
public sealed class InvC13AllowedNode : Law
{
    public override string Id => "INV-C13";

    public override string Sentence =>
        "An ordinary object comes from a node that the request allows, or from the node where the page allocator gave "
            + "the request pages.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What is not (Ghost.ObjectHit or Ghost.ObjectTake)) return null;
        if (before.Flights[task] is not SlabAllocateFlight flight) return null;
        Slab slab = before.Memory.Slabs[label.A];
        foreach (ZoneSpec zone in before.Memory.Topology.Zones)
        {
            if (slab.Tagged || slab.Pfn < zone.Start || slab.Pfn >= zone.End) continue;
            int node = zone.Node.Value;
            bool allowed = flight.Request.Allowed.Has(node) || flight.GrownOn == node;
            if (Broken(flight.Request.Allowed != NodeMask.All, allowed)) return $"'{label}' from {zone.Node}";
        }

        return null;
    }
}
