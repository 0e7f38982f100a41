using System.Runtime.CompilerServices;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Sync;

namespace Plimsoll.Pages;

/// <summary>
/// One CPU's list of single pages of one zone: a ring, handed out newest first, given back oldest first. Its lock is
/// the CPU's alone but for a drain, an offline or a last attempt from elsewhere, and it comes before the zone's lock:
/// pages on their way between list and zone are always behind one of the two, so nobody finds them in neither place
/// (semantics, decision 4).
/// </summary>
public sealed class CpuList<S>
    where S : struct, ISync
{
    private readonly ListCells cells;
    private readonly Zone<S> zone;
    private readonly uint zoneId;
    private readonly uint mask;
    private readonly uint batch;
    private readonly uint high;

    public CpuList(int cpu, Zone<S> zone, Layout layout)
    {
        Id = (uint)cpu;
        zoneId = (uint)zone.Index;
        Node = zone.Node;
        ZoneIndex = zone.Index;
        this.zone = zone;
        cells = layout.List(cpu, zone.Index);
        mask = layout.Capacity(zone.Index) - 1;
        ZoneSpec spec = layout.Topology.Zones[zone.Index];
        batch = (uint)ListSize.Batch(spec, layout.Topology);
        high = (uint)ListSize.High(spec, layout.Topology);
    }

    /// <summary>The CPU, as the notes name it.</summary>
    public uint Id { get; }

    public int Node { get; }

    public int ZoneIndex { get; }

    public Zone<S> Zone => zone;

    /// <summary>The length at which a batch goes back; 0: the list is never used.</summary>
    public uint High => high;

    /// <summary>Opens the list. Nobody else knows it yet.</summary>
    public void Open() => S.Write(cells.Open, 1);

    /// <summary>A page from the list, refilled from the zone when empty; or <see cref="Cell.NoFrame"/>.</summary>
    public uint Take(Threshold threshold)
    {
        S.Lock(cells.Lock);
        if (S.Read(cells.Open) == 0)
        {
            S.Unlock(cells.Lock);
            return zone.Take(0, threshold);
        }

        bool stocked = S.Read(cells.Count) == 0
            ? zone.Refill(this, batch, threshold) != 0
            : zone.HitAllowed(threshold);
        uint pfn = stocked ? RemoveNewest() : Cell.NoFrame;
        if (stocked) S.Note(Ghost.Hit, zoneId, pfn, Id);
        S.Unlock(cells.Lock);
        return pfn;
    }

    /// <summary>Keeps a freed page; false when the list is closed and the page belongs in the zone.</summary>
    public bool Push(uint pfn)
    {
        S.Lock(cells.Lock);
        bool open = S.Read(cells.Open) != 0;
        if (open)
        {
            Append(pfn);
            S.Note(Ghost.Push, zoneId, pfn, Id);
            uint count = S.Read(cells.Count);
            if (count >= high) zone.Drain(this, Math.Min(batch, count));
        }

        S.Unlock(cells.Lock);
        return open;
    }

    /// <summary>Gives every page back to the zone.</summary>
    public void Drain()
    {
        S.Lock(cells.Lock);
        zone.Drain(this, S.Read(cells.Count));
        S.Unlock(cells.Lock);
    }

    /// <summary>
    /// The CPU goes: the list is closed and emptied in one hold of its lock, so no free finds it open and empty.
    /// </summary>
    public void Close()
    {
        S.Lock(cells.Lock);
        S.Write(cells.Open, 0);
        zone.Drain(this, S.Read(cells.Count));
        S.Unlock(cells.Lock);
    }

    /// <summary><see cref="Drain"/>, for a caller that holds the list's and the zone's lock.</summary>
    public void DrainHeld() => zone.DrainHeld(this, S.Read(cells.Count));

    public void Lock() => S.Lock(cells.Lock);

    public void Unlock() => S.Unlock(cells.Lock);

    /// <summary>The caller holds the lock, and has seen room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Append(uint pfn)
    {
        uint count = S.Read(cells.Count);
        S.Write(cells.Slot(unchecked(S.Read(cells.First) + count) & mask), pfn);
        S.Write(cells.Count, count + 1);
    }

    /// <summary>The caller holds the lock, and has seen a page.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint RemoveOldest()
    {
        uint first = S.Read(cells.First);
        S.Write(cells.First, (first + 1) & mask);
        S.Write(cells.Count, S.Read(cells.Count) - 1);
        return S.Read(cells.Slot(first));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint RemoveNewest()
    {
        uint count = S.Read(cells.Count) - 1;
        S.Write(cells.Count, count);
        return S.Read(cells.Slot(unchecked(S.Read(cells.First) + count) & mask));
    }
}
