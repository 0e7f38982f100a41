using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>The effects of reclaim, and of what changes about tasks (semantics I, A.5, B.6).</summary>
public sealed partial record Memory
{
    /// <summary>A held page is now one that reclaim knows.</summary>
    public Memory Cached(uint pfn, ReclaimablePage page) => this with { Reclaim = Reclaim.With(pfn, page) };

    /// <summary>
    /// What reclaim may look at: the pages in its books, and where there are order-0 caches what lies clean in their
    /// slabs, held by nobody. To the caches a page in the books is one that somebody holds: pinned. A slab that is
    /// isolated is for who isolated it to empty.
    /// </summary>
    public IEnumerable<(uint Pfn, ReclaimablePage Page)> Reclaimable
    {
        get
        {
            foreach ((uint pfn, ReclaimablePage page) in Reclaim.Pages) yield return (pfn, page);
            foreach (PageSlab slab in OrderZero.Slabs)
            {
                foreach (uint pfn in OrderZero.Frames(slab, SlotState.Clean))
                {
                    if (!slab.Isolated) yield return (pfn, CleanIn(slab));
                }
            }
        }
    }

    /// <summary>What reclaim may look at in this frame; null: nothing.</summary>
    public ReclaimablePage? ReclaimableAt(uint pfn)
    {
        if (Reclaim.Pages.TryGetValue(pfn, out ReclaimablePage page)) return page;
        bool clean = OrderZero.SlabOf(pfn) is { Isolated: false } found && found[pfn].State == SlotState.Clean;
        return clean ? CleanIn(OrderZero.SlabOf(pfn)!) : null;
    }

    /// <summary>A file's page; or what a kernel cache's shrinker gives up.</summary>
    private static ReclaimablePage CleanIn(PageSlab slab) =>
        new(slab.Cache == PageCache.User ? PageUse.Clean : PageUse.Slab);

    /// <summary>Held by reclaim's books from the start: taken out of buddy without asking anybody.</summary>
    public Memory Holding(uint pfn, ReclaimablePage page) =>
        Take(Topology.ZoneOf(pfn), pfn, 0, tagged: false).Cached(pfn, page);

    /// <summary>Reclaim gives a page back: to buddy, or to a CPU's list.</summary>
    /// <param name="cpu">Whose list; -1: buddy.</param>
    public Memory Reclaimed(int zone, uint pfn, int cpu)
    {
        Memory next = this with { Reclaim = Reclaim.Without(pfn) };
        return cpu < 0 ? next.Release(zone, pfn) : next.Push(cpu, zone, pfn);
    }

    public Memory WithTask(int task, TaskState state) => this with { Tasks = Tasks.With(task, state) };

    public Memory WithFlag(int task, TaskFlags flag) => WithTask(task, Tasks[task].With(flag));

    public Memory WithoutFlag(int task, TaskFlags flag) => WithTask(task, Tasks[task].Without(flag));

    public Memory WithKswapd(int node, Kswapd kswapd) => this with { Reclaim = Reclaim.With(node, kswapd) };

    /// <summary>The zone's counter lags behind its lists by so many pages (G3, G4).</summary>
    public Memory WithLag(int zone, uint lag) =>
        this with { Zones = Zones.SetItem(zone, Zones[zone] with { Lag = lag }) };

    /// <summary>G10: the buddy of a freed block counts as free because its head is, whatever its order.</summary>
    public Memory WithBuddyOf(int zone, uint pfn, int order)
    {
        uint buddy = pfn ^ (1u << order);
        Frames free = Zones[zone].Free;
        if (!free.Has(buddy)) return this;
        for (uint p = buddy; p < buddy + (1u << order); p++)
        {
            if (!free.Has(p) && Topology.ZoneOf(p) == zone) free = free.With(p, 1);
        }

        return WithFree(zone, free);
    }

    /// <summary>G11: a split gives out the upper half and takes the lower from the lists.</summary>
    public Memory TakeWrongHalf(int zone, uint pfn, int order)
    {
        uint buddy = pfn ^ (1u << order);
        bool split = Zones[zone].Free.HasBlock(buddy, order) && !Blocks.ContainsKey(buddy);
        Memory next = WithFree(zone, Zones[zone].Free.Without(pfn, 1u << order));
        return next with { Blocks = Blocks.Add(split ? buddy : pfn, new(order, false)) };
    }
}
