using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Specs.Configurations;

/// <summary>
/// The reserve tree (semantics J, CFG5): depth 3, two users, and somebody who connects a third reserve and disconnects
/// it again while they use theirs.
/// </summary>
public static class Cfg5
{
    private const int Mid = 1, Left = 2, Right = 3, Spare = 4;

    private static readonly Gfp Entitled = Gfp.Atomic | Gfp.MemAlloc;

    private static readonly Gfp Waiting = Gfp.Wait | Gfp.NoRetry | Gfp.MemAlloc;

    /// <summary>The users' reserves hold one page each; the spare one wants a page more than is always there.</summary>
    public static Configuration Main => new()
    {
        Name = "CFG5",
        Title = "4 pages, 2 CPUs, a reserve tree of depth 3: two users, a plain task, and a tree that changes",
        Scene = published => new(
            Start(published),
            [
                User("left", 0, Left, 0, Entitled, bound: 3),
                User("right", 1, Right, 1, Waiting, bound: 3),
                new("plain", 1, [Operation.Allocate(2, Request.For(Gfp.Atomic)), Operation.Free(2)], 2),
                new(
                    "tree", 0,
                    [
                        Operation.SetDemand(Spare, 1), Operation.Connect(Spare, Mid), Operation.SetDemand(Spare, 0),
                        Operation.Disconnect(Spare),
                    ],
                    3),
            ]),
        Liveness = true,
        Laws = () =>
        [
            new TheoremE(), new InvE1TaggedCovered(), new InvE2RootDemand(), new InvE3Knob(), new InvE4Usage(),
            new InvBacked(), new InvCharge(), new InvErrorBelowZero(),
        ],
    };

    private static Memory Start(PublishedRules published)
    {
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
            Reserves =
            [
                ReserveSpec.Root, ReserveSpec.OfPages("mid", 1), ReserveSpec.OfPages("left", 2),
                ReserveSpec.OfPages("right", 2), ReserveSpec.OfPages("spare", 2),
            ],
        };
        return new Prepared(machine)
            .Then(Operation.Connect(Mid, 0))
            .Then(Operation.Connect(Left, Mid))
            .Then(Operation.Connect(Right, Mid))
            .Then(Operation.SetDemand(Left, 1))
            .Then(Operation.SetDemand(Right, 1))
            .Memory;
    }

    private static TaskSpec User(string name, int cpu, int reserve, int slot, Gfp gfp, int bound) => new(
        name, cpu, [Operation.ReserveAllocate(slot, reserve, Request.For(gfp)), Operation.ReserveFree(slot)], bound);
}
