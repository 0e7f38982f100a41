using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics F.5.</summary>
public sealed class InvF3Unisolate : Law
{
    public override string Id => "INV-F3";

    public override string Sentence =>
        "A slab is isolated only while one request empties it; un-isolated, it has the used slots that it had, less "
            + "those freed in between.";

    public override string? BrokenBy(World world)
    {
        foreach (PageSlab slab in world.Memory.OrderZero.Slabs)
        {
            if (!slab.Isolated) continue;
            int owners = 0;
            foreach (Flight? flight in world.Flights)
            {
                if (flight is LargeOrderFlight { Victim: { } victim } && victim.Base == slab.Base) owners++;
            }

            if (Broken(true, owners == 1)) return $"slab {slab.Base} is isolated and {owners} requests empty it";
        }

        return null;
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What != Ghost.Unisolate) return null;
        PageSlab? was = before.Memory.OrderZero.SlabOf(label.B), now = after.Memory.OrderZero.SlabOf(label.B);
        bool kept = was is { Isolated: true } && now is { Isolated: false }
            && was.Slots.AsSpan().SequenceEqual(now.Slots.AsSpan());
        return Broken(true, kept) ? $"'{label}' made {was} into {now}" : null;
    }
}
