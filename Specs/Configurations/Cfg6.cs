using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Configurations;

/// <summary>
/// CFG6 (semantics J, decision 16): the order-0 page caches. G = 1, three slabs at the start, MAX_DEFRAG_SCAN 2, one
/// zone of 8 pages with min 1 and a reserve of 1 page, lists of at most 2.
/// </summary>
public static class Cfg6
{
    private static readonly Request Mapped = Request.For(Gfp.HighUser);
    private static readonly Request Large = Request.For(Gfp.Kernel, order: 1);
    private static readonly Request Entitled = Request.For(Gfp.Kernel | Gfp.MemAlloc);

    public static Configuration Main { get; } = new()
    {
        Name = "CFG6",
        Title = "1 zone, 8 pages; order-0 caches with G 1, 3 slabs, MAX_DEFRAG_SCAN 2; large, mapped and entitled requests",
        Scene = published => new(Start(published), Tasks),
        Laws = Laws,
        Liveness = true,
        Kinds =
        [
            Ghost.Refill, Ghost.Hit, Ghost.Push, Ghost.Drain, Ghost.Release, Ghost.Take, Ghost.Refused, Ghost.LastAttempt,
            Ghost.Grow, Ghost.Scan, Ghost.NoVictim, Ghost.Isolate, Ghost.Miss, Ghost.Reclaim, Ghost.StartWrite,
            Ghost.EndWrite, Ghost.Unisolate, Ghost.Claim, Ghost.Pin, Ghost.Unpin, Ghost.Redirty, Ghost.Clean,
        ],
    };

    private static ImmutableArray<TaskSpec> Tasks =>
    [
        new("large", 0, [Operation.Allocate(0, Large), Operation.Free(0)], 2),
        new("mapper", 1, [Operation.Allocate(1, Mapped), Operation.UnpinPage(1), Operation.Free(1)], 2),
        new("user", 1, [Operation.PinPage(2), Operation.Free(2), Operation.UnpinPage(2), Operation.DirtyPage, Operation.WritePage], 2),
        new("entitled", 0, [Operation.Allocate(3, Entitled), Operation.Free(3)], 2),
    ];

    public static Law[] Laws() =>
    [
        new InvF1Slots(), new InvF2Isolated(), new InvF3Unisolate(), new InvF4Claim(), new InvF5Victim(),
        new InvF6Reclaim(), new InvF7NoReclaim(), new InvF8Reserve(), new InvDiscard(),
    ];

    /// <summary>A user slab with a clean and a dirty page, one with a dirty page, one of the kernel's.</summary>
    private static Memory Start(PublishedRules published)
    {
        Topology topology = new()
        {
            Name = "one-zone",
            Zones = [new(new(0), ZoneKind.Normal, 0, 8)],
            Cpus = [new(0), new(0)],
            MinFreeKbytes = 4,
            ReservePages = 1,
            Batch = 1,
            ListHigh = 2,
        };
        Machine machine = new(topology, published) { OrderZero = new(1, 2) };
        PageSlot clean = new(SlotState.Clean), dirty = new(SlotState.Dirty), pinned = new(SlotState.Pinned);
        return Memory.Fresh(machine)
            .Grow(0, 0, PageCache.User, clean).WithSlot(1, dirty)
            .Grow(0, 2, PageCache.User, dirty).WithSlot(3, dirty)
            .Grow(0, 4, PageCache.KNoReclaim, pinned);
    }
}
