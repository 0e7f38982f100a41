using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Configurations;

/// <summary>Two nodes of {DMA, NORMAL}, two pages a zone: zonelists and their rebuild, cpusets, THISNODE.</summary>
public static class Cfg2
{
    public static Configuration Main { get; } = new()
    {
        Name = "CFG2",
        Title = "2 nodes x {DMA, NORMAL} of 2 pages, 2 CPUs: zonelists and their rebuild, cpusets, THISNODE, adjust",
        Scene = Scene,
        Laws = () =>
        [
            .. PageLaws.Core(), new InvA4Rebuild(), new InvWatermark(), new InvEntitled(), new InvB14OneTriple(),
            new InvEmerg(), new InvB15EntitledNull(), new InvAdjust(), new InvThisNode(), new InvLockOrder(),
        ],
        Kinds =
        [
            Ghost.Refused, Ghost.Take, Ghost.Refill, Ghost.Hit, Ghost.Push, Ghost.Marks, Ghost.LastAttempt, Ghost.Knobs,
            Ghost.Populated, Ghost.MemsAllowed, Ghost.Zonelists,
        ],
        Liveness = true,
    };

    /// <summary>Of every zone min, low and high are 0; the reserve of one page is the first zone's.</summary>
    public static Topology Topology { get; } = new Topology
    {
        Name = "CFG2",
        Zones =
        [
            new(new(0), ZoneKind.Dma, 0, 2), new(new(0), ZoneKind.Normal, 2, 2),
            new(new(1), ZoneKind.Dma, 4, 2), new(new(1), ZoneKind.Normal, 6, 2),
        ],
        Cpus = [new(0), new(1)],
        MinFreeKbytes = 0,
        ReservePages = 1,
        Batch = 1,
        ListHigh = 2,
    }.Checked();

    private static Scene Scene(PublishedRules published)
    {
        Request two = Request.For(Gfp.Kernel, order: 1);
        Request remote = Request.For(Gfp.Kernel, node: 1);
        Request here = Request.For(Gfp.Kernel | Gfp.ThisNodeOnly, node: 1);
        Request dma = Request.For(Gfp.Kernel | Gfp.MemAlloc | Gfp.Dma | Gfp.ThisNode);
        TaskTable tasks = TaskTable.Of(3).With(0, TaskState.Plain with { Allowed = NodeMask.Of(0) });
        Memory memory = Memory.Fresh(new Machine(Topology, published)) with { Tasks = tasks };
        return new(
            memory,
            [
                new("mover", 0, [Operation.Allocate(0, two), Operation.Allocate(1, remote)], 2),
                new(
                    "local",
                    1,
                    [
                        Operation.Allocate(2, here), Operation.Allocate(3, dma), Operation.Allocate(4, dma),
                        Operation.Allocate(5, dma), Operation.Free(1),
                    ],
                    3),
                new(
                    "tuning",
                    1,
                    [
                        Operation.SetMems(0, NodeMask.Of(1)), Operation.SetZonelists(zoneOrder: true),
                        Operation.Adjust(1),
                    ],
                    1),
            ]);
    }
}
