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

    private static readonly Topology OnePage = new()
    {
        Name = "one page",
        Zones = [new(new(0), ZoneKind.Normal, 0, 1)],
        Cpus = [new(0)],
        MinFreeKbytes = 0,
        ListHigh = 0,
    };

    /// <summary>The steps that every pool takes.</summary>
    private static readonly ImmutableArray<uint> Steps =
    [
        Ghost.Begin, Ghost.PoolBuild, Ghost.PoolBuildFailed, Ghost.PoolUnbuild, Ghost.PoolRead, Ghost.PoolPop,
        Ghost.PoolRefused, Ghost.PoolSleep, Ghost.PoolAgain, Ghost.PoolLeave, Ghost.PoolPush, Ghost.PoolHand,
        Ghost.PoolNudge,
    ];

    public static ImmutableArray<Configuration> All => [Main];

    public static Configuration Main => new()
    {
        Name = "CFG4",
        Title = "a pool of one over an allocator of three elements; a plain, an entitled and an atomic task",
        Scene = On(
            new("pool", 1) { Elements = 3 },
            Task("plain", AllocateFree(0, Kernel), AllocateFree(0, NoIo)),
            Task("entitled", AllocateFree(1, Entitled), AllocateFree(1, Entitled)),
            Task("atomic", AllocateFree(2, Atomic), AllocateFree(2, NoIo))),
        Laws = AllLaws,
        Liveness = true,
        Kinds = [.. Steps, Ghost.PoolSurplus],
    };

    private static Law[] AllLaws() =>
    [
        new InvD1PoolBound(), new InvD2PoolPlaces(), new InvD3PoolMinimum(), new InvD4PoolWaiters(),
        new InvD5PoolWhole(), new InvPoolLost(), new InvPoolLevels(), new InvPoolAtomic(), new InvPoolTagged(),
        new InvPoolFifo(), new InvB12PoolSleeps(), new TheoremDLaw(),
    ];

    private static Operation[] AllocateFree(int slot, Request request) =>
        [Operation.PoolAllocate(slot, 0, request), Operation.PoolFree(slot, 0)];

    private static TaskSpec Task(string name, params ReadOnlySpan<Operation[]> parts)
    {
        List<Operation> menu = [];
        foreach (Operation[] part in parts) menu.AddRange(part);
        return new(name, 0, [.. menu], menu.Count) { InOrder = true };
    }

    private static Func<PublishedRules, Scene> On(PoolSpec pool, params ImmutableArray<TaskSpec> tasks) =>
        published => new Scene(Memory.Fresh(new Machine(OnePage, published) { Pools = [pool] }), tasks);
}
