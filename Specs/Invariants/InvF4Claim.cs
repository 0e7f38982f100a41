using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics F.5.</summary>
public sealed class InvF4Claim : Law
{
    public override string Id => "INV-F4";

    public override string Sentence =>
        "A large block of an emptied slab holds no used slot and no pinned page, and is its requester's alone.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What != Ghost.Claim) return null;
        if (before.Memory.OrderZero.SlabOf(label.B) is { } slab)
        {
            foreach (PageSlot slot in slab.Slots)
            {
                if (Broken(true, slot.State == SlotState.Free)) return $"'{label}' of slab {slab}";
            }
        }

        bool held = after.Memory.Blocks.TryGetValue(label.B, out Block block) && block.Order == label.C;
        for (uint pfn = label.B; pfn < label.B + (1u << (int)label.C) && held; pfn++)
        {
            held = after.Memory.OrderZero.SlabOf(pfn) is null && !after.Memory.Zones[(int)label.A].Free.Has(pfn);
        }

        return Broken(true, held) ? $"'{label}' succeeded, and somebody else has pages of it" : null;
    }
}
