using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Specs.Configurations;

/// <summary>
/// The reserve tree (semantics J, CFG5): depth 3, two users, one of pages and one of objects, and somebody who connects
/// a third reserve and disconnects it again while they use theirs.
/// </summary>
public static class Cfg5
{
    private const int Mid = 1, Disk = 2, Net = 3, Spare = 4;

    private static readonly Gfp Entitled = Gfp.Atomic | Gfp.MemAlloc;

    private static readonly Gfp Waiting = Gfp.Wait | Gfp.NoRetry | Gfp.MemAlloc;

    /// <summary>
    /// Two tasks share one page of the disk's reserve, and the second to come waits; the net has two objects. The spare
    /// reserve wants a page that is there only if the plain task has none.
    /// </summary>
    public static Configuration Main => new()
    {
        Name = "CFG5",
        Title = "4 pages, 2 CPUs, reserves in a tree of depth 3: users of pages and objects, and a tree that changes",
        Scene = published => new(
            Start(published),
            [
                InOrder("disk0", 0, Take(0, Disk, Waiting), Operation.ReserveFree(0)),
                InOrder("disk1", 1, Take(1, Disk, Waiting), Operation.ReserveFree(1)),
                InOrder("net", 1, Take(2, Net, Entitled), Take(3, Net, Entitled), Operation.ReserveFree(2)),
                InOrder(
                    "tree", 0, Operation.SetDemand(Spare, 1), Operation.Connect(Spare, Mid),
                    Operation.Disconnect(Spare)),
            ]),
        Laws = () =>
        [
            new TheoremE(), new InvE1TaggedCovered(), new InvE2RootDemand(), new InvE3Knob(), new InvE4Usage(),
            new InvE5Waiters(), new InvBacked(), new InvCharge(), new InvErrorBelowZero(), new InvLockOrder(),
        ],
        Kinds =
        [
            Ghost.Demand, Ghost.Limit, Ghost.Link, Ghost.Back, Ghost.Withdraw, Ghost.Unlink, Ghost.Charge,
            Ghost.Uncharge, Ghost.Wait, Ghost.Drain, Ghost.LastAttempt,
        ],
        Liveness = true,
    };

    private static Memory Start(PublishedRules published)
    {
        CacheSpec cache = new("two a page", 2048);
        Machine machine = new(
            new Topology
            {
                Name = "four pages",
                Zones = [new(new(0), ZoneKind.Normal, 0, 4)],
                Cpus = [new(0), new(0)],
                MinFreeKbytes = 4,
                Batch = 1,
                ListHigh = 2,
            },
            published)
        {
            Caches = [cache],
            Reserves =
            [
                ReserveSpec.Root, ReserveSpec.OfPages("mid", 1), ReserveSpec.OfPages("disk", 2),
                ReserveSpec.OfObjects("net", 0, cache, 3, Places.Alone), ReserveSpec.OfPages("spare", 2),
            ],
        };
        return new Prepared(machine)
            .Then(Operation.Connect(Mid, 0))
            .Then(Operation.Connect(Disk, Mid))
            .Then(Operation.Connect(Net, Mid))
            .Then(Operation.SetDemand(Disk, 1))
            .Then(Operation.SetDemand(Net, 2))
            .Memory;
    }

    private static Operation Take(int slot, int reserve, Gfp gfp) =>
        Operation.ReserveAllocate(slot, reserve, Request.For(gfp));

    private static TaskSpec InOrder(string name, int cpu, params ImmutableArray<Operation> menu) =>
        new(name, cpu, menu, menu.Length) { InOrder = true };
}
