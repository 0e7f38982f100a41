using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.7. For scenes in which nobody but slab caches holds pages.</summary>
public sealed class InvC14GrownPages : Law
{
    public override string Id => "INV-C14";

    public override string Sentence =>
        "Pages that were granted for a slab are in a slab or were freed, once: when nothing is under way, there are as "
            + "many blocks as slabs.";

    public override string? BrokenBy(World world)
    {
        foreach (Flight? flight in world.Flights)
        {
            if (flight is not null) return null;
        }

        (int blocks, int slabs) = (world.Memory.Blocks.Count, world.Memory.Slabs.All.Length);
        return Broken(blocks + slabs > 0, blocks == slabs)
            ? $"{blocks} blocks and {slabs} slabs: {world.Memory.Slabs}"
            : null;
    }
}
