using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.1.</summary>
public sealed class InvC4SlabPages : Law
{
    public override string Id => "INV-C4";

    public override string Sentence =>
        "The pages of a slab are allocated, as one block or as a slot of an order-0 cache, for as long as the slab "
            + "lives.";

    public override string? BrokenBy(World world)
    {
        foreach (Slab slab in world.Memory.Slabs.All)
        {
            bool held = world.Memory.Held(slab.Pfn) is { } block && block.Order == slab.Order;
            if (Broken(true, held)) return $"slab {slab} has no block of order {slab.Order} at frame {slab.Pfn}";
        }

        return null;
    }
}
