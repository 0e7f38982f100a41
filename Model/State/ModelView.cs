using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>A state of the model as the laws see memory.</summary>
public sealed class ModelView(Memory memory) : IMemoryView
{
    public Topology Topology => memory.Topology;

    public int MinFreeKbytes => memory.MinFreeKbytes;

    public int ReservePages => memory.ReservePages;

    public uint NrFree(int zone) => memory.Zones[zone].NrFree;

    public uint NrFreeBlocks(int zone, int order) => memory.Zones[zone].Free.NrFreeBlocks(order);

    public Marks Marks(int zone) => memory.Zones[zone].Marks;

    public void FreeBlocks(int zone, int order, List<uint> into) =>
        into.AddRange(memory.Zones[zone].Free.MaximalBlocks().Where(b => b.Order == order).Select(b => b.Pfn));

    public uint ListCount(int cpu, int zone) => (uint)memory.List(cpu, zone).Count;

    public void ListPages(int cpu, int zone, List<uint> into) => into.AddRange(memory.List(cpu, zone).Pages);

    public bool Online(int cpu) => memory.Cpu(cpu) != CpuState.Offline;

    /// <summary>The model has no place between places: a page being freed is held until it arrives.</summary>
    public PageState Page(uint pfn)
    {
        int zone = Topology.ZoneOf(pfn);
        if (zone < 0) return new(PageKind.Hole, 0, false);
        if (memory.Blocks.TryGetValue(pfn, out Block block)) return new(PageKind.Allocated, block.Order, block.Tagged);
        foreach ((uint head, int order) in memory.Zones[zone].Free.MaximalBlocks())
        {
            if (head == pfn) return new(PageKind.Buddy, order, false);
        }

        for (int cpu = 0; cpu < memory.Machine.Cpus; cpu++)
        {
            if (memory.List(cpu, zone).Has(pfn)) return new(PageKind.Listed, 0, false);
        }

        return new(PageKind.Tail, 0, false);
    }

    public bool IsQuiet(int zone) => true;
}
