using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.1.</summary>
public sealed class InvC3HeldOnce : Law
{
    public override string Id => "INV-C3";

    public override string Sentence =>
        "An object is granted to one holder at a time, lies inside its slab, and is on no freelist while it is held.";

    public override string? BrokenBy(World world)
    {
        Slots slots = world.Slots;
        for (int s = 0; s < slots.Length; s++)
        {
            Item item = slots[s];
            if (item.Pfn.IsNone || world.Memory.Slabs.Find(item.Pfn.Value) is not { } slab) continue;
            bool inside = item.Index >= 0 && item.Index < slab.Objects;
            bool free = inside && ((slab.OnSlab | slab.OnCpu) >> item.Index & 1) != 0;
            int holders = 0;
            for (int other = 0; other < slots.Length; other++) holders += slots[other] == item ? 1 : 0;
            if (Broken(true, inside && !free && holders == 1))
            {
                return $"s{s} holds object {item} of slab {slab}, with {holders} holders";
            }
        }

        return null;
    }
}
