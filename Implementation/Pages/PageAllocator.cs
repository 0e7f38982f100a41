using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Sync;

namespace Plimsoll.Pages;

/// <summary>
/// The page allocator: zones behind locks of their own, per-CPU lists before them, fallback along the zonelist, and a
/// strict reserve that only entitled requests may enter. Frames are numbers here; <see cref="PageArena"/> makes them
/// memory.
/// <para>
/// Lock order: AdjustLock, MarksLock, CPU lists by (zone, CPU), zones by index. An ordinary operation holds at most one
/// list and that list's zone; only the last attempt of an entitled request holds more.
/// </para>
/// </summary>
public sealed class PageAllocator<S>
    where S : struct, ISync
{
    private readonly Layout layout;
    private readonly PageTable pages;
    private readonly Zonelists zonelists;
    private readonly Zone<S>[] zones;
    private readonly CpuList<S>[] lists;
    private readonly CpuList<S>[][] routes;
    private readonly int cpus;
    private readonly int zonelistCount;
    private readonly uint frames;

    /// <exception cref="TopologyException">The zones cannot hold the reserve that the topology promises.</exception>
    public PageAllocator(Layout layout)
    {
        this.layout = layout;
        pages = layout.Pages;
        cpus = layout.Topology.Cpus.Length;
        zonelists = new(layout.Topology);
        zones = new Zone<S>[layout.Topology.Zones.Length];
        lists = new CpuList<S>[zones.Length * cpus];
        for (int z = 0; z < zones.Length; z++)
        {
            zones[z] = new(z, layout);
            for (int cpu = 0; cpu < cpus; cpu++) lists[(z * cpus) + cpu] = new(cpu, zones[z], layout);
        }

        frames = layout.Frames;
        zonelistCount = zonelists.Count;
        routes = new CpuList<S>[cpus * zonelistCount][];
        for (int i = 0; i < routes.Length; i++)
        {
            int cpu = i / zonelistCount;
            routes[i] = [.. zonelists[i % zonelistCount].Select(z => lists[(z * cpus) + cpu])];
        }

        Reserve = new(layout, zones, lists);
    }

    /// <summary>The marks, and the strict reserve they keep.</summary>
    public PageReserve<S> Reserve { get; }

    /// <summary>
    /// Puts every frame on its zone's free lists and sets the marks. Nobody else knows the allocator yet.
    /// </summary>
    public void Start()
    {
        foreach (Zone<S> zone in zones) zone.Populate();
        foreach (CpuList<S> list in lists) list.Open();
        Reserve.Start();
    }

    /// <summary>A block of 2^order frames, or <see cref="Cell.NoFrame"/>: a refusal, not an error.</summary>
    public uint Allocate(int cpu, Request request)
    {
        Gfp gfp = request.Gfp;
        int order = request.Order.Value;
        ZoneKind kind = GfpZone.Of(gfp);
        int zonelist = Zonelists.IndexOf(request.Node.Value, kind, (gfp & Gfp.ThisNode) != 0);
        CpuList<S>[] route = routes[(cpu * zonelistCount) + zonelist];

        uint pfn = Scan(route, order, new(Pass.Low, AllocFlags.None, kind), request.Allowed);
        if (pfn != Cell.NoFrame) return pfn;
        if ((gfp & Gfp.ThisNodeOnly) == Gfp.ThisNodeOnly) return Cell.NoFrame;

        AllocFlags flags = AllocFlag.Of(gfp, request.Context);
        NodeMask nodes = (flags & AllocFlags.IgnoreNodes) != 0 ? NodeMask.All : request.Allowed;
        pfn = Scan(route, order, new(Pass.Min, flags & (AllocFlags.High | AllocFlags.Harder), kind), nodes);
        if (pfn != Cell.NoFrame || (flags & AllocFlags.NoWatermarks) == 0) return pfn;

        pfn = Scan(route, order, new(Pass.Boldest, AllocFlags.High | AllocFlags.Harder, kind), NodeMask.All);
        return pfn != Cell.NoFrame ? pfn : LastAttempt(zonelists[zonelist], order);
    }

    /// <summary>Takes a block back. The caller was its only holder.</summary>
    /// <exception cref="MisuseException">The frame heads no block of this order that a caller holds.</exception>
    public void Free(int cpu, uint pfn, int order)
    {
        if (pfn >= frames) throw Misuse.OfForeign(layout, pfn);
        nuint owner = pages[pfn].Owner;
        uint held = S.Load(owner);
        if (!Owner.IsHeld(held) || Owner.Order(held) != order) throw Misuse.OfFree(layout, pfn, order, held);
        if (S.CompareExchange(owner, 0, held) != held) throw Misuse.OfFree(layout, pfn, order, 0);

        int zone = Owner.Zone(held);
        bool tagged = Owner.Tagged(held);
        // A tagged page goes straight to its zone: on a list it would be out of reach of the next entitled request.
        if (order == 0 && !tagged)
        {
            CpuList<S> list = lists[(zone * cpus) + cpu];
            if (list.High != 0 && list.Push(pfn)) return;
        }

        zones[zone].Release(pfn, order, tagged);
    }

    /// <summary>Gives back every page on this CPU's lists.</summary>
    public void Drain(int cpu)
    {
        for (int z = 0; z < zones.Length; z++) lists[(z * cpus) + cpu].Drain();
    }

    /// <summary>Closes this CPU's lists for good; what is freed on it from now on goes to the zones.</summary>
    public void Offline(int cpu)
    {
        for (int z = 0; z < zones.Length; z++) lists[(z * cpus) + cpu].Close();
        S.Note(Ghost.Offline, (uint)cpu, 0, 0);
    }

    /// <summary>Stops every CPU at its next lock, looks, and lets them go on.</summary>
    /// <returns>The facts that contradict each other; none when all is well.</returns>
    public string[] Validate()
    {
        for (int i = 0; i < lists.Length; i++) lists[i].Lock();
        for (int z = 0; z < zones.Length; z++) zones[z].Lock();
        string[] broken = Validation.Of(new AllocatorView(layout, held: true));
        for (int z = zones.Length - 1; z >= 0; z--) zones[z].Unlock();
        for (int i = lists.Length - 1; i >= 0; i--) lists[i].Unlock();
        return broken;
    }

    /// <summary>
    /// One pass along the zonelist, as this CPU's lists of its zones: each zone decides for itself, in one step.
    /// </summary>
    private uint Scan(CpuList<S>[] route, int order, Threshold threshold, NodeMask nodes)
    {
        for (int i = 0; i < route.Length; i++)
        {
            CpuList<S> list = route[i];
            if (!nodes.Has(list.Node)) continue;
            uint pfn = order == 0 && list.High != 0 ? list.Take(threshold) : list.Zone.Take(order, threshold);
            if (pfn == Cell.NoFrame) continue;
            S.Store(pages[pfn].Owner, Owner.Of(order, tagged: false, list.ZoneIndex));
            return pfn;
        }

        return Cell.NoFrame;
    }

    /// <summary>
    /// The last attempt of an entitled request: one atomic step over all its zones. It holds the lock of every CPU list
    /// and every zone of its zonelist, empties the lists, then takes below every mark or fails, so a refusal is a fact
    /// about one instant: no page anywhere in its reach (semantics, decision 4).
    /// </summary>
    private uint LastAttempt(int[] zonelist, int order)
    {
        LockAll(zonelist);
        for (int i = 0; i < zonelist.Length; i++)
        {
            for (int cpu = 0; cpu < cpus; cpu++) lists[(zonelist[i] * cpus) + cpu].DrainHeld();
        }

        uint pfn = Cell.NoFrame;
        int zone = 0;
        for (int i = 0; i < zonelist.Length && pfn == Cell.NoFrame; i++)
        {
            zone = zonelist[i];
            pfn = zones[zone].TakeTaggedHeld(order);
        }

        S.Note(Ghost.LastAttempt, pfn, (uint)order, 0);
        UnlockAll(zonelist);
        if (pfn != Cell.NoFrame) S.Store(pages[pfn].Owner, Owner.Of(order, tagged: true, zone));
        return pfn;
    }

    private void LockAll(int[] zonelist)
    {
        for (int z = 0; z < zones.Length; z++)
        {
            if (Array.IndexOf(zonelist, z) < 0) continue;
            for (int cpu = 0; cpu < cpus; cpu++) lists[(z * cpus) + cpu].Lock();
        }

        for (int z = 0; z < zones.Length; z++)
        {
            if (Array.IndexOf(zonelist, z) >= 0) zones[z].Lock();
        }
    }

    private void UnlockAll(int[] zonelist)
    {
        for (int z = zones.Length - 1; z >= 0; z--)
        {
            if (Array.IndexOf(zonelist, z) >= 0) zones[z].Unlock();
        }

        for (int z = zones.Length - 1; z >= 0; z--)
        {
            if (Array.IndexOf(zonelist, z) < 0) continue;
            for (int cpu = cpus - 1; cpu >= 0; cpu--) lists[(z * cpus) + cpu].Unlock();
        }
    }
}
