using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.7, decision 9. Each list at an instant of its own: no snapshot.</summary>
public sealed class InvC11QueuesFirst : Law
{
    public override string Id => "INV-C11";

    public override string Sentence =>
        "Pages are asked for anywhere only after the list of every node that the request allows was seen, at some "
            + "instant, without an object that it may have.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (before.Flights[task] is not SlabAllocateFlight flight || flight.Grows || flight.HasPages) return null;
        Memory memory = before.Memory;
        if (label.What == Ghost.SlabNone)
        {
            foreach (Slab slab in memory.Slabs.All)
            {
                bool there = (slab.Place, slab.Cache, slab.Number) == (SlabPlace.Partial, (int)label.A, (int)label.B);
                if (!there || slab.OnSlab == 0) continue;
                bool mine = slab.Tagged ? Plain.Entitled(flight.Request) : flight.Request.Allowed.Has((int)label.B);
                if (Broken(true, !mine)) return $"'{label}', where {slab} is for {flight.Request}";
            }
        }

        if (after.Flights[task] is not SlabAllocateFlight { GrowsAnywhere: true } asking) return null;
        foreach (ZoneSpec zone in memory.Topology.Zones)
        {
            int node = zone.Node.Value;
            bool due = flight.Request.Allowed.Has(node) && Plain.Reaches(flight.Request, zone);
            if (Broken(due, asking.Inspected.Has(node))) return $"pages are asked for, {zone.Node} not seen";
        }

        return null;
    }
}
