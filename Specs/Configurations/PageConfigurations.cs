using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Configurations;

/// <summary>Small machines for what CFG1 and CFG2 are too large for or do not reach.</summary>
public static partial class PageConfigurations
{
    private static readonly Request Kernel = Request.For(Gfp.Kernel);

    private static readonly Request NoFail = Request.For(Gfp.Kernel | Gfp.NoFail);

    private static readonly Request Atomic = Request.For(Gfp.Atomic);

    private static readonly Request AtomicPair = Request.For(Gfp.Atomic, order: 1);

    private static readonly Request High = Request.For(Gfp.Kernel | Gfp.High);

    private static readonly Request RealTime = Request.For(Gfp.Kernel, context: Context.RealTime);

    private static readonly Request Entitled = Request.For(Gfp.NoWait | Gfp.MemAlloc);

    private static readonly Request Hidden = Request.For(Gfp.NoWait | Gfp.MemAlloc | Gfp.NoMemAlloc);

    /// <summary>
    /// A write asks for its page as the block layer does: it may wait, and must not start I/O of its own.
    /// </summary>
    private static readonly Request Device = Request.For(Gfp.NoIo);

    public static ImmutableArray<Configuration> All { get; } =
    [
        Reclaiming, Timed, Kswapd, NoFailing, NoMemAlloc, Oom, SoftIrq, Offline, Marks, Strict, Stranded, Drift,
        Highmem, Adjusting, Classes, ThisNode, LargeOrders, HighFirst, DirtyWithReserve, DirtyWithoutReserve,
    ];

    /// <summary>
    /// Safety only: whoever gets a page here keeps it, so that others may wait for ever by right. That requests end is
    /// shown where enough comes back: CFG1-kswapd, CFG1-nofail, CFG1-timer, CFG1-oom.
    /// </summary>
    private static Configuration Reclaiming => new()
    {
        Name = "CFG1-reclaim",
        Title = "1 zone of 4 pages, 1 clean, 1 dirty, 1 pinned: the slow path with direct reclaim and kswapd",
        Scene = published => new(
            Environment(One(4, reserve: 1, min: 1), published, new() { WriteNeeds = Device })
                .Holding(0, new(PageUse.Clean)).Holding(1, new(PageUse.Dirty)).Holding(
                    2, new(PageUse.Clean, Pinned: true)),
            [
                new("kernel", 0, [Operation.Allocate(0, Kernel with { Gfp = Gfp.NoFs }), Operation.Allocate(1, NoFail)],
                    1),
                new("other", 1, [Operation.Allocate(2, Request.For(Gfp.Atomic)), Operation.PageIn(Kernel)], 1),
                new("kswapd", 1, [Operation.Kswapd(0)], 1) { Daemon = true },
            ]),
        Laws = () =>
        [
            .. SlowLaws(), new InvI2Untouchable(), new InvKswapd(), new InvB12NoSleep(), new InvB11NoFail(),
            new InvB13Wake(),
        ],
        Kinds =
        [
            Ghost.WakeKswapd, Ghost.ReclaimStart, Ghost.Reclaimed, Ghost.ReclaimEnd, Ghost.WriteStart, Ghost.Written,
            Ghost.KswapdBalanced, Ghost.KswapdSleep, Ghost.KswapdUnsettled, Ghost.Slept, Ghost.Cached,
        ],
    };

    /// <summary>
    /// INV-I4 with CPU lists. What reclaim gives back may come to lie on the list of an idle CPU, where the marks do
    /// not see it: without the timer a request goes round for ever, and so does kswapd.
    /// </summary>
    private static Configuration Timed => new()
    {
        Name = "CFG1-timer",
        Title = "1 zone of 4 pages, 1 clean, 1 pinned: requests that wait for reclaim end where idle lists are drained",
        Scene = published => new(
            Environment(One(4, min: 1), published, new())
                .Holding(0, new(PageUse.Clean)).Holding(2, new(PageUse.Clean, Pinned: true)),
            [
                new("kernel", 0, [Operation.Allocate(0, Kernel with { Gfp = Gfp.NoFs })], 1),
                new("other", 1, [Operation.Allocate(1, Kernel), Operation.PageIn(Kernel)], 1),
                new("kswapd", 1, [Operation.Kswapd(0)], 1) { Daemon = true },
                Timer,
            ]),
        Laws = () => [new InvI2Untouchable(), new InvKswapd(), new InvB13Wake(), new InvRetry()],
        Kinds = [Ghost.Reclaimed, Ghost.Drain, Ghost.Slept, Ghost.OomKill, Ghost.KswapdBalanced],
        Liveness = true,
        Fairness = [Reclaims, Serves],
    };

    /// <summary>
    /// INV-I4, INV-B13: what is in use is dirty, and only kswapd may write it. Its first round may be outpaced; then it
    /// has to be woken again.
    /// </summary>
    private static Configuration Kswapd => new()
    {
        Name = "CFG1-kswapd",
        Title = "1 zone of 5 pages, 4 dirty: a request that may not write lives by kswapd, and is overtaken",
        Scene = published =>
        {
            Memory memory = Environment(One(5, min: 1) with { ListHigh = 0 }, published, new());
            for (uint pfn = 1; pfn < 5; pfn++) memory = memory.Holding(pfn, new(PageUse.Dirty));
            return new(
                memory,
                [
                    new("patient", 0, [Operation.Allocate(0, Request.For(Gfp.NoIo | Gfp.NoFail))], 1),
                    new("fast", 1, [Operation.Allocate(1, Atomic), Operation.Allocate(2, Atomic)], 2),
                    new("kswapd", 1, [Operation.Kswapd(0)], 1) { Daemon = true },
                ]);
        },
        Laws = () => [new InvKswapd(), new InvB11NoFail(), new InvB13Wake(), new InvI2Untouchable()],
        Kinds =
        [
            Ghost.WakeKswapd, Ghost.WriteStart, Ghost.Reclaimed, Ghost.KswapdBalanced, Ghost.KswapdSleep,
            Ghost.Slept,
        ],
        Liveness = true,
        Fairness = [Serves],
    };

    /// <summary>INV-B11: nothing can be reclaimed, and a request that must not fail waits until somebody frees.
    /// That everybody goes on who can is all the fairness it takes.</summary>
    private static Configuration NoFailing => new()
    {
        Name = "CFG1-nofail",
        Title = "1 zone of 2 pages, both taken and given back by others: NOFAIL loops, and ends",
        Scene = published => new(
            Environment(One(2) with { ListHigh = 0 }, published, new()),
            [
                new(
                    "holder", 0,
                    [
                        Operation.Allocate(0, Atomic), Operation.Free(0), Operation.Allocate(0, Atomic),
                        Operation.Free(0),
                    ],
                    4) { InOrder = true },
                new("second", 1, [Operation.Allocate(1, Atomic), Operation.Free(1)], 2) { InOrder = true },
                new("asker", 1, [Operation.Allocate(2, NoFail)], 1),
                new("user", 0, [Operation.Allocate(3, NoFail), Operation.Free(3)], 2) { InOrder = true },
            ]),
        Laws = () => [new InvB11NoFail(), new InvB1Partition(), new InvI1Progress()],
        Kinds = [Ghost.Take, Ghost.Refused, Ghost.Release, Ghost.ReclaimEnd, Ghost.Slept],
        Liveness = true,
    };

    private static Fairness Serves => new(
        "a request that could be served again and again is", true, (_, label) => label.What is Ghost.Hit or Ghost.Take);

    /// <summary>
    /// What lies on a CPU's list is no free memory to the marks, and a request of order 0 drains nobody's list: that
    /// idle lists are drained from time to time is the environment's promise (in 2.6.23 a timer's of each CPU).
    /// </summary>
    private static TaskSpec Timer =>
        new("timer", 1, [Operation.Drain(0), Operation.Drain(1)], 2) { InOrder = true, Repeats = true, Daemon = true };

    private static Fairness Reclaims => new(
        "reclaim that could give a page back again and again does", true, (_, label) => label.What == Ghost.Reclaimed);

    private static Fairness Writes => new(
        "a write that could begin again and again does", true, (_, label) => label.What == Ghost.WriteStart);

    private static Configuration NoMemAlloc => new()
    {
        Name = "CFG1-nomemalloc",
        Title = "1 zone of 2 pages, all dirty; writes ask with NOMEMALLOC, which hides the writer's entitlement",
        Scene = published => new(
            Environment(One(2), published, new() { WriteNeeds = Device with { Gfp = Gfp.NoIo | Gfp.NoMemAlloc } })
                .Holding(0, new(PageUse.Dirty)).Holding(1, new(PageUse.Dirty)),
            [
                new("kernel", 0, [Operation.Allocate(0, Kernel with { Gfp = Gfp.Kernel | Gfp.NoRetry })], 1),
                new("kernel2", 1, [Operation.Allocate(1, Kernel with { Gfp = Gfp.Kernel | Gfp.NoRetry })], 1),
            ]),
        Laws = () => [new InvNoNesting(), new InvMemAlloc(), new InvI1Progress(), new InvRetry()],
        Kinds = [Ghost.WriteStart, Ghost.WriteFailed],
    };

    /// <summary>
    /// Everybody ends, those that the killer chooses too, unless it chooses the same one again and again who has
    /// nothing to give.
    /// </summary>
    private static Configuration Oom => new()
    {
        Name = "CFG1-oom",
        Title = "1 zone of 2 pages and nothing to reclaim: the OOM lock, victims that exit, NOFAIL",
        Scene = published => new(
            Environment(One(2), published, new() { Victims = [0, 1] }),
            [
                new("holder", 0, [Operation.Allocate(0, Kernel)], 1),
                new("asker", 1, [Operation.Allocate(1, NoFail)], 1),
                new("third", 0, [Operation.Allocate(2, NoFail with { Order = new(1) }), Operation.Free(2)], 2)
                    {
                        InOrder = true,
                    },
                new("exit of holder", 0, [Operation.Exit(0, 0)], 1) { Repeats = true, Daemon = true },
                new("exit of asker", 1, [Operation.Exit(1, 1)], 1) { Repeats = true, Daemon = true },
            ]),
        Laws = () => [.. SlowLaws(), new InvOom(), new InvB11NoFail(), new InvB13Wake()],
        Kinds = [Ghost.OomLock, Ghost.OomKill, Ghost.Exited, Ghost.DrainedAll, Ghost.Slept],
        Liveness = true,
        Fairness = [Serves, Kills(0), Kills(1)],
    };

    private static Fairness Kills(int victim) => new(
        $"the OOM killer does not spare task {victim} for ever",
        true,
        (_, label) => label == Label.OomKill((uint)victim));

    private static Configuration SoftIrq => new()
    {
        Name = "CFG1-softirq",
        Title =
            "1 zone of 2 pages: a softirq borrows a task that reclaims, and the OOM killer chooses that task meanwhile",
        Scene = published => new(
            Environment(One(2), published, new() { Victims = [0] }).Holding(0, new(PageUse.Clean)),
            [
                new("reclaimer", 0, [Operation.Allocate(0, Kernel)], 1),
                new("killer", 1, [Operation.Allocate(1, Kernel)], 1),
                new(
                    "softirq",
                    0,
                    [
                        Operation.SoftIrq(2, 0, Request.For(Gfp.Atomic, context: Context.SoftIrq)),
                        Operation.SoftIrq(3, 0, Request.For(Gfp.Atomic, context: Context.SoftIrq | Context.MemAlloc)),
                    ],
                    2) { Interrupts = true },
                new("exit of reclaimer", 0, [Operation.Exit(0, 0)], 1) { Daemon = true },
            ]),
        Laws = () => [new InvMemAlloc(), new InvEntitled(), new InvB1Partition(), new InvNoNesting(), new InvOom()],
        Kinds = [Ghost.SoftIrqEnter, Ghost.SoftIrqExit, Ghost.ReclaimStart, Ghost.OomKill, Ghost.LastAttempt],
    };

    private static Configuration Offline => new()
    {
        Name = "CFG1-offline",
        Title = "1 zone of 4 pages, lists of 2: a CPU goes offline and comes back under allocations and frees",
        Scene = published => new(
            Memory.Fresh(new Machine(One(8) with { Batch = 2, ListHigh = 2 }, published)),
            [
                new("user", 0, [Operation.Allocate(0, Kernel), Operation.Free(0)], 4),
                new("second", 0, [Operation.Allocate(1, Kernel), Operation.Allocate(2, Kernel), Operation.Free(1)], 3),
                new("hotplug", 1, [Operation.Offline(0), Operation.Online(0)], 3),
            ]),
        Laws = () => [new InvB1Partition(), new InvB5Conservation(), new InvB7ListBound(), new InvB8Offline()],
        Kinds = [Ghost.Offline, Ghost.Online, Ghost.Drain, Ghost.Push, Ghost.Release],
        Liveness = true,
    };

    private static Configuration Marks => new()
    {
        Name = "CFG1-marks",
        Title = "1 zone of 8 pages, min 5, emerg 2: every gfp that moves a mark, orders 0 and 1",
        Scene = published => new(
            Memory.Fresh(new Machine(One(8, reserve: 1, min: 5) with { ListHigh = 0 }, published)),
            [
                new("atomic", 0, [Operation.Allocate(0, Atomic), Operation.Allocate(1, AtomicPair)], 2),
                new("high", 1, [Operation.Allocate(2, High), Operation.Allocate(2, RealTime)], 1),
                new("hidden", 1, [Operation.Allocate(3, Hidden), Operation.Allocate(3, Kernel)], 1),
                new("entitled", 0, [Operation.Allocate(4, Entitled), Operation.Allocate(5, Entitled)], 1),
            ]),
        Laws = () => [new InvStrict(), new InvWatermark(), new InvEntitled(), new InvB10Mark(), new InvTag()],
        Kinds = [Ghost.Take, Ghost.Refused, Ghost.LastAttempt],
        Liveness = true,
    };

    private static Configuration Strict => new()
    {
        Name = "CFG1-strict",
        Title = "1 zone of 8 pages, min 0, emerg 4: HIGH requests beside a large reserve",
        Scene = published => new(
            Memory.Fresh(new Machine(One(8, reserve: 4) with { ListHigh = 0 }, published)),
            [
                new("atomic", 0, [Operation.Allocate(0, Atomic), Operation.Allocate(1, AtomicPair)], 2),
                new("high", 1, [Operation.Allocate(2, High), Operation.Allocate(3, AtomicPair), Operation.Free(0)], 3),
            ]),
        Laws = () => [new InvStrict(), new InvWatermark(), new InvB1Partition()],
        Kinds = [Ghost.Take, Ghost.Refused, Ghost.Release],
        Liveness = true,
    };

    private static Configuration Drift => Cfg1.Main with
    {
        Name = "CFG1-drift",
        Title = "CFG1 judged by INV-STRICT and little else, so that what it is broken by is found",
        Laws = () => [new InvStrict(), new InvTag(), new InvB1Partition()],
    };

    private static Configuration Stranded => new()
    {
        Name = "CFG1-stranded",
        Title = "1 zone of 2 pages: an entitled request while the last pages lie on the other CPU's list",
        Scene = published => new(
            Memory.Fresh(new Machine(One(2), published)),
            [
                new("user", 0, [Operation.Allocate(0, Kernel), Operation.Free(0)], 3),
                new("entitled", 1,
                    [Operation.Allocate(1, Entitled), Operation.Allocate(2, Entitled), Operation.Free(1)], 4),
            ]),
        Laws = () =>
            [new InvB15EntitledNull(), new InvTag(), new InvB1Partition(), new InvB7ListBound(), new InvEntitled()],
        Kinds = [Ghost.LastAttempt, Ghost.Drain, Ghost.Push],
        Liveness = true,
    };

    private static Configuration Highmem => new()
    {
        Name = "CFG1-highmem",
        Title = "NORMAL and HIGHMEM of 4 pages: who carries the reserve, and two writers of marks",
        Scene = published => new(
            Memory.Fresh(new Machine(
                One(4, min: 1) with
                {
                    Zones = [new(new(0), ZoneKind.Normal, 0, 4), new(new(0), ZoneKind.HighMem, 4, 4)],
                },
                published)),
            [
                new("sysctl", 0, [Operation.SetMinFree(8), Operation.SetMinFree(4)], 2),
                new("adjust", 1, [Operation.Adjust(1), Operation.Adjust(-1)], 2),
                new("user", 0, [Operation.Allocate(0, Request.For(Gfp.HighUser)), Operation.Free(0)], 2),
            ]),
        Laws = () => [new InvB14OneTriple(), new InvEmerg(), new InvAdjust(), new InvLockOrder(), new InvStrict()],
        Kinds = [Ghost.Knobs, Ghost.Marks, Ghost.Populated],
        Liveness = true,
    };

    private static Configuration Adjusting => new()
    {
        Name = "CFG2-adjust",
        Title = "2 nodes of one NORMAL zone of 4 pages, node 1 nearly full: raising the reserve",
        Scene = published =>
        {
            Topology topology = One(4) with
            {
                Zones = [new(new(0), ZoneKind.Normal, 0, 4), new(new(1), ZoneKind.Normal, 4, 4)],
                Cpus = [new(0), new(1)],
            };
            Memory memory = Memory.Fresh(new Machine(topology, published));
            for (uint pfn = 4; pfn < 8; pfn++) memory = memory.Take(1, pfn, 0, tagged: false);
            return new(
                memory,
                [
                    new("adjust", 0, [Operation.Adjust(1), Operation.Adjust(2), Operation.Adjust(-1)], 2),
                    new("user", 1, [Operation.Allocate(0, Kernel), Operation.Free(0)], 2),
                ]);
        },
        Laws = () => [new InvAdjust(), new InvEmerg(), new InvB14OneTriple(), new InvStrict(), new InvLockOrder()],
        Kinds = [Ghost.Knobs, Ghost.Marks, Ghost.Populated],
        Liveness = true,
    };

    private static Configuration Classes => new()
    {
        Name = "CFG2-classes",
        Title = "DMA and NORMAL of 4 pages, ratio 2: what DMA keeps back from requests of class NORMAL",
        Scene = published => new(
            Memory.Fresh(new Machine(
                One(4, min: 1) with
                {
                    Zones = [new(new(0), ZoneKind.Dma, 0, 4), new(new(0), ZoneKind.Normal, 4, 4)],
                    LowmemReserveRatio = [2, 2, 2, 2],
                    ListHigh = 0,
                },
                published)),
            [
                new("normal", 0,
                    [Operation.Allocate(0, Kernel), Operation.Allocate(1, Kernel),
                    Operation.Allocate(2, Kernel with { Order = new(1) })], 3),
                new("dma", 1,
                    [Operation.Allocate(3, Request.For(Gfp.Kernel | Gfp.Dma)), Operation.Allocate(4, Kernel),
                    Operation.Allocate(5, Kernel)], 3),
            ]),
        Laws = () => [new InvB10Mark(), new InvWatermark(), new InvA1Zonelist(), new InvA3Eligible()],
        Kinds = [Ghost.Take, Ghost.Refused],
        Liveness = true,
    };

    private static Configuration ThisNode => new()
    {
        Name = "CFG2-thisnode",
        Title = "2 nodes of 2 pages with kswapds and reclaimable pages: GFP_THISNODE beside requests that reclaim",
        Scene = published =>
        {
            Topology topology = One(2) with
            {
                Zones = [new(new(0), ZoneKind.Normal, 0, 2), new(new(1), ZoneKind.Normal, 2, 2)],
                Cpus = [new(0), new(1)],
                ListHigh = 0,
            };
            return new(
                Environment(topology, published, new()).Holding(0, new(PageUse.Clean)).Holding(2, new(PageUse.Slab)),
                [
                    new("local", 0, [Operation.Allocate(0, Here), Operation.Allocate(0, HereNoFail)], 2),
                    new("any", 1, [Operation.Allocate(1, NoFail), Operation.PageIn(Kernel with { Gfp = Gfp.NoFs })], 1),
                    new("cpuset", 1, [Operation.SetMems(1, NodeMask.Of(1)), Operation.Allocate(2, NoFail)], 1),
                    new("kswapd0", 0, [Operation.Kswapd(0)], 1) { Daemon = true },
                ]);
        },
        Laws = () =>
            [new InvThisNode(), new InvA1Zonelist(), new InvA2LocalFirst(), new InvA3Eligible(), new InvI1Progress(),
                new InvMemAlloc(), new InvB11NoFail()],
        Kinds = [Ghost.WakeKswapd, Ghost.ReclaimStart, Ghost.Reclaimed, Ghost.MemsAllowed],
    };

    private static Request Here => Request.For(Gfp.Kernel | Gfp.ThisNodeOnly);

    private static Request HereNoFail => Request.For(Gfp.Kernel | Gfp.ThisNodeOnly | Gfp.NoFail);

    /// <summary>
    /// "Memory needed to free memory" (semantics I): every page in use is dirty, and writing one takes a page. Free =
    /// emerg + min - 1, so that no plain request passes.
    /// </summary>
    private static Configuration DirtyWithReserve => Dirty(
        "DIRTY-WITH-RESERVE", "all pages dirty, free = emerg + min - 1 = 1: with a reserve of one page it lives",
            reserve: 1);

    private static Configuration DirtyWithoutReserve => Dirty(
        "DIRTY-WITHOUT-RESERVE",
            "the same without a reserve, free = min - 1 = 0: nothing can be written, and it is stuck", reserve: 0) with
    {
        Breaks = "LIVENESS",
    };

    private static Configuration Dirty(string name, string title, int reserve) => new()
    {
        Name = name,
        Title = title,
        Scene = published =>
        {
            Memory memory = Environment(
                One(4, reserve, min: 1) with { ListHigh = 0 }, published,
                    new() { WriteNeeds = Device, WriteWaits = true });
            for (uint pfn = (uint)reserve; pfn < 4; pfn++) memory = memory.Holding(pfn, new(PageUse.Dirty));
            return new(
                memory,
                [
                    new("reader", 0, [Operation.Allocate(0, NoFail)], 1),
                    new("writer", 1, [Operation.PageIn(NoFail, dirty: true)], 1),
                    new("kswapd", 1, [Operation.Kswapd(0)], 1) { Daemon = true },
                ]);
        },
        Laws = () => [new InvI2Untouchable(), new InvMemAlloc(), new InvStrict()],
        Liveness = true,
        Fairness = [Reclaims, Writes, Serves],
    };

    private static Law[] SlowLaws() =>
    [
        new InvB1Partition(), new InvB5Conservation(), new InvNoNesting(), new InvMemAlloc(), new InvI1Progress(),
        new InvEntitled(), new InvLockOrder(), new InvRetry(),
    ];

    /// <summary>One node, one zone, two CPUs.</summary>
    private static Topology One(uint pages, int reserve = 0, int min = 0) => new Topology
    {
        Name = $"one zone of {pages}",
        Zones = [new(new(0), ZoneKind.Normal, 0, pages)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 4 * min,
        ReservePages = reserve,
        Batch = 1,
        ListHigh = 2,
    }.Checked();

    private static Memory Environment(Topology topology, PublishedRules published, ReclaimSpec spec) =>
        Memory.Fresh(new Machine(topology, published) { ReclaimSpec = spec }) with
        {
            Reclaim = Reclaim.Of(topology),
            Tasks = TaskTable.Of(6),
        };
}
