using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Configurations;

/// <summary>
/// CFG6 (semantics J, decision 16): the order-0 page caches. One zone of 8 pages with min 1 and a reserve of 1, so that
/// an ordinary request leaves 2 free; G = 1, MAX_DEFRAG_SCAN = 2, two CPUs. The main one starts with three slabs; the
/// small ones show one thing each.
/// </summary>
public static class Cfg6
{
    private const int Zone = 0;

    private static readonly PageSlot Clean = new(SlotState.Clean);
    private static readonly PageSlot Dirty = new(SlotState.Dirty);
    private static readonly PageSlot Pinned = new(SlotState.Pinned);

    private static readonly Request Mapped = Request.For(Gfp.HighUser);
    private static readonly Request Kernel = Request.For(Gfp.Kernel);
    private static readonly Request Shrinkable = Request.For(Gfp.Kernel | Gfp.Reclaimable);
    private static readonly Request Large = Request.For(Gfp.Kernel, order: 1);
    private static readonly Request Larger = Request.For(Gfp.Kernel, order: 2);
    private static readonly Request NoIo = Request.For(Gfp.NoIo, order: 1);
    private static readonly Request Entitled = Request.For(Gfp.Kernel | Gfp.MemAlloc);
    private static readonly Request Atomic = Request.For(Gfp.Atomic);
    private static readonly Request NoFail = Request.For(Gfp.Kernel | Gfp.NoFail);
    private static readonly Request LargeNoFail = Large with { Gfp = Gfp.Kernel | Gfp.NoFail };
    private static readonly Request DeviceWrite = Request.For(Gfp.NoIo);
    private static readonly Request EntitledMapped = Request.For(Gfp.HighUser | Gfp.MemAlloc);

    /// <summary>
    /// A user slab with a clean and a dirty page, one with two dirty pages, one of the kernel's with one. Two pages
    /// are left in buddy, so that a large request must empty a slab.
    /// </summary>
    public static Configuration Main { get; } = new()
    {
        Name = "CFG6",
        Title = "1 zone of 8 pages, order-0 caches with 3 slabs of 2; large, mapped and entitled requests, I/O",
        Scene = published => new(ThreeSlabs(Fresh(published)), MainTasks),
        Laws = Laws,
        Liveness = true,
        Kinds =
        [
            Ghost.Refill, Ghost.Hit, Ghost.Push, Ghost.Drain, Ghost.Release, Ghost.Take, Ghost.Refused,
            Ghost.LastAttempt,
            Ghost.Grow, Ghost.Scan, Ghost.NoVictim, Ghost.Isolate, Ghost.Miss, Ghost.Reclaim, Ghost.StartWrite,
            Ghost.EndWrite, Ghost.Unisolate, Ghost.Claim, Ghost.Pin, Ghost.Unpin, Ghost.Redirty, Ghost.Clean,
        ],
    };

    /// <summary>The large request's victim belongs to a kernel cache with a discard callback.</summary>
    public static Configuration Discard { get; } = Small(
        "CFG6-discard",
        "a slab of discardable pages, one with a page in use; a large request, the kernel cache's own",
        published => new(
            Slab(
                Slab(Slab(Fresh(published), PageCache.KReclaim, 0, Clean, Clean), PageCache.KReclaim, 2, Clean, Pinned),
                PageCache.KNoReclaim, 4, Pinned),
            [
                new("large", 0, [Operation.Allocate(0, Large), Operation.Free(0)], 2),
                new("cache", 1, [Operation.Allocate(1, Shrinkable), Operation.UnpinPage(1), Operation.Free(1)], 3),
                new("user", 1, [Operation.PinPage(2), Operation.UnpinPage(2), Operation.Free(2)], 3),
            ]),
        Ghost.Discard) with
    {
        Laws = Laws,
    };

    /// <summary>The entitled take all there is: own slots, buddy, then slots of the user cache.</summary>
    public static Configuration Lend { get; } = Small(
        "CFG6-lend",
        "one page in buddy and one FREE slot, of the user cache; entitled requests of both caches",
        published => new(
            Slab(Slab(Fresh(published), PageCache.User, 0, Clean), PageCache.KNoReclaim, 2, Pinned, Pinned)
                .Take(Zone, 4, 1, tagged: false).Take(Zone, 6, 0, tagged: false),
            [
                new("kernel", 0,
                    [Operation.Allocate(3, Entitled), Operation.Allocate(4, Entitled), Operation.Free(4)], 3),
                new("mapper", 1, [Operation.Allocate(5, EntitledMapped), Operation.Free(5)], 2),
                new("user", 1, [Operation.PinPage(6), Operation.Free(6)], 2),
                new("large", 0, [Operation.Allocate(0, Large)], 1),
            ]),
        Ghost.LastAttempt);

    /// <summary>
    /// The choice that F.3 leaves open, made wrongly: a cache without slots borrows another's. It breaks INV-F1, by no
    /// rule of the catalogue.
    /// </summary>
    public static Configuration Borrow { get; } = Small(
        "CFG6-borrow",
        "as CFG6, where a cache that has no page of its own borrows a slot of another",
        published => new(ThreeSlabs(Fresh(published, Exhaustion.Borrow)), MainTasks));

    /// <summary>A slab is scanned, goes back to buddy, and the block comes again as a slab of the kernel's.</summary>
    public static Configuration Reborn { get; } = Small(
        "CFG6-reborn",
        "one user slab that may go and come again as a kernel slab between scan and isolation",
        published => new(
            Slab(Slab(Fresh(published, listHigh: 1), PageCache.User, 0, Clean), PageCache.KNoReclaim, 4, Pinned, Pinned)
                .Take(Zone, 2, 1, tagged: false),
            [
                new("large", 0, [Operation.Allocate(0, Large)], 1),
                new("user", 1, [Operation.PinPage(2), Operation.Free(2)], 2),
                new("kernel", 1, [Operation.Allocate(1, Kernel), Operation.Free(1)], 2),
            ])) with
    {
        Laws = () => [new InvF7NoReclaim()],
    };

    /// <summary>Two FREE slots of one cache, and room for one take; lists are drained and closed.</summary>
    public static Configuration Refill { get; } = Small(
        "CFG6-refill",
        "batch 2; two FREE slots of the user cache, three free pages; a list is drained, a CPU goes offline",
        published => new(
            Slab(Slab(Fresh(published, batch: 2, listHigh: 3), PageCache.User, 0, Clean), PageCache.User, 2, Dirty)
                .Take(Zone, 4, 1, tagged: false).Take(Zone, 6, 0, tagged: false),
            [
                new("mapper", 0, [Operation.Allocate(1, Mapped), Operation.Free(1)], 3),
                new("other", 1, [Operation.Allocate(2, Mapped), Operation.Free(2)], 3),
                new("admin", 0, [Operation.Drain(1), Operation.Offline(1)], 2),
            ]),
        Ghost.Refill, Ghost.Drain, Ghost.Offline);

    /// <summary>Machines without CPU lists serve from the slabs.</summary>
    public static Configuration Listless { get; } = Small(
        "CFG6-listless",
        "no CPU lists; a mapped page that changes and is written, kernel pages, a large request",
        published => new(
            Slab(
                Slab(Fresh(published, batch: 0, listHigh: 0), PageCache.User, 0, Clean),
                PageCache.KNoReclaim, 2, Pinned),
            [
                new("large", 0, [Operation.Allocate(0, Large), Operation.Allocate(0, NoIo), Operation.Free(0)], 2),
                new("mapper", 1, [Operation.Allocate(1, Mapped), Operation.UnpinPage(1), Operation.Free(1)], 3),
                new("kernel", 0, [Operation.Allocate(2, Kernel), Operation.Free(2)], 3),
                new("user", 1,
                    [Operation.PinPage(3), Operation.Free(3), Operation.DirtyPage, Operation.WritePage], 2),
            ]),
        Ghost.Grow);

    /// <summary>Slabs of four pages: a large request takes half of one, and the rest goes back.</summary>
    public static Configuration Wide { get; } = Small(
        "CFG6-wide",
        "G 2; a user slab of four pages, requests of orders 1 and 2",
        published => new(
            Fresh(published, slabOrder: 2).Grow(Zone, 0, PageCache.User, Clean).WithSlot(1, Dirty).WithSlot(2, Clean)
                .Take(Zone, 4, 1, tagged: false),
            [
                new("large", 0, [Operation.Allocate(0, Large), Operation.Allocate(0, Larger), Operation.Free(0)], 2),
                new("mapper", 1, [Operation.Allocate(1, Mapped), Operation.UnpinPage(1), Operation.Free(1)], 3),
                new("user", 1, [Operation.PinPage(2), Operation.Free(2)], 2),
            ]),
        Ghost.Claim) with
    {
        Laws = () => [.. Laws().Where(law => law is not InvF7NoReclaim)],
    };

    /// <summary>Two zones, each with a ring of slabs of its own.</summary>
    public static Configuration Zones { get; } = Small(
        "CFG6-zones",
        "DMA and NORMAL of four pages each, a user slab in both; a large request searches one after the other",
        published => new(
            Slab(Slab(TwoZones(published), PageCache.User, 0, Clean), PageCache.User, 4, Dirty, Pinned),
            [
                new("large", 0, [Operation.Allocate(0, Large), Operation.Free(0)], 2),
                new("mapper", 1, [Operation.Allocate(1, Mapped), Operation.UnpinPage(1), Operation.Free(1)], 2),
                new("entitled", 1, [Operation.Allocate(2, Entitled), Operation.Free(2)], 2),
            ]),
        Ghost.Claim) with
    {
        Laws = () => [.. Laws().Where(law => law is not InvF7NoReclaim)],
    };

    /// <summary>
    /// The slow path for order 0: what a request is refused by its cache is reclaimed, page by page: clean pages from
    /// slots, a dirty one by a write that takes a page itself, out of a cache like any other.
    /// </summary>
    public static Configuration Reclaiming { get; } = Small(
        "CFG6-reclaim",
        "order-0 caches under pressure: a clean mapped page, a dirty one to write; reclaim, kswapd, NOFAIL, page-in",
        published => new(
            Environment(
                Slab(Slab(Fresh(published, spec: new() { WriteNeeds = DeviceWrite }), PageCache.User, 0, Clean, Pinned),
                    PageCache.KNoReclaim, 2, Pinned, Pinned)
                .Take(Zone, 4, 1, tagged: false), new(PageUse.Dirty)),
            [
                new("kernel", 0, [Operation.Allocate(0, NoFail), Operation.Allocate(1, Kernel)], 1),
                new("reader", 1, [Operation.PageIn(Mapped), Operation.Allocate(2, Atomic)], 1),
                new("kswapd", 1, [Operation.Kswapd(0)], 1) { Daemon = true },
            ]),
        Ghost.WakeKswapd, Ghost.ReclaimStart, Ghost.Reclaimed, Ghost.ReclaimEnd, Ghost.WriteStart, Ghost.Written,
        Ghost.Slept, Ghost.Cached, Ghost.Hit, Ghost.Take) with
    {
        Laws = SlowLaws,
        Liveness = false,
    };

    /// <summary>Nothing to reclaim: the OOM killer, the exit of its victim into a slab, a softirq.</summary>
    public static Configuration Oom { get; } = Small(
        "CFG6-oom",
        "order-0 caches without anything to reclaim: NOFAIL, a victim that exits, a softirq that allocates",
        published => new(
            Environment(
                Slab(Slab(Fresh(published, spec: new() { Victims = [0] }), PageCache.KNoReclaim, 0, Pinned, Pinned),
                    PageCache.KNoReclaim, 2, Pinned)
                .Take(Zone, 4, 1, tagged: false).Take(Zone, 6, 0, tagged: false), page: null),
            [
                new("holder", 0, [Operation.Allocate(0, Kernel)], 2),
                new("asker", 1, [Operation.Allocate(1, NoFail)], 1),
                new("softirq", 0, [Operation.SoftIrq(2, 0, Request.For(Gfp.Atomic, context: Context.SoftIrq))], 1)
                {
                    Interrupts = true,
                },
                new("exit", 1, [Operation.Exit(0, 0)], 1) { Daemon = true },
            ]),
        Ghost.OomLock, Ghost.OomKill, Ghost.Exited, Ghost.SoftIrqEnter, Ghost.SoftIrqExit, Ghost.Slept) with
    {
        Laws = () => [.. SlowLaws().Where(law => law is not (InvI2Untouchable or InvF8Reserve)), new InvOom()],
        Liveness = false,
    };

    /// <summary>
    /// Where somebody reclaims, a large request still empties a slab whole, and one that must not fail tries again
    /// until there is one to empty or somebody frees a block.
    /// </summary>
    public static Configuration Patient { get; } = Small(
        "CFG6-patient",
        "no marks, one user slab that large requests empty, one of them NOFAIL, while its page is pinned and changed",
        published => new(
            Environment(
                Slab(Slab(Fresh(published, marks: false), PageCache.User, 0, Clean, Clean),
                    PageCache.KNoReclaim, 2, Pinned, Pinned)
                .Take(Zone, 4, 1, tagged: false).Take(Zone, 6, 1, tagged: false), page: null),
            [
                new("large", 0, [Operation.Allocate(0, Large), Operation.Free(0)], 2) { InOrder = true },
                new("patient", 1, [Operation.Allocate(1, LargeNoFail)], 1),
                new("user", 0, [Operation.PinPage(2), Operation.UnpinPage(2)], 2) { InOrder = true },
                new("kswapd", 1, [Operation.Kswapd(0)], 1) { Daemon = true },
            ]),
        Ghost.WakeKswapd, Ghost.Isolate, Ghost.Unisolate, Ghost.Claim, Ghost.NoVictim, Ghost.Slept,
        Ghost.Reclaimed) with
    {
        Laws = () =>
        [
            new InvF1Slots(), new InvF4Claim(), new InvF6Reclaim(), new InvB11NoFail(), new InvI2Untouchable(),
            new InvLockOrder(),
        ],
    };

    public static ImmutableArray<Configuration> SmallOnes =>
        [Discard, Lend, Reborn, Refill, Listless, Wide, Zones, Reclaiming, Oom, Patient];

    private static ImmutableArray<TaskSpec> MainTasks =>
    [
        new("large", 0, [Operation.Allocate(0, Large), Operation.Free(0)], 2),
        new("mapper", 1, [Operation.Allocate(1, Mapped), Operation.UnpinPage(1), Operation.Free(1)], 2),
        new("user", 1,
            [
                Operation.PinPage(2), Operation.Free(2), Operation.UnpinPage(2),
                Operation.DirtyPage, Operation.WritePage,
            ],
            2),
        new("entitled", 0, [Operation.Allocate(3, Entitled), Operation.Free(3)], 2),
    ];

    private static Law[] Laws() =>
    [
        new InvF1Slots(), new InvF2Isolated(), new InvF3Unisolate(), new InvF4Claim(), new InvF5Victim(),
        new InvF6Reclaim(), new InvF7NoReclaim(), new InvF8Reserve(), new InvDiscard(), new InvLockOrder(),
    ];

    private static Law[] SlowLaws() =>
    [
        new InvF1Slots(), new InvF8Reserve(), new InvLockOrder(), new InvB11NoFail(), new InvB13Wake(),
        new InvI1Progress(), new InvI2Untouchable(), new InvMemAlloc(), new InvNoNesting(),
    ];

    private static Configuration Small(
        string name, string title, Func<PublishedRules, Scene> scene, params ImmutableArray<uint> kinds) => new()
    {
        Name = name,
        Title = title,
        Scene = scene,
        Laws = () => [new InvF1Slots(), new InvF6Reclaim(), new InvF8Reserve(), new InvLockOrder()],
        Liveness = true,
        Kinds = kinds,
    };

    private static Memory ThreeSlabs(Memory fresh) =>
        Slab(Slab(Slab(fresh, PageCache.User, 0, Clean, Dirty), PageCache.User, 2, Dirty, Dirty),
            PageCache.KNoReclaim, 4, Pinned);

    private static Memory Fresh(
        PublishedRules published,
        Exhaustion exhaustion = Exhaustion.Loose,
        int batch = 1,
        int listHigh = 2,
        int slabOrder = 1,
        ReclaimSpec? spec = null,
        bool marks = true)
    {
        Topology topology = new()
        {
            Name = "order-zero",
            Zones = [new(new(0), ZoneKind.Normal, 0, 8)],
            Cpus = [new(0), new(0)],
            MinFreeKbytes = marks ? 4 : 0,
            ReservePages = marks ? 1 : 0,
            Batch = batch,
            ListHigh = listHigh,
        };
        return Memory.Fresh(new Machine(topology, published)
        {
            OrderZero = new(slabOrder, 2, Exhaustion: exhaustion),
            ReclaimSpec = spec ?? new(),
        });
    }

    /// <summary>Somebody reclaims; the page at 6, if there is one, is in the books.</summary>
    private static Memory Environment(Memory memory, ReclaimablePage? page)
    {
        Memory reclaims = memory with { Reclaim = Reclaim.Of(memory.Topology), Tasks = TaskTable.Of(4) };
        return page is { } known ? reclaims.Holding(6, known) : reclaims;
    }

    /// <summary>Min 1 and a reserve of 1 in each.</summary>
    private static Memory TwoZones(PublishedRules published)
    {
        Topology topology = new()
        {
            Name = "two-zones",
            Zones = [new(new(0), ZoneKind.Dma, 0, 4), new(new(0), ZoneKind.Normal, 4, 4)],
            Cpus = [new(0), new(0)],
            MinFreeKbytes = 8,
            ReservePages = 2,
            Batch = 1,
            ListHigh = 2,
        };
        return Memory.Fresh(new Machine(topology, published) { OrderZero = new(1, 2) });
    }

    /// <summary>A slab of two pages; what is not said is FREE.</summary>
    private static Memory Slab(Memory memory, PageCache cache, uint first, PageSlot a, PageSlot b = default)
    {
        Memory grown = memory.Grow(memory.Topology.ZoneOf(first), first, cache, a);
        return b == default ? grown : grown.WithSlot(first + 1, b);
    }
}
