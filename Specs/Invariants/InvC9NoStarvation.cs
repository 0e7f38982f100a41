using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.5, C.7.</summary>
public sealed class InvC9NoStarvation : Law
{
    public override string Id => "INV-C9";

    public override string Sentence =>
        "A request that was granted ordinary pages gets an object: it is not refused with them in hand, and no slab "
            + "made of ordinary pages is kept from it by a tag.";

    public override string? BrokenBy(World world)
    {
        foreach (Slab slab in world.Memory.Slabs.All)
        {
            if (!slab.Tagged || world.Memory.Held(slab.Pfn) is not { } block) continue;
            if (Broken(true, block.Tagged)) return $"slab {slab} is made of ordinary pages";
        }

        return null;
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        bool ended = before.Flights[task] is SlabAllocateFlight && after.Flights[task] is null;
        if (!ended || label.What is Ghost.ObjectHit or Ghost.ObjectTake or Ghost.SlabReserve) return null;
        SlabAllocateFlight flight = (SlabAllocateFlight)before.Flights[task]!;
        return Broken(true, !flight.HasPages || label.What == Ghost.SlabUnmanaged)
            ? $"it was refused after '{label}', and pages had been granted"
            : null;
    }
}
