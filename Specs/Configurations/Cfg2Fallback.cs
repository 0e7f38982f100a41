using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using static Plimsoll.Specs.Configurations.Cfg3;

namespace Plimsoll.Specs.Configurations;

/// <summary>
/// Lameter's fallback (semantics C.7, decision 9) on CFG2's machine: two nodes with a CPU and two zones of two pages
/// each; tasks bound to a node by cpuset, bound to none, and entitled. A slab may fail for want of what manages it.
/// </summary>
public static class Cfg2Fallback
{
    public static Configuration Main => new()
    {
        Name = "CFG2-fallback",
        Title = "2 nodes x {DMA, NORMAL} of 2 pages, 2 CPUs, a cache of 2 objects a page, cpusets, two-phase fallback",
        Scene = Scene,
        Laws = () => [.. SlabLaws.Core(), new InvC8NoLeak(), new InvC9NoStarvation(), new InvC13AllowedNode()],
        Kinds =
        [
            Ghost.ObjectHit, Ghost.ObjectTake, Ghost.SlabNone, Ghost.Moved, Ghost.SlabInstall, Ghost.SlabInsert,
            Ghost.SlabReserve, Ghost.SlabDrop, Ghost.SlabUnmanaged,
        ],
        Liveness = true,
    };

    /// <summary>Node 0 is all reserve, so that whoever runs there lives by the fallback.</summary>
    public static Configuration Small => new()
    {
        Name = "CFG2-fallback-small",
        Title = "CFG2-fallback where node 0 has nothing but reserve",
        Scene = published => new(
            Start(TwoNodes with { ReservePages = 6 }, published),
            [
                new("bound0", 0, [Take(0, Bound)], 1),
                new("free0", 0, [Take(1, Ordinary), Give(1)], 2),
                new("bound1", 1, [Take(2, Ordinary with { Node = new(1), Allowed = NodeMask.Of(1) }), Give(2)], 2),
            ]),
        Laws = () => [.. SlabLaws.Core(), new InvC9NoStarvation(), new InvC13AllowedNode()],
        Kinds = [Ghost.ObjectTake, Ghost.SlabInsert, Ghost.SlabUnmanaged],
        Liveness = true,
    };

    /// <summary>CFG2's machine without CPU lists, and with a reserve.</summary>
    internal static Topology TwoNodes => (Cfg2.Topology with
    {
        Name = "two nodes of two zones",
        ReservePages = 4,
        Batch = 0,
        ListHigh = 0,
    }).Checked();

    /// <summary>A task of node 0 that its cpuset keeps there.</summary>
    internal static Request Bound => Ordinary with { Allowed = NodeMask.Of(0) };

    private static Scene Scene(PublishedRules published) => new(
        Start(TwoNodes, published),
        [
            new("bound0", 0, [Take(0, Bound), Give(0), Give(2)], 2),
            new("free1", 1, [Take(1, Ordinary with { Node = new(1) }), Take(2, Ordinary), Give(1), Give(0)], 3),
            new("entitled0", 0, [Take(3, Entitled with { Allowed = NodeMask.Of(1) }), Give(3)], 1),
        ]);

    private static Memory Start(Topology topology, PublishedRules published) => Memory.Fresh(
        new Machine(topology.Checked(), published) { Caches = [new("two a page", 2048) { OffSlab = true }] });
}
