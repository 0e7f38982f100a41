using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics F.5.</summary>
public sealed class InvF2Isolated : Law
{
    public override string Id => "INV-F2";

    public override string Sentence => "An isolated slab gives no slot, and none of its slots is on a CPU list.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        foreach (PageSlab slab in before.Memory.OrderZero.Slabs)
        {
            if (!slab.Isolated || after.Memory.OrderZero.SlabOf(slab.Base) is not { Isolated: true } later) continue;
            for (int i = 0; i < slab.Slots.Length; i++)
            {
                bool given = slab.Slots[i].State == SlotState.Free && later.Slots[i].State != SlotState.Free;
                bool listed = later.Slots[i].State == SlotState.Cached;
                if (Broken(true, !given && !listed)) return $"'{label}' while slab {slab.Base} is isolated";
            }
        }

        return null;
    }
}
