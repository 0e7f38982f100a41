using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Sync;

namespace Plimsoll.Pages;

/// <summary>
/// The marks of all zones, made of two knobs: min_free_kbytes and the strict reserve. Writers of either knob recompute
/// every mark under MarksLock, so the marks at rest are always the image of one pair; a zone's marks change under its
/// own lock, so a take never sees half of them.
/// </summary>
public sealed class PageReserve<S>
    where S : struct, ISync
{
    private readonly Layout layout;
    private readonly Zone<S>[] zones;
    private readonly CpuList<S>[] lists;
    private readonly SleepingLock<S> adjusting;

    // Zones above NORMAL carry nothing of the reserve: a machine that has no others can promise nothing.
    private readonly bool carries;

    public PageReserve(Layout layout, Zone<S>[] zones, CpuList<S>[] lists)
    {
        this.layout = layout;
        this.zones = zones;
        this.lists = lists;
        adjusting = new(layout.AdjustLock);
        carries = layout.Topology.Zones.Any(zone => EmergencyLevel.Carries(zone.Kind));
    }

    /// <summary>
    /// Raises or lowers the strict reserve (adjust_memalloc_reserve). A raise succeeds only when every zone that
    /// carries a part of it holds that part, after at most one drain of its lists; else everything is as it was
    /// (semantics, decision 6).
    /// </summary>
    /// <exception cref="MisuseException">The reserve would fall below zero or beyond the zones.</exception>
    public bool Adjust(int delta)
    {
        adjusting.Enter();
        uint before = S.Read(layout.ReservePages);
        long after = before + (long)delta;
        if (after < 0 || after > layout.Topology.Frames)
        {
            adjusting.Leave();
            throw Misuse.OfAdjust(before, delta);
        }

        SetReserve((uint)after);
        bool populated = delta <= 0 || Populate();
        if (!populated) SetReserve(before);
        adjusting.Leave();
        return populated;
    }

    /// <summary>Writes min_free_kbytes.</summary>
    /// <exception cref="MisuseException">The value is negative.</exception>
    public void SetMinFree(int kbytes)
    {
        if (kbytes < 0) throw Misuse.OfMinFree(kbytes);
        S.Lock(layout.MarksLock);
        S.Write(layout.MinFreeKbytes, (uint)kbytes);
        Recompute();
        S.Unlock(layout.MarksLock);
    }

    /// <summary>Sets the first marks. Nobody else knows the zones yet.</summary>
    /// <exception cref="TopologyException">A zone cannot hold its part of the reserve.</exception>
    public void Start()
    {
        S.Write(layout.MinFreeKbytes, (uint)layout.Topology.MinFreeKbytes);
        S.Write(layout.ReservePages, (uint)layout.Topology.ReservePages);
        Recompute();
        if (!carries && layout.Topology.ReservePages > 0)
        {
            throw new TopologyException($"topology '{layout.Topology.Name}': no zone up to NORMAL can carry a reserve");
        }

        for (int z = 0; z < zones.Length; z++)
        {
            if (zones[z].IsPopulated()) continue;
            ZoneSpec spec = layout.Topology.Zones[z];
            throw new TopologyException(
                $"topology '{layout.Topology.Name}': {spec} cannot hold its part of a reserve of " +
                $"{layout.Topology.ReservePages} pages above its min mark");
        }
    }

    private void SetReserve(uint reservePages)
    {
        S.Lock(layout.MarksLock);
        S.Write(layout.ReservePages, reservePages);
        Recompute();
        S.Unlock(layout.MarksLock);
    }

    /// <remarks>The caller holds MarksLock.</remarks>
    private void Recompute()
    {
        uint minFreeKbytes = S.Read(layout.MinFreeKbytes);
        uint reservePages = S.Read(layout.ReservePages);
        S.Note(Ghost.Knobs, minFreeKbytes, reservePages, 0);
        ImmutableArray<Marks> marks = Watermarks.Of(layout.Topology, (int)minFreeKbytes, (int)reservePages);
        for (int z = 0; z < zones.Length; z++) zones[z].SetMarks(marks[z]);
    }

    private bool Populate()
    {
        if (!carries) return false;
        int cpus = lists.Length / zones.Length;
        for (int z = 0; z < zones.Length; z++)
        {
            if (zones[z].IsPopulated()) continue;
            for (int cpu = 0; cpu < cpus; cpu++) lists[(z * cpus) + cpu].Drain();
            if (!zones[z].IsPopulated()) return false;
        }

        return true;
    }
}
