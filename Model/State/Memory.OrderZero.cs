using Plimsoll.Model.Rules;

namespace Plimsoll.Model.State;

/// <summary>
/// The effects of steps on frames that lie in slabs of order-0 pages (semantics F, Part 0.11). A slab without a slot
/// USED, LENT or CACHED goes back to buddy in the step that left it so.
/// </summary>
public sealed partial record Memory
{
    /// <summary>NR_BUDDY: pages in buddy.</summary>
    public uint NrBuddy(int zone) => Zones[zone].NrFree;

    /// <summary>NR_FREE = NR_BUDDY + FREE slots.</summary>
    public uint NrFree(int zone) => NrBuddy(zone) + OrderZero.FreeSlots(zone);

    /// <summary>
    /// Pages that callers got one by one from buddy because their cache could have no slab (semantics F.3).
    /// </summary>
    public int LoosePages => Blocks.Count(b => b.Value is { Order: 0, Tagged: false });

    /// <summary>
    /// buddy -> slab: the block around this frame becomes a slab of the cache, and the frame goes to the CPU's list, or
    /// past it to the caller.
    /// </summary>
    public Memory Grow(int zone, uint pfn, PageCache cache, PageSlot slot)
    {
        uint pages = Machine.OrderZero!.SlabPages, first = pfn / pages * pages;
        PageSlab slab = new(first, zone, cache, Isolated: false, [.. new PageSlot[pages]]);
        return WithFree(zone, Zones[zone].Free.Without(first, pages)) with
        {
            OrderZero = OrderZero.With(slab.With(pfn, slot)),
        };
    }

    /// <summary>
    /// A held page that may go on a CPU list when it is given up: none of the reserve, none of an isolated slab, and
    /// where there are order-0 caches no loose one, which has no cache.
    /// </summary>
    public bool GoesOnList(uint pfn)
    {
        if (Machine.OrderZero is null) return Blocks.TryGetValue(pfn, out Block block) && block is { Tagged: false };
        return OrderZero.SlabOf(pfn) is { Isolated: false } slab
            && slab[pfn].State is SlotState.Pinned or SlotState.Clean;
    }

    /// <summary>Pages on the CPU's list that this page would go on.</summary>
    public int ListOf(int cpu, int zone, uint pfn) =>
        OrderZero.SlabOf(pfn) is { } slab ? OrderZero.Listed(cpu, zone, slab.Cache).Count() : List(cpu, zone).Count;

    /// <summary>What a slot holds changes.</summary>
    public Memory WithSlot(uint pfn, PageSlot slot)
    {
        PageSlab slab = OrderZero.SlabOf(pfn)!;
        return WithSlab(slab, slab.With(pfn, slot));
    }

    /// <summary>The slab leaves NR_FREE, CPU lists and the reach of every request, or comes back.</summary>
    public Memory WithIsolated(PageSlab slab, bool isolated)
    {
        PageSlot[] slots = [.. slab.Slots];
        for (int i = 0; i < slots.Length; i++)
        {
            if (isolated && slots[i].State == SlotState.Cached) slots[i] = default;
        }

        return WithSlab(slab, slab with { Isolated = isolated, Slots = [.. slots] });
    }

    /// <summary>slab -> buddy: the block is whole again.</summary>
    public Memory Dissolve(PageSlab slab) =>
        WithFree(slab.Zone, Zones[slab.Zone].Free.With(slab.Base, (uint)slab.Slots.Length)) with
        {
            OrderZero = OrderZero.Without(slab),
        };

    private Memory WithSlab(PageSlab from, PageSlab to)
    {
        Memory changed = this with { OrderZero = OrderZero.Changed(from, to) };
        return to.IsEmpty && !to.Isolated ? changed.Dissolve(to) : changed;
    }

    /// <summary>What a caller holds at this frame: a block, or a slot; null: nothing.</summary>
    public Block? Held(uint pfn)
    {
        if (Blocks.TryGetValue(pfn, out Block block)) return block;
        return OrderZero.SlabOf(pfn) is { } slab && slab[pfn].IsHeld ? new Block(0, slab[pfn].IsTagged) : null;
    }

    private bool InSlab(uint pfn) => OrderZero.SlabOf(pfn) is not null;
}
