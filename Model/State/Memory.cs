using System.Collections.Immutable;
using System.Text;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>
/// The whole state of the page allocator, immutable and compared by value (semantics B.1). Each method is the effect of
/// one labelled step; whether the step is allowed is for Transitions to say.
/// </summary>
public sealed partial record Memory
{
    private Memory(Machine machine) => Machine = machine;

    public Machine Machine { get; }

    public Topology Topology => Machine.Topology;

    public int MinFreeKbytes { get; private init; }

    /// <summary>The strict reserve in force, pages.</summary>
    public int ReservePages { get; private init; }

    public ImmutableArray<ZoneState> Zones { get; private init; } = [];

    /// <summary>What callers hold, by first frame.</summary>
    public BlockMap Blocks { get; private init; } = BlockMap.Empty;

    public Slabs Slabs { get; init; } = Slabs.None;

    public Pools Pools { get; init; } = Pools.None;

    public Reserves Reserves { get; init; } = Reserves.None;

    public OrderZero OrderZero { get; init; } = OrderZero.None;

    public Reclaim Reclaim { get; init; } = Reclaim.None;

    public TaskTable Tasks { get; init; } = TaskTable.None;

    /// <summary>How the zonelists in force are ordered.</summary>
    public ZonelistOrder Zonelists { get; init; }

    /// <summary>Zones that a scan found full, one bit each; the law has no such cache (G25).</summary>
    public ulong FullZones { get; init; }

    /// <summary>The task that holds var_free_mutex, or -1.</summary>
    public int VarFreeHolder { get; init; } = -1;

    private ImmutableArray<CpuList> Lists { get; init; } = [];

    private ImmutableArray<CpuState> Cpus { get; init; } = [];

    /// <summary>Everything free, every CPU online, marks as the topology's knobs say.</summary>
    public static Memory Fresh(Machine machine)
    {
        Topology topology = machine.Topology;
        ImmutableArray<Marks> marks = machine.MarksOf(topology.MinFreeKbytes, topology.ReservePages);
        return new(machine)
        {
            MinFreeKbytes = topology.MinFreeKbytes,
            ReservePages = topology.ReservePages,
            Zones = [.. topology.Zones.Select((zone, z) => new ZoneState(Frames.Full(zone), marks[z]))],
            Lists = [.. Enumerable.Repeat(CpuList.Empty, machine.Cpus * machine.Zones)],
            Cpus = [.. Enumerable.Repeat(CpuState.Online, machine.Cpus)],
            Zonelists = machine.ZonelistOrder,
            Pools = Pools.Of(machine),
            Reserves = Reserves.Of(machine),
        };
    }

    public static Memory Fresh(Topology topology) => Fresh(new Machine(topology));

    public CpuState Cpu(int cpu) => Cpus[cpu];

    /// <summary>With order-0 caches the lists are theirs: slots that are CACHED, in no order.</summary>
    public CpuList List(int cpu, int zone) =>
        Machine.OrderZero is null ? Lists[cpu * Machine.Zones + zone] : new([.. OrderZero.Listed(cpu, zone, null)]);

    /// <summary>Pages of the zone that were taken from the reserve and are still held.</summary>
    public uint TaggedPages(int zone) =>
        (uint)Blocks.Where(b => b.Value.Tagged && Topology.ZoneOf(b.Key) == zone).Sum(b => b.Value.Pages)
        + OrderZero.Tagged(zone);

    /// <summary>What the zone's marks are by the knobs in force, whatever is written.</summary>
    public Marks DueMarks(int zone) => Machine.MarksOf(MinFreeKbytes, ReservePages)[zone];

    /// <summary>buddy -> caller.</summary>
    public Memory Take(int zone, uint pfn, int order, bool tagged) =>
        WithFree(zone, Zones[zone].Free.Without(pfn, 1u << order)) with
        {
            Blocks = Blocks.Add(pfn, new(order, tagged)),
        };

    /// <summary>caller -> buddy or slab.</summary>
    public Memory Release(int zone, uint pfn) =>
        InSlab(pfn)
            ? WithSlot(pfn, default)
            : WithFree(zone, Zones[zone].Free.With(pfn, Blocks[pfn].Pages)) with { Blocks = Blocks.Remove(pfn) };

    /// <summary>buddy or slab -> CPU list.</summary>
    public Memory Refill(int cpu, int zone, uint pfn) =>
        InSlab(pfn)
            ? WithSlot(pfn, PageSlot.Cached(cpu))
            : WithFree(zone, Zones[zone].Free.Without(pfn, 1)).WithList(cpu, zone, List(cpu, zone).With(pfn));

    /// <summary>CPU list -> buddy or slab.</summary>
    public Memory Drain(int cpu, int zone, uint pfn) =>
        InSlab(pfn)
            ? WithSlot(pfn, default)
            : WithFree(zone, Zones[zone].Free.With(pfn, 1)).WithList(cpu, zone, List(cpu, zone).Without(pfn));

    /// <summary>CPU list -> caller.</summary>
    public Memory Hit(int cpu, int zone, uint pfn) =>
        InSlab(pfn)
            ? WithSlot(pfn, new(SlotState.Pinned))
            : WithList(cpu, zone, List(cpu, zone).Without(pfn)) with { Blocks = Blocks.Add(pfn, new(0, false)) };

    /// <summary>caller -> CPU list.</summary>
    public Memory Push(int cpu, int zone, uint pfn) =>
        InSlab(pfn)
            ? WithSlot(pfn, PageSlot.Cached(cpu))
            : WithList(cpu, zone, List(cpu, zone).With(pfn)) with { Blocks = Blocks.Remove(pfn) };

    public Memory WithKnobs(int minFreeKbytes, int reservePages) =>
        this with { MinFreeKbytes = minFreeKbytes, ReservePages = reservePages };

    /// <summary>The zone's marks are written, as the knobs in force say.</summary>
    public Memory WithMarks(int zone) => WithMarks(zone, DueMarks(zone));

    public Memory WithMarks(int zone, Marks marks) =>
        this with { Zones = Zones.SetItem(zone, Zones[zone] with { Marks = marks }) };

    public Memory WithCpu(int cpu, CpuState state) => this with { Cpus = Cpus.SetItem(cpu, state) };

    public bool Equals(Memory? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (ReferenceEquals(Machine, other.Machine)
                && (MinFreeKbytes, ReservePages) == (other.MinFreeKbytes, other.ReservePages)
                && Zones.SequenceEqual(other.Zones)
                && Lists.SequenceEqual(other.Lists)
                && Cpus.SequenceEqual(other.Cpus)
                && Blocks.SequenceEqual(other.Blocks)
                && (Zonelists, FullZones, VarFreeHolder) == (other.Zonelists, other.FullZones, other.VarFreeHolder)
                && Above == other.Above));

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(MinFreeKbytes);
        hash.Add(ReservePages);
        foreach (ZoneState zone in Zones) hash.Add(zone);
        foreach (CpuList list in Lists) hash.Add(list);
        foreach (CpuState cpu in Cpus) hash.Add(cpu);
        foreach ((uint pfn, Block block) in Blocks) hash.Add(HashCode.Combine(pfn, block));
        hash.Add(Above);
        return hash.ToHashCode();
    }

    /// <summary>Writes down everything that can differ between two states of one machine.</summary>
    public void Write(Encoder to)
    {
        to.Number(MinFreeKbytes);
        to.Number(ReservePages);
        for (int z = 0; z < Zones.Length; z++) Zones[z].Write(to);
        foreach (CpuList list in Lists) list.Write(to);
        foreach (CpuState cpu in Cpus) to.Number((int)cpu);
        foreach ((uint pfn, Block block) in Blocks) to.Mark(pfn, block.Code);
        to.Number((int)Zonelists);
        to.Number(FullZones);
        to.Number(VarFreeHolder);
        Slabs.Write(to);
        Pools.Write(to);
        Reserves.Write(to);
        OrderZero.Write(to);
        Reclaim.Write(to);
        Tasks.Write(to);
    }

    /// <summary>Canonical text: equal states read the same.</summary>
    public override string ToString()
    {
        StringBuilder text = new($"min_free {MinFreeKbytes} kB, reserve {ReservePages}\n");
        for (int z = 0; z < Zones.Length; z++)
        {
            text.Append(null, $"{Topology.Zones[z]}: {Zones[z]}");
            for (int cpu = 0; cpu < Cpus.Length; cpu++) text.Append(null, $" cpu{cpu}{List(cpu, z)}");
            text.Append('\n');
        }

        text.Append("held:").AppendJoin("", Blocks.Select(b => $" {b.Key}{b.Value}"));
        text.Append("\ncpus: ").AppendJoin(' ', Cpus);
        if (Zonelists != ZonelistOrder.Node) text.Append(null, $"\nzonelists: {Zonelists}");
        if (FullZones != 0) text.Append(null, $"\nfull zones: {FullZones:x}");
        if (VarFreeHolder >= 0) text.Append(null, $"\nvar_free_mutex: task {VarFreeHolder}");
        foreach (object mechanism in WrittenAbove()) text.Append(null, $"\n{mechanism}");
        return text.ToString();
    }

    /// <summary>The mechanisms above pages, for comparing.</summary>
    private (Slabs, Pools, Reserves, OrderZero, Reclaim, TaskTable) Above =>
        (Slabs, Pools, Reserves, OrderZero, Reclaim, Tasks);

    /// <summary>
    /// The mechanisms above pages that are there. Each writes lines of text, opened by what they are about.
    /// </summary>
    private IEnumerable<object> WrittenAbove()
    {
        if (Slabs != Slabs.None) yield return Slabs;
        if (Pools != Pools.None) yield return Pools;
        if (Reserves != Reserves.None) yield return Reserves;
        if (OrderZero != OrderZero.None) yield return OrderZero;
        if (Machine.OrderZero is not null) yield return $"loose: {LoosePages}";
        if (Reclaim != Reclaim.None) yield return Reclaim;
        if (Tasks != TaskTable.None) yield return Tasks;
    }

    private Memory WithFree(int zone, Frames free) =>
        this with { Zones = Zones.SetItem(zone, Zones[zone] with { Free = free }) };

    private Memory WithList(int cpu, int zone, CpuList list) =>
        this with { Lists = Lists.SetItem(cpu * Machine.Zones + zone, list) };
}
