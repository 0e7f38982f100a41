using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics F.5, F.3, decision 11.</summary>
public sealed class InvF1Slots : Law
{
    public override string Id => "INV-F1";

    public override string Sentence =>
        "Every page is in one place only, be it a slot, a free block or a block somebody holds; a slab has a slot in "
            + "use; and what it hands out goes to requests of its own cache, unless it is lent.";

    public override string? BrokenBy(World world)
    {
        Memory memory = world.Memory;
        foreach (ZoneSpec zone in memory.Topology.Zones)
        {
            int number = memory.Topology.ZoneOf(zone.Start);
            for (uint pfn = zone.Start; pfn < zone.End; pfn++)
            {
                int places = memory.Zones[number].Free.Has(pfn) ? 1 : 0;
                foreach (PageSlab slab in memory.OrderZero.Slabs) places += slab.Has(pfn) ? 1 : 0;
                foreach ((uint head, Block block) in memory.Blocks)
                {
                    places += pfn >= head && pfn - head < block.Pages ? 1 : 0;
                }

                if (Broken(true, places == 1)) return $"page {pfn} is in {places} places";
            }
        }

        foreach (PageSlab slab in memory.OrderZero.Slabs)
        {
            bool used = slab.Isolated;
            foreach (PageSlot slot in slab.Slots) used |= slot.State != SlotState.Free;
            if (Broken(true, used)) return $"slab {slab.Base} has only FREE slots and is not in buddy";
        }

        return null;
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What is not (Ghost.Hit or Ghost.Take or Ghost.Refill or Ghost.Grow)) return null;
        Request? asked = before.Flights[task] switch
        {
            CachedPageFlight flight => flight.Request,
            LastAttemptFlight flight => flight.Request,
            _ => null,
        };
        if (asked is not { } request || after.Memory.OrderZero.SlabOf(label.B) is not { } slab) return null;
        bool lent = slab[label.B].State == SlotState.Lent;
        return Broken(!lent, slab.Cache == Due(request, after.Memory.Machine.OrderZero!.Discardable))
            ? $"page {label.B} of a {slab.Cache} slab went to {request}"
            : null;
    }

    /// <summary>
    /// GFP_USER, GFP_HIGHUSER: user. What may wait and can be discarded: kreclaim. DMA, atomic, the rest: knoreclaim.
    /// </summary>
    private static PageCache Due(Request request, bool discardable)
    {
        uint gfp = (uint)request.Gfp;
        const uint user = 0x10 | 0x40 | 0x80 | 0x20000, dma = 0x01 | 0x04, wait = 0x10, reclaimable = 0x80000;
        if ((gfp & dma) == 0 && (gfp & user) == user) return PageCache.User;
        bool discards = discardable && (gfp & dma) == 0 && (gfp & wait) != 0 && (gfp & reclaimable) != 0;
        return discards ? PageCache.KReclaim : PageCache.KNoReclaim;
    }
}
