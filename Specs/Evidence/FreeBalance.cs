namespace Plimsoll.Specs.Evidence;

/// <summary>What happened to one zone between two snapshots, and what the model of buddy says of it at the later one.</summary>
internal sealed record ZoneInterval
{
    /// <summary>Pages gained since the trace began: the least and the most while the snapshot was read.</summary>
    public long Least { get; init; }

    public long Most { get; init; }

    /// <summary>Pages compaction was seen to take since the snapshot before.</summary>
    public long Isolated { get; init; }

    /// <summary>Pages that may have gone around a locked CPU list, straight to buddy, since the snapshot before.</summary>
    public long GoneAround { get; init; }
}

/// <summary>
/// The pages in buddy of each zone, kept by the events that a zone's lock orders: a refill or take lowers it, a drain or a
/// free of an order without lists raises it. The kernel prints buddyinfo under the same lock, so the two agree exactly.
/// </summary>
internal sealed class FreeBalance(Machine machine)
{
    private readonly long[] change = new long[machine.Zones.Count];
    private readonly long[] least = new long[machine.Zones.Count];
    private readonly long[] most = new long[machine.Zones.Count];
    private readonly long[] isolated = new long[machine.Zones.Count];
    private readonly long[] freed = new long[machine.Zones.Count];
    private readonly long[] interrupting = new long[machine.Zones.Count];
    private readonly bool[] remotely = new bool[machine.Zones.Count];

    /// <summary>By CPU: the free its last event announced, which may not have reached buddy yet.</summary>
    private readonly Dictionary<int, (int Zone, long Pages)> announced = [];
    private bool open;

    /// <summary>Snapshots whose reading the trace brackets.</summary>
    public SortedDictionary<int, ZoneInterval[]> Snapshots { get; } = [];

    public long Change(int zone) => change[zone];

    /// <summary>Pages compaction was seen to take since the last snapshot.</summary>
    public long Isolated(int zone) => isolated[zone];

    public void Apply(TraceEvent e, PageLaws pages)
    {
        switch (e.Kind)
        {
            case EventKind.Marker:
                Mark(e);
                return;
            case EventKind.IsolateFree:
                if (machine.ZoneOf(e.Pfn, 1) is { } compacted) isolated[compacted.Index] += e.Count;
                return;
            case EventKind.Alloc or EventKind.Free or EventKind.ZoneLocked or EventKind.Drain:
                break;
            default:
                return;
        }

        // An interrupt may come between the free and its arrival; what the CPU then does by itself comes after it.
        if (!e.InInterrupt) announced.Remove(e.Cpu);
        if (machine.ZoneOf(e.Pfn, e.Pages) is not { } zone) return;
        long size = (long)e.Pages;
        remotely[zone.Index] |= pages.DrainedRemotely;
        isolated[zone.Index] += pages.PerhapsTaken;
        if (e.Kind == EventKind.Alloc) Add(zone.Index, -pages.SilentlyTaken);
        else if (e.Kind == EventKind.Drain) Add(zone.Index, size);
        else if (e.Kind == EventKind.ZoneLocked) Add(zone.Index, -size);
        else if (PageLaws.HasList(e.Order))
        {
            freed[zone.Index] += size;
            if (e.Interrupts) interrupting[zone.Index] += size;
        }
        else
        {
            announced[e.Cpu] = (zone.Index, size);
            Add(zone.Index, size);
        }
    }

    private void Add(int zone, long pages)
    {
        change[zone] += pages;
        if (!open) return;
        least[zone] = Math.Min(least[zone], change[zone]);
        most[zone] = Math.Max(most[zone], change[zone]);
    }

    private void Mark(TraceEvent e)
    {
        if (e.Phase == (byte)'B') Open();
        else if (e.Phase == (byte)'M' && open) Close(e.Snapshot);
    }

    private void Open()
    {
        open = true;
        change.CopyTo(least, 0);
        change.CopyTo(most, 0);
        foreach ((int zone, long pages) in announced.Values) least[zone] -= pages;
    }

    private void Close(int snapshot)
    {
        open = false;
        Snapshots[snapshot] =
        [
            .. machine.Zones.Select(z => new ZoneInterval
            {
                Least = least[z.Index],
                Most = most[z.Index],
                Isolated = isolated[z.Index],
                GoneAround = remotely[z.Index] ? freed[z.Index] : interrupting[z.Index],
            }),
        ];
        Array.Clear(isolated);
        Array.Clear(freed);
        Array.Clear(interrupting);
        Array.Clear(remotely);
    }
}
