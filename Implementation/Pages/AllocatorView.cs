using Plimsoll.Model.Vocabulary;
using Plimsoll.Sync;

namespace Plimsoll.Pages;

/// <summary>
/// The allocator's memory as the laws see it. It reads raw cells: consistent when the reader holds every lock, or when
/// it stands outside time as the explorer does between two steps.
/// </summary>
/// <param name="held">The reader holds the zones' locks itself.</param>
public sealed class AllocatorView(Layout layout, bool held) : IMemoryView
{
    private readonly PageTable pages = layout.Pages;

    public Topology Topology => layout.Topology;

    public int MinFreeKbytes => (int)Real.Read(layout.MinFreeKbytes);

    public int ReservePages => (int)Real.Read(layout.ReservePages);

    public uint NrFree(int zone) => Real.Read(layout.Zone(zone).NrFree);

    public uint NrFreeBlocks(int zone, int order) => Real.Read(layout.Zone(zone).Count(order));

    public Marks Marks(int zone)
    {
        ZoneCells cells = layout.Zone(zone);
        return new(Real.Read(cells.Min), Real.Read(cells.Low), Real.Read(cells.High), Real.Read(cells.Emerg));
    }

    public void FreeBlocks(int zone, int order, List<uint> into)
    {
        // A broken list may run in a circle or out of the arena; a reader must come back from it all the same.
        uint pfn = Real.Read(layout.Zone(zone).Head(order));
        for (uint left = Topology.Frames; pfn < Topology.Frames && left > 0; left--)
        {
            into.Add(pfn);
            pfn = Real.Read(pages[pfn].Next);
        }
    }

    public uint ListCount(int cpu, int zone) => Real.Read(layout.List(cpu, zone).Count);

    public void ListPages(int cpu, int zone, List<uint> into)
    {
        ListCells cells = layout.List(cpu, zone);
        uint capacity = layout.Capacity(zone);
        uint first = Real.Read(cells.First), count = Math.Min(Real.Read(cells.Count), capacity);
        for (uint i = 0; i < count; i++) into.Add(Real.Read(cells.Slot((first + i) & (capacity - 1))));
    }

    public bool Online(int cpu) => Real.Read(layout.List(cpu, 0).Open) != 0;

    public PageState Page(uint pfn)
    {
        int zone = Topology.ZoneOf(pfn);
        if (zone < 0) return new(PageKind.Hole, 0, false);
        if (Head(pfn) is { } head) return head;
        for (int order = 1; order <= Order.Max; order++)
        {
            uint above = pfn & ~((1u << order) - 1);
            if (Head(above) is { } block && above + (1u << block.Order) > pfn)
                return new(PageKind.Tail, 0, block.Tagged);
        }

        List<uint> listed = [];
        for (int cpu = 0; cpu < Topology.Cpus.Length; cpu++) ListPages(cpu, zone, listed);
        return new(listed.Contains(pfn) ? PageKind.Listed : PageKind.Freeing, 0, false);
    }

    /// <summary>The zone's own record of which orders have a block, a bit each.</summary>
    internal uint NonEmpty(int zone) => Real.Read(layout.Zone(zone).NonEmpty);

    /// <summary>The link back from a free block, or <see cref="Cell.NoFrame"/>.</summary>
    internal uint Previous(uint pfn) => Real.Read(pages[pfn].Prev);

    /// <summary>The zone that a held block remembers.</summary>
    internal int? RememberedZone(uint pfn)
    {
        uint held = Real.Read(pages[pfn].Owner);
        return Owner.IsHeld(held) ? Owner.Zone(held) : null;
    }

    public bool IsQuiet(int zone) => held || Real.Read(layout.Zone(zone).Lock) == 0;

    private PageState? Head(uint pfn)
    {
        uint free = Real.Read(pages[pfn].Free), owner = Real.Read(pages[pfn].Owner);
        if (Owner.IsHeld(owner)) return new(PageKind.Allocated, Owner.Order(owner), Owner.Tagged(owner));
        return free != 0 ? new(PageKind.Buddy, (int)free - 1, false) : null;
    }
}
