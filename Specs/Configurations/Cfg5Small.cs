using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Specs.Configurations;

/// <summary>Smaller machines with a reserve tree, for what CFG5 does not do.</summary>
public static class Cfg5Small
{
    private static readonly Gfp Entitled = Gfp.Atomic | Gfp.MemAlloc;

    public static ImmutableArray<Configuration> All =>
        [Errors, Demands, Waiters, Bytes, Denied, Theorem, Knob, Overlap];

    /// <summary>
    /// Charges without memory, and every error: reserve 1 can be hung below the root, 2 below 1, and 1 below 2; the
    /// demand of reserve 3 is more than there is. Three users of two units: one of
    /// them may have to wait, and one wants three.
    /// </summary>
    public static Configuration Errors => new()
    {
        Name = "CFG5-errors",
        Title = "charges up to 2 units, connects that make cycles or find no pages, uncharges below zero",
        Scene = ErrorScene,
        MayWaitForEver = true,
        Laws = () =>
        [
            new InvErrorCycle(), new InvErrorInUse(), new InvErrorDisconnected(), new InvErrorBelowZero(),
            new InvErrorRestricted(ErrorScene(default)), new InvE2RootDemand(), new InvE3Knob(), new InvE4Usage(),
            new InvE5Waiters(), new InvBacked(), new InvCharge(), new InvLockOrder(),
        ],
    };

    /// <summary>A demand that goes up and down while it is used: limits may fall below usage.</summary>
    public static Configuration Demands => new()
    {
        Name = "CFG5-demands",
        Title = "a demand of 0..2 pages raised and lowered under its users, on 3 pages",
        Scene = DemandScene,
        Laws = () =>
        [
            new InvE1TaggedCovered(), new InvE2RootDemand(), new InvE3Knob(), new InvE4Usage(), new InvBacked(),
            new InvCharge(), new InvErrorBelowZero(), new InvLockOrder(),
        ],
    };

    /// <summary>Two users of one page, who wait for it; nothing but their ends is judged.</summary>
    public static Configuration Waiters => new()
    {
        Name = "CFG5-waiters",
        Title = "two reserves of one page each, three tasks that wait for it: everybody gets it in the end",
        Scene = WaiterScene,
        Laws = () => [new InvE4Usage(), new InvLockOrder()],
        Liveness = true,
    };

    /// <summary>kmalloc reserves: what is charged and given back is rounded.</summary>
    public static Configuration Bytes => new()
    {
        Name = "CFG5-bytes",
        Title = "charges of 3 and 70 bytes of kmalloc",
        Scene = ByteScene,
        Laws = () => [new InvE4Usage(), new InvErrorBelowZero(), new InvCharge(), new InvLockOrder()],
    };

    /// <summary>Requests of order 1, which Theorem E does not cover: a charge may be followed by a refusal.</summary>
    public static Configuration Denied => new()
    {
        Name = "CFG5-denied",
        Title = "charged requests of order 1 on pages in pieces: the charge is given back",
        Scene = DeniedScene,
        Laws = () =>
        [
            new InvE4Usage(), new InvE1TaggedCovered(), new InvCharge(), new InvErrorBelowZero(), new InvLockOrder(),
        ],
    };

    /// <summary>All nine hypotheses of Theorem E, on one zone with everybody who could break it.</summary>
    public static Configuration Theorem => new()
    {
        Name = "CFG5-theorem",
        Title = "5 pages, 2 CPUs, charged users of pages and objects, an uncharged one, plain ones",
        Scene = TheoremScene,
        Laws = () =>
        [
            new TheoremE(), new HypothesesHold(TheoremScene(default)), new InvE1TaggedCovered(), new InvLockOrder(),
        ],
        Kinds = [Ghost.LastAttempt, Ghost.Charge, Ghost.Uncharge, Ghost.SlabReserve, Ghost.Refill, Ghost.Drain],
        Liveness = true,
    };

    /// <summary>
    /// Somebody else turns the knob too. The tree waits for him with its pages added, and may be refused by what he
    /// leaves; or he takes away, before the tree begins or after, what carried the reserve.
    /// </summary>
    public static Configuration Knob => new()
    {
        Name = "CFG5-knob",
        Title = "a tree that wants 2 of 4 pages, beside an adjustment by 3 and one by -2",
        Scene = published => new(
            KnobStart(published, taken: 0),
            [
                InOrder("tree", 0, Operation.SetDemand(1, 2), Operation.SetDemand(1, 0)),
                new("tuning", 1, [Operation.Adjust(3), Operation.Adjust(-2)], 2),
                new("plain", 0, [Operation.Allocate(0, Request.For(Gfp.Atomic)), Operation.Free(0)], 2),
            ]),
        Laws = () =>
        [
            new InvE2RootDemand(), new InvB14OneTriple(), new InvEmerg(), new InvAdjust(), new InvStrict(),
            new InvLockOrder(),
        ],
        Kinds = [Ghost.Demand, Ghost.Limit, Ghost.Knobs, Ghost.Marks, Ghost.Populated],
        Liveness = true,
    };

    /// <summary>Somebody else's raise never finds its pages, and goes back: nothing of it stays in the knob.</summary>
    public static Configuration Overlap => new()
    {
        Name = "CFG5-overlap",
        Title = "a tree that wants 1 of 4 pages, beside a raise by 3 that is rolled back, for 2 pages are taken",
        Scene = published => new(
            KnobStart(published, taken: 2),
            [
                InOrder("tree", 0, Operation.SetDemand(1, 1), Operation.SetDemand(1, 0)),
                new("tuning", 1, [Operation.Adjust(3)], 2),
            ]),
        Laws = () => [new InvE2RootDemand(), new InvE3Knob(), new InvAdjust(), new InvLockOrder()],
        Kinds = [Ghost.Demand, Ghost.Limit, Ghost.Knobs, Ghost.Marks, Ghost.Populated],
        Liveness = true,
    };

    private static Memory KnobStart(PublishedRules published, int taken)
    {
        Topology four = OneZone(4) with { MinFreeKbytes = 0 };
        Machine machine = new(four, published) { Reserves = [ReserveSpec.Root, ReserveSpec.OfPages("disk", 2)] };
        Prepared start = new Prepared(machine).Then(Operation.Connect(1, 0));
        for (int slot = 0; slot < taken; slot++)
        {
            start.Then(Operation.Allocate(8 + slot, Request.For(Gfp.Atomic)));
        }

        return start.Memory;
    }

    private static Scene ErrorScene(PublishedRules published)
    {
        Machine machine = new(OneZone(3), published)
        {
            Reserves =
            [
                ReserveSpec.Root, ReserveSpec.OfPages("outer", 1), ReserveSpec.OfPages("inner", 2),
                ReserveSpec.OfPages("large", 4),
            ],
        };
        Memory start = new Prepared(machine).Then(Operation.SetDemand(2, 2)).Then(Operation.SetDemand(3, 4)).Memory;
        return new(
            start,
            [
                new(
                    "tree", 0,
                    [
                        Operation.Connect(1, 0), Operation.Connect(2, 1), Operation.Connect(1, 2),
                        Operation.Connect(3, 0),
                        Operation.Disconnect(1), Operation.Disconnect(2), Operation.SetDemand(2, 2, Gfp.Dma),
                    ],
                    4),
                new(
                    "user", 0,
                    [
                        Operation.Charge(0, 2, 1), Operation.Charge(3, 2, 1), Operation.Uncharge(0),
                        Operation.UnchargeStale(2, 3),
                    ],
                    3),
                new("other", 1, [Operation.Charge(1, 2, 1, Gfp.Wait), Operation.Uncharge(1)], 2),
                new("third", 1, [Operation.Charge(2, 2, 3, Gfp.Wait)], 1),
            ]);
    }

    private static Scene DemandScene(PublishedRules published)
    {
        Machine machine = new(OneZone(3) with { MinFreeKbytes = 0 }, published)
        {
            Reserves = [ReserveSpec.Root, ReserveSpec.OfPages("disk", 2), ReserveSpec.OfPages("net", 1)],
        };
        Memory start = new Prepared(machine).Then(Operation.Connect(1, 0)).Then(Operation.Connect(2, 0))
            .Then(Operation.SetDemand(1, 1)).Memory;
        return new(
            start,
            [
                new("tree", 0, [Operation.SetDemand(1, 2), Operation.SetDemand(1, 0), Operation.SetDemand(2, 1)], 2),
                new("disk", 1, [Take(0, 1, Entitled), Take(1, 1, Entitled), Give(0), Give(1)], 3),
                new("plain", 0, [Operation.Allocate(3, Request.For(Gfp.Atomic)), Operation.Free(3)], 2),
            ]);
    }

    private static Scene WaiterScene(PublishedRules published)
    {
        Machine machine = new(OneZone(4), published)
        {
            Reserves = [ReserveSpec.Root, ReserveSpec.OfPages("disk", 1), ReserveSpec.OfPages("net", 1)],
        };
        Memory start = new Prepared(machine).Then(Operation.Connect(1, 0)).Then(Operation.Connect(2, 0))
            .Then(Operation.SetDemand(1, 1)).Then(Operation.SetDemand(2, 1)).Memory;
        return new(
            start,
            [
                InOrder("disk0", 0, Charge(0, 1), Operation.Uncharge(0), Charge(0, 2), Operation.Uncharge(0)),
                InOrder("disk1", 1, Charge(1, 1), Operation.Uncharge(1), Charge(1, 1), Operation.Uncharge(1)),
                InOrder("disk2", 1, Charge(2, 2), Operation.Uncharge(2), Charge(2, 1), Operation.Uncharge(2)),
            ]);
    }

    private static Scene ByteScene(PublishedRules published)
    {
        ReserveSpec kmalloc = new("kmalloc", DemandKind.Bytes, 1, [.. new int[129]]);
        Machine machine = new(OneZone(2), published) { Reserves = [ReserveSpec.Root, kmalloc] };
        Memory start = new Prepared(machine).Then(Operation.Connect(1, 0)).Then(Operation.SetDemand(1, 128)).Memory;
        return new(
            start,
            [
                new("small", 0, [Operation.Charge(0, 1, 3), Operation.Uncharge(0)], 4),
                new("large", 1, [Operation.Charge(1, 1, 70), Operation.Charge(2, 1, 3), Operation.Uncharge(1)], 3),
            ]);
    }

    private static Scene DeniedScene(PublishedRules published)
    {
        Machine machine = new(OneZone(6), published) { Reserves = [ReserveSpec.Root, ReserveSpec.OfPages("pairs", 2)] };
        Prepared start = new Prepared(machine).Then(Operation.Connect(1, 0));
        for (int slot = 0; slot < 5; slot++) start.Then(Operation.Allocate(slot, Request.For(Gfp.Atomic)));
        start.Then(Operation.Free(1)).Then(Operation.Free(3)).Then(Operation.SetDemand(1, 2));
        Operation pair = Operation.ReserveAllocate(0, 1, Request.For(Entitled, order: 1));
        return new(
            start.Memory,
            [
                new("user", 0, [pair, pair with { Slot = 1 }, Give(0)], 3),
                new("other", 1, [Take(2, 1, Entitled), Give(2)], 2),
                new("plain", 1, [Operation.Allocate(3, Request.For(Gfp.Atomic)), Operation.Free(3)], 2),
            ]);
    }

    private static Scene TheoremScene(PublishedRules published)
    {
        CacheSpec cache = new("two a page", 2048);
        Machine machine = new(OneZone(5) with { ListHigh = 2 }, published)
        {
            Caches = [cache],
            Reserves =
            [
                ReserveSpec.Root, ReserveSpec.OfPages("disk", 1),
                ReserveSpec.OfObjects("net", 0, cache, 2, Model.Rules.Places.Alone),
            ],
        };
        Memory start = new Prepared(machine).Then(Operation.Connect(1, 0)).Then(Operation.Connect(2, 0))
            .Then(Operation.SetDemand(1, 1)).Then(Operation.SetDemand(2, 2)).Memory;
        return new(
            start,
            [
                InOrder("disk", 0, Take(0, 1, Entitled), Give(0)),
                InOrder("net", 1, Take(1, 2, Entitled), Take(2, 2, Entitled)),
                InOrder("reclaimer", 1, Operation.Allocate(3, Request.For(Entitled)), Operation.Free(3)),
                InOrder(
                    "plain", 0, Operation.Allocate(4, Request.For(Gfp.Atomic)),
                    Operation.AllocateObject(5, 0, Request.For(Gfp.Atomic))),
            ]);
    }

    private static Topology OneZone(uint pages) => new()
    {
        Name = $"{pages} pages",
        Zones = [new(new(0), ZoneKind.Normal, 0, pages)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 4,
        Batch = 1,
        ListHigh = 0,
    };

    private static Operation Take(int slot, int reserve, Gfp gfp) =>
        Operation.ReserveAllocate(slot, reserve, Request.For(gfp));

    private static Operation Charge(int slot, int reserve) => Operation.Charge(slot, reserve, 1, Gfp.Wait);

    private static Operation Give(int slot) => Operation.ReserveFree(slot);

    private static TaskSpec InOrder(string name, int cpu, params ImmutableArray<Operation> menu) =>
        new(name, cpu, menu, menu.Length) { InOrder = true };
}
