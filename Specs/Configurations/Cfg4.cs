using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Specs.Configurations;

/// <summary>
/// CFG4: mempools over an allocator that may give or refuse (semantics D, J). One CPU and one page that nobody asks
/// for: only the pools matter, and every task runs whenever it can.
/// </summary>
public static partial class Cfg4
{
    private static readonly Request Kernel = Request.For(Gfp.Kernel);
    private static readonly Request NoIo = Request.For(Gfp.NoIo);
    private static readonly Request Atomic = Request.For(Gfp.Atomic);
    private static readonly Request Entitled = Request.For(Gfp.NoIo, context: Context.MemAlloc);
    private static readonly Request EntitledKernel = Request.For(Gfp.Kernel, context: Context.MemAlloc);

    private static readonly Topology OnePage = new()
    {
        Name = "one page",
        Zones = [new(new(0), ZoneKind.Normal, 0, 1)],
        Cpus = [new(0)],
        MinFreeKbytes = 0,
        ListHigh = 0,
    };

    private static readonly Topology FourPages = new()
    {
        Name = "four pages",
        Zones = [new(new(0), ZoneKind.Normal, 0, 4)],
        Cpus = [new(0)],
        MinFreeKbytes = 4,
        ReservePages = 1,
        ListHigh = 0,
    };

    /// <summary>The steps that every pool takes.</summary>
    private static readonly ImmutableArray<uint> Steps =
    [
        Ghost.Begin, Ghost.PoolBuild, Ghost.PoolBuildFailed, Ghost.PoolUnbuild, Ghost.PoolRead, Ghost.PoolPop,
        Ghost.PoolRefused, Ghost.PoolSleep, Ghost.PoolAgain, Ghost.PoolLeave, Ghost.PoolPush, Ghost.PoolHand,
        Ghost.PoolNudge,
    ];

    public static ImmutableArray<Configuration> Small =>
    [
        WithoutMinimum, Cancelled, Resized, Lived, Composite, Bulk, ByPages, Gate, GateWithoutMinimum, GateThatGrows,
        GateForTwo, Levels, Unsleeping, Queue, Patient, Restricted,
    ];

    /// <summary>The largest: three tasks, of every kind of caller.</summary>
    public static Configuration Main => new()
    {
        Name = "CFG4",
        Title = "a pool of one over an allocator of three elements: plain, entitled and changing callers, twice each",
        Scene = On(
            new("pool", 1),
            Task("plain", AllocateFree(0, Kernel), AllocateFree(0, NoIo)),
            Task("entitled", AllocateFree(1, Entitled), AllocateFree(1, Entitled)),
            Task("changing", AllocateFree(2, Atomic), AllocateFree(2, Entitled))),
        Laws = AllLaws,
        Liveness = true,
        Kinds = [.. Steps, Ghost.PoolSurplus],
    };

    /// <summary>
    /// Nothing is ever parked. The allocator always has one element, else nobody could promise anything: then whoever
    /// waits, waits for one that is out.
    /// </summary>
    public static Configuration WithoutMinimum => new()
    {
        Name = "CFG4-min0",
        Title = "a pool without a minimum over an allocator that has one element for certain, and two at most",
        Scene = On(
            new("pool", 0) { Elements = 2, Sure = 1 },
            Task("plain", AllocateFree(0, Kernel), AllocateFree(0, Kernel)),
            Task("entitled", AllocateFree(1, EntitledKernel)),
            Task("other", AllocateFree(2, Kernel))),
        Laws = () => [.. AllLaws().Where(law => law is not (InvD1PoolBound or InvPoolTagged))],
        Liveness = true,
        Kinds = [.. Steps.Remove(Ghost.PoolPush).Remove(Ghost.PoolPop)],
    };

    public static Configuration Cancelled => new()
    {
        Name = "CFG4-cancel",
        Title = "a pool of one; the wait of one of three callers is cancelled, at any moment",
        Scene = On(
            new("pool", 1) { Elements = 2 },
            Task("holder", AllocateFree(0, NoIo)),
            Task("first", AllocateFree(1, NoIo)),
            Task("second", AllocateFree(2, NoIo)),
            Task("canceller", [Operation.PoolCancel(0, 1)])),
        Laws = AllLaws,
        Liveness = true,
        Kinds = [.. Steps, Ghost.PoolCancel],
    };

    public static Configuration Resized => new()
    {
        Name = "CFG4-resize",
        Title = "a pool of one grows to two, by two tasks at once, and shrinks again, under two callers",
        Scene = On(
            new("pool", 1),
            Task("plain", AllocateFree(0, NoIo), AllocateFree(0, NoIo)),
            Task("other", AllocateFree(1, NoIo)),
            Task("resizer", [Operation.PoolResize(0, 3)], [Operation.PoolResize(0, 1)]),
            Task("racer", [Operation.PoolResize(0, 2)])),
        Laws = AllLaws,
        Liveness = true,
        Kinds = [.. Steps, Ghost.PoolResize, Ghost.PoolArray, Ghost.PoolMinimum],
    };

    /// <summary>From creation, which may fail, to destruction, which is refused while the pool is in use.</summary>
    public static Configuration Lived => new()
    {
        Name = "CFG4-life",
        Title = "a pool of three is created, perhaps by two tasks at once, used by two and destroyed",
        Scene = On(
            new("pool", 3) { Elements = 4, Created = false },
            Task("owner", [Operation.PoolCreate(0)], [Operation.PoolDestroy(0)]),
            Task("caller", AllocateFree(0, NoIo), AllocateFree(0, Atomic)),
            Task("other", [Operation.PoolCreate(0)], AllocateFree(1, Kernel))),
        Laws = () => [.. AllLaws().Where(law => law is not (InvD4PoolWaiters or InvPoolFifo or InvB12PoolSleeps))],
        Liveness = true,
        Kinds = [Ghost.PoolCreated, Ghost.PoolDestroyed],
    };

    public static Configuration Composite => new()
    {
        Name = "CFG4-composite",
        Title = "a pool of one whose elements are built of two leaves; plain, entitled and changing callers",
        Scene = On(
            new("pool", 1) { Leaves = 2 },
            Task("plain", AllocateFree(0, Kernel)),
            Task("entitled", AllocateFree(1, Entitled)),
            Task("changing", AllocateFree(2, Atomic), AllocateFree(2, Entitled))),
        Laws = AllLaws,
        Liveness = true,
        Kinds = [.. Steps],
    };

    public static Configuration Bulk => new()
    {
        Name = "CFG4-bulk",
        Title = "a pool of two; two callers of two elements, one of them cancelled at any moment, and one of one",
        Scene = On(
            new("pool", 2) { Elements = 4 },
            Task("pair", AllocateFree(0, NoIo, 2)),
            Task("other pair", AllocateFree(1, NoIo, 2)),
            Task("single", AllocateFree(2, NoIo)),
            Task("canceller", [Operation.PoolCancel(0, 1)])),
        Laws = AllLaws,
        Liveness = true,
        Kinds = [.. Steps],
    };

    /// <summary>The allocator is the page allocator: its every step is one of the pool's.</summary>
    public static Configuration ByPages => new()
    {
        Name = "CFG4-pages",
        Title = "a pool of one page over a zone of four, one of them the reserve; a plain, an "
            + "entitled and a changing caller",
        Scene = published => OnFourPages(
            published,
            Task("plain", AllocateFree(0, NoIo)),
            Task("entitled", AllocateFree(1, Entitled), AllocateFree(1, Entitled)),
            Task("changing", AllocateFree(2, Atomic), AllocateFree(2, NoIo))),
        Laws = () => [.. AllLaws().Where(law => law is not InvD5PoolWhole)],
        Liveness = true,
        Kinds =
        [
            .. Steps.Remove(Ghost.PoolBuild).Remove(Ghost.PoolBuildFailed).Remove(Ghost.PoolUnbuild),
            Ghost.PoolSurplus, Ghost.Take, Ghost.Release, Ghost.Refused, Ghost.LastAttempt,
        ],
    };

    /// <summary>
    /// No zone serves requests for DMA: the page allocator refuses them where it is asked, without a step.
    /// </summary>
    public static Configuration Restricted => new()
    {
        Name = "CFG4-restricted",
        Title = "a pool of one page; callers for DMA, whom the allocator refuses at once, live by the pool",
        Scene = published => OnFourPages(
            published,
            Task("plain", AllocateFree(0, Request.For(Gfp.NoIo | Gfp.Dma))),
            Task("entitled", AllocateFree(1, Request.For(Gfp.NoIo | Gfp.Dma, context: Context.MemAlloc))),
            Task("atomic", AllocateFree(2, Request.For(Gfp.Atomic | Gfp.Dma)))),
        Laws = () => [new InvD1PoolBound(), new InvD2PoolPlaces(), new InvD4PoolWaiters(), new InvLockOrder()],
        Liveness = true,
        Kinds = [Ghost.PoolPop, Ghost.PoolSleep, Ghost.PoolHand, Ghost.PoolPush, Ghost.PoolRefused],
    };

    /// <summary>A pool of one page, parked, over the page allocator.</summary>
    private static Scene OnFourPages(PublishedRules published, params ImmutableArray<TaskSpec> tasks)
    {
        Machine machine = new(FourPages, published) { Pools = [new("pool", 1) { Order = 0 }] };
        Memory memory = Memory.Fresh(machine).Take(zone: 0, pfn: 0, order: 0, tagged: false);
        return new(memory.With(0, memory.Pools[0].Push(Item.Of(new Pfn(0)))), tasks);
    }

    private static Law[] AllLaws() =>
    [
        new InvD1PoolBound(), new InvD2PoolPlaces(), new InvD3PoolMinimum(), new InvD4PoolWaiters(),
        new InvD5PoolWhole(), new InvPoolLevels(), new InvPoolAtomic(), new InvPoolTagged(),
        new InvPoolFifo(), new InvB12PoolSleeps(), new TheoremDLaw(), new InvLockOrder(),
    ];

    private static Operation[] AllocateFree(int slot, Request request, int count = 1) =>
        [Operation.PoolAllocate(slot, 0, request, count), Operation.PoolFree(slot, 0)];

    private static TaskSpec Task(string name, params ReadOnlySpan<Operation[]> parts)
    {
        List<Operation> menu = [];
        foreach (Operation[] part in parts) menu.AddRange(part);
        return new(name, 0, [.. menu], menu.Count) { InOrder = true };
    }

    internal static Func<PublishedRules, Scene> On(PoolSpec pool, params ImmutableArray<TaskSpec> tasks) =>
        published => new Scene(Memory.Fresh(new Machine(OnePage, published) { Pools = [pool] }), tasks);
}
