using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics F.5.</summary>
public sealed class InvF6Reclaim : Law
{
    public override string Id => "INV-F6";

    public override string Sentence =>
        "Reclaim loses no page, whether it succeeds or fails, and no data: what it gives up is clean at that moment, a "
            + "dirty page only after a write during which it was not changed.";

    public override string? BrokenBy(World world)
    {
        Memory memory = world.Memory;
        long pages = 0, counted = 0;
        for (int zone = 0; zone < memory.Zones.Length; zone++)
        {
            pages += memory.Topology.Zones[zone].Pages;
            counted += memory.Zones[zone].Free.Count;
        }

        foreach (PageSlab slab in memory.OrderZero.Slabs) counted += slab.Slots.Length;
        foreach ((_, Block block) in memory.Blocks) counted += block.Pages;
        return Broken(true, counted == pages) ? $"{counted} pages are somewhere, of {pages}" : null;
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What is not (Ghost.Reclaim or Ghost.Discard or Ghost.EndWrite)) return null;
        PageSlot was = before.Memory.OrderZero.SlabOf(label.B)![label.B];
        bool due = was.State == (label.What == Ghost.EndWrite ? SlotState.Writeback : SlotState.Clean);
        return Broken(true, due) ? $"'{label}', which is {was}" : null;
    }
}
