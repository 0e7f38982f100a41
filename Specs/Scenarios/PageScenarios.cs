using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;
using static Plimsoll.Model.Vocabulary.Operation;

namespace Plimsoll.Specs.Scenarios;

/// <summary>The scenarios of the page allocator. They call public operations only.</summary>
public static class PageScenarios
{
    private static readonly Request Kernel = Request.For(Gfp.Kernel);
    private static readonly Request Atomic = Request.For(Gfp.Atomic);
    private static readonly Request Entitled = Request.For(Gfp.Atomic | Gfp.MemAlloc);

    public static Scenario TwoTakersOnePage { get; } = new()
    {
        Name = "two-takers-one-page",
        Why = "one page above the reserve and three ordinary requests for it: check and take must be one step",
        Law = "INV-STRICT",
        Topology = OneZone("one-zone-8", pages: 8, cpus: 3, reserve: 2) with { ListHigh = 0 },
        Setup = Fill(cpu: 0, slots: 0..5, Kernel),
        Programs =
        [
            [Allocate(5, Kernel), Free(5), Allocate(5, Atomic)],
            [Allocate(6, Atomic), Free(6), Allocate(6, Kernel)],
            [Allocate(7, Kernel), Free(7), Free(0)],
        ],
    };

    public static Scenario RefillAgainstReserve { get; } = new()
    {
        Name = "refill-against-reserve",
        Why = "lists that refill by batches while only a few pages stand above the reserve",
        Law = "INV-STRICT",
        Topology = OneZone("one-zone-16", pages: 16, cpus: 3, reserve: 4) with { Batch = 3, ListHigh = 6 },
        Setup = [.. Fill(cpu: 0, slots: 0..2, Request.For(Gfp.Kernel, order: 2)),
            (2, Allocate(2, Request.For(Gfp.Kernel, order: 1)))],
        Programs =
        [
            [Allocate(3, Kernel), Allocate(4, Kernel), Free(3)],
            [Allocate(5, Atomic), Allocate(6, Atomic), Free(5)],
            [Free(2), Allocate(7, Kernel)],
        ],
    };

    public static Scenario EntitledAgainstStrandedLists { get; } = new()
    {
        Name = "entitled-against-stranded-lists",
        Why = "buddy is empty and the last pages lie on another CPU's list: an entitled request must find them, or "
            + "prove there are none",
        Law = "INV-B15",
        Topology = OneZone("one-zone-8", pages: 8, cpus: 3, reserve: 0) with { Batch = 1, ListHigh = 4 },
        Setup = [.. Fill(cpu: 0, slots: 0..8, Kernel), (0, Free(0)), (0, Free(1))],
        Programs =
        [
            [Free(2), Allocate(8, Kernel)],
            [Allocate(9, Entitled), Allocate(10, Entitled)],
            [Allocate(11, Entitled), Allocate(12, Entitled)],
        ],
    };

    public static Scenario RemoteDrainAgainstFree { get; } = new()
    {
        Name = "remote-drain-against-free",
        Why = "one CPU empties another's list while its owner frees into it, and single pages merge into blocks that "
            + "others take",
        Law = "INV-B1",
        Topology = OneZone("one-zone-16", pages: 16, cpus: 3, reserve: 0) with { Batch = 1, ListHigh = 3 },
        Setup =
            [.. Fill(cpu: 0, slots: 0..8, Kernel), (0, Allocate(8, Request.For(Gfp.Kernel, order: 1))), (0, Free(1))],
        Programs =
        [
            [Free(0), Free(3), Allocate(9, Kernel)],
            [Drain(0), Free(2), Drain(1)],
            [Allocate(10, Request.For(Gfp.Kernel, order: 2)), Free(5), Drain(0)],
        ],
    };

    public static Scenario NodeFallbackUnderPressure { get; } = new()
    {
        Name = "node-fallback-under-pressure",
        Why = "a node runs dry: requests fall back by distance, and a NORMAL request must leave DMA its lowmem_reserve",
        Law = "INV-B10",
        Topology = TwoNodes,
        Setup =
        [
            (0, Allocate(0, Request.For(Gfp.Kernel, order: 3))), (0, Allocate(1, Kernel)), (0, Allocate(2, Kernel)),
            (0, Allocate(3, Kernel)),
            (1, Allocate(4, Request.For(Gfp.Kernel, order: 2, node: 1))),
            (1, Allocate(5, Request.For(Gfp.Kernel, order: 1, node: 1))),
        ],
        Programs =
        [
            [Allocate(6, Kernel), Allocate(7, Kernel with { Allowed = NodeMask.Of(0) }), Free(6)],
            [Allocate(8, Request.For(Gfp.Kernel, node: 1)), Allocate(9, Request.For(Gfp.Kernel, node: 1)), Free(5)],
            [Allocate(10, Request.For(Gfp.Kernel | Gfp.Dma)), Allocate(11, Kernel), Free(10)],
        ],
    };

    public static Scenario AdjustAgainstTakers { get; } = new()
    {
        Name = "adjust-against-takers",
        Why = "the reserve is raised and min_free_kbytes written at the same time, while requests take what the marks "
            + "still allow",
        Law = "INV-B14",
        Topology = TwoZones,
        Setup = [(0, Allocate(0, Request.For(Gfp.Kernel, order: 2))), (2, Allocate(1, Kernel))],
        Programs =
        [
            [Adjust(3), Adjust(-2)],
            [Adjust(1), SetMinFree(16)],
            [Allocate(2, Kernel), Allocate(3, Atomic), Free(1)],
        ],
    };

    public static Scenario CpuOfflineAgainstFree { get; } = new()
    {
        Name = "cpu-offline-against-free",
        Why = "a CPU goes offline in the middle of its own frees: nothing may stay on its lists",
        Law = "INV-B8",
        Topology = OneZone("one-zone-8", pages: 8, cpus: 3, reserve: 0) with { Batch = 1, ListHigh = 4 },
        Setup = [.. Fill(cpu: 0, slots: 0..6, Kernel), (0, Free(0))],
        Programs =
        [
            [Free(1), Free(2), Allocate(6, Kernel)],
            [Offline(0), Allocate(7, Kernel), Allocate(8, Entitled)],
            [Free(3), Allocate(9, Request.For(Gfp.Kernel, order: 1)), Drain(0)],
        ],
    };

    public static Scenario CpuOfflineOfTwoZones { get; } = new()
    {
        Name = "cpu-offline-of-two-zones",
        Why =
            "a CPU with a stocked list in each of two zones goes offline: both must be given back, and both stay empty",
        Law = "INV-B8",
        Topology = TwoZones with { ListHigh = 4 },
        Setup =
        [
            .. Fill(cpu: 0, slots: 0..2, Kernel), .. Fill(cpu: 0, slots: 2..4, Request.For(Gfp.Kernel | Gfp.Dma)),
                (0, Free(0)), (0, Free(2)),
        ],
        Programs = [[Free(1), Free(3)], [Offline(0), Allocate(4, Kernel)]],
    };

    public static Scenario OwnLists { get; } = new()
    {
        Name = "own-lists",
        Why = "two CPUs that use only their own filled lists share nothing: every interleaving is the same run",
        Law = "INV-B1",
        Topology = OneZone("one-zone-16", pages: 16, cpus: 2, reserve: 1) with { Batch = 2, ListHigh = 6 },
        Setup =
        [
            (0, Allocate(0, Kernel)), (0, Allocate(1, Kernel)), (0, Free(0)), (0, Free(1)),
            (1, Allocate(2, Kernel)), (1, Allocate(3, Kernel)), (1, Free(2)), (1, Free(3)),
        ],
        Programs = [[Allocate(0, Kernel), Free(0)], [Allocate(2, Kernel), Free(2)]],
    };

    public static Scenario EntitledWithinReserve { get; } = new()
    {
        Name = "entitled-within-reserve",
        Why = "ordinary requests take all they may, and entitled ones within the reserve must still be served",
        Law = "INV-RESERVE",
        Topology = OneZone("one-zone-8", pages: 8, cpus: 3, reserve: 2) with { Batch = 2, ListHigh = 4 },
        Setup = Fill(cpu: 0, slots: 0..5, Kernel),
        Programs =
        [
            [Allocate(5, Kernel), Free(0), Allocate(6, Atomic)],
            [Allocate(7, Entitled), Free(7), Allocate(8, Entitled)],
            [Allocate(9, Entitled), Free(9)],
        ],
    };

    public static Scenario AtomicAboveReserve { get; } = new()
    {
        Name = "atomic-above-reserve",
        Why = "HIGH and HARDER shrink min but never the strict level added to it",
        Law = "INV-STRICT",
        Topology =
            OneZone("one-zone-16-min-2", pages: 16, cpus: 3, reserve: 4) with { MinFreeKbytes = 8, ListHigh = 0 },
        Setup = [.. Fill(cpu: 0, slots: 0..1, Request.For(Gfp.Kernel, order: 3)), (0, Allocate(1, Kernel))],
        Programs =
        [
            [Allocate(2, Atomic), Allocate(3, Atomic), Free(2)],
            [Allocate(4, Atomic), Free(1)],
            [Allocate(5, Kernel), Allocate(6, Atomic)],
        ],
    };

    public static Scenario ZonesSideBySide { get; } = new()
    {
        Name = "zones-side-by-side",
        Why = "two zones share one aligned window: blocks on either side of the border are buddies by number and must "
            + "not merge",
        Law = "INV-B2",
        Topology = SideBySide,
        Setup = [(0, Allocate(0, Request.For(Gfp.Kernel, order: 1))),
            (1, Allocate(1, Request.For(Gfp.Kernel, order: 1, node: 1)))],
        Programs =
        [
            [Free(0), Allocate(2, Kernel)],
            [Free(1), Allocate(3, Request.For(Gfp.Kernel, node: 1))],
        ],
    };

    public static Scenario FreesBeyondHigh { get; } = new()
    {
        Name = "frees-beyond-high",
        Why = "a CPU frees more than its list may hold while another drains it",
        Law = "INV-B7",
        Topology = OneZone("one-zone-8", pages: 8, cpus: 2, reserve: 0) with { Batch = 1, ListHigh = 2 },
        Setup = Fill(cpu: 0, slots: 0..6, Kernel),
        Programs =
        [
            [Free(0), Free(1), Free(2), Free(3)],
            [Drain(0), Free(4), Allocate(6, Kernel)],
        ],
    };

    public static Scenario AdjustBeyondMemory { get; } = new()
    {
        Name = "adjust-beyond-memory",
        Why = "a raise that the zones can hold only if a request does not come first: it succeeds for every zone, or "
            + "leaves no trace",
        Law = "INV-ADJUST",
        Topology = TwoZones,
        Setup = [.. Fill(cpu: 1, slots: 0..2, Request.For(Gfp.Kernel, order: 2))],
        Programs =
        [
            [Adjust(5), Adjust(2)],
            [Allocate(2, Request.For(Gfp.Kernel, order: 1)), Allocate(3, Kernel)],
            [Free(0), Allocate(4, Request.For(Gfp.Kernel | Gfp.Dma, order: 1))],
        ],
    };

    public static Scenario TwoFreesOnePage { get; } = new()
    {
        Name = "two-frees-one-page",
        Why = "three CPUs free the same page by mistake: one of them must win, and the others be told",
        Law = "INV-B6",
        Topology = OneZone("one-zone-8", pages: 8, cpus: 3, reserve: 0) with { Batch = 1, ListHigh = 4 },
        Setup = Fill(cpu: 0, slots: 0..3, Kernel),
        Programs =
        [
            [FreeStale(0), Free(1), Drain(0)],
            [FreeStale(0), Free(2), Drain(1)],
            [FreeStale(0)],
        ],
    };

    public static Scenario RollbackAgainstAdjust { get; } = new()
    {
        Name = "rollback-against-adjust",
        Why = "a raise that fits beside the bare reserve but not above min is rolled back, while another raise goes on "
            + "from where it stood",
        Law = "INV-ADJUST",
        Topology = TwoZones with { MinFreeKbytes = 16 },
        Setup = [(0, Allocate(0, Request.For(Gfp.Kernel, order: 2)))],
        Programs = [[Adjust(10)], [Adjust(1)]],
    };

    public static Scenario AdjustAfterAdjust { get; } = new()
    {
        Name = "adjust-after-adjust",
        Why = "two adjustments meet: the second sleeps until the first has left, and goes on from where it stood",
        Law = "INV-ADJUST",
        Topology = OneZone("one-zone-8", pages: 8, cpus: 2, reserve: 2) with { ListHigh = 0 },
        Setup = Fill(cpu: 0, slots: 0..1, Kernel),
        Programs = [[Adjust(-1)], [Adjust(-1)]],
    };

    public static ImmutableArray<Scenario> All { get; } =
    [
        TwoTakersOnePage, RefillAgainstReserve, EntitledAgainstStrandedLists, RemoteDrainAgainstFree,
        NodeFallbackUnderPressure, AdjustAgainstTakers, CpuOfflineAgainstFree, CpuOfflineOfTwoZones, OwnLists,
        EntitledWithinReserve, AtomicAboveReserve, ZonesSideBySide, FreesBeyondHigh, AdjustBeyondMemory,
        RollbackAgainstAdjust, TwoFreesOnePage, AdjustAfterAdjust,
    ];

    /// <summary>Node 0: DMA and NORMAL; node 1: NORMAL. DMA keeps two pages back from NORMAL requests.</summary>
    private static Topology TwoNodes => new()
    {
        Name = "two-nodes",
        Zones =
        [
            new(new(0), ZoneKind.Dma, 0, 4), new(new(0), ZoneKind.Normal, 4, 12), new(new(1), ZoneKind.Normal, 16, 8),
        ],
        Cpus = [new(0), new(1), new(0)],
        MinFreeKbytes = 0,
        LowmemReserveRatio = [6, 256, 32, 32],
        Batch = 1,
        ListHigh = 2,
    };

    private static Topology TwoZones => new()
    {
        Name = "two-zones",
        Zones = [new(new(0), ZoneKind.Dma, 0, 4), new(new(0), ZoneKind.Normal, 4, 12)],
        Cpus = [new(0), new(0), new(0)],
        MinFreeKbytes = 0,
        LowmemReserveRatio = [256, 256, 32, 32],
        Batch = 1,
        ListHigh = 2,
    };

    /// <summary>The border lies at frame 6, inside an aligned window of 8; frames 0 and 1 are a hole.</summary>
    private static Topology SideBySide => new()
    {
        Name = "side-by-side",
        Zones = [new(new(0), ZoneKind.Normal, 6, 10), new(new(1), ZoneKind.Normal, 2, 4)],
        Cpus = [new(0), new(1)],
        MinFreeKbytes = 0,
        ListHigh = 0,
    };

    /// <summary>One NORMAL zone; min_free_kbytes 0, so that the reserve is the only line.</summary>
    private static Topology OneZone(string name, uint pages, int cpus, int reserve) => new()
    {
        Name = name,
        Zones = [new(new(0), ZoneKind.Normal, 0, pages)],
        Cpus = [.. Enumerable.Repeat(new NodeId(0), cpus)],
        MinFreeKbytes = 0,
        ReservePages = reserve,
    };

    private static ImmutableArray<(int Cpu, Operation Operation)> Fill(int cpu, Range slots, Request request) =>
        [.. Enumerable.Range(slots.Start.Value, slots.End.Value - slots.Start.Value)
            .Select(slot => (cpu, Allocate(slot, request)))];
}
