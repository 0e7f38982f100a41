using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Configurations;

/// <summary>One node, one zone of eight pages, two CPUs: watermarks, CPU lists, entitlement, adjust, drain.</summary>
public static class Cfg1
{
    public static Configuration Main { get; } = new()
    {
        Name = "CFG1",
        Title = "1 node, 1 zone of 8 pages, 2 CPUs, batch 2: marks, CPU lists, the reserve, adjust, drain",
        Scene = Scene,
        Laws = Laws,
        Liveness = true,
        Kinds =
        [
            Ghost.Refused, Ghost.Take, Ghost.Refill, Ghost.Hit, Ghost.Push, Ghost.Release, Ghost.Drain, Ghost.Marks,
            Ghost.LastAttempt, Ghost.Knobs, Ghost.Populated,
        ],
    };

    /// <summary>min 2, low 2, high 3; emerg 1. HIGH leaves 1 of min.</summary>
    public static Topology Topology { get; } = new Topology
    {
        Name = "CFG1",
        Zones = [new(new(0), ZoneKind.Normal, 0, 8)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 8,
        ReservePages = 1,
        Batch = 2,
        ListHigh = 3,
    }.Checked();

    private static Scene Scene(PublishedRules published)
    {
        Request kernel = Request.For(Gfp.Kernel);
        Request four = Request.For(Gfp.Kernel, order: 2);
        Request atomic = Request.For(Gfp.Atomic);
        Request entitled = Request.For(Gfp.Kernel | Gfp.MemAlloc);
        Request two = entitled with { Order = new(1) };
        return new(
            Memory.Fresh(new Machine(Topology, published)),
            [
                new(
                    "kernel",
                    0,
                    [Operation.Allocate(0, kernel), Operation.Allocate(1, four), Operation.Free(0)],
                    2),
                new(
                    "atomic",
                    1,
                    [
                        Operation.Allocate(2, atomic), Operation.Allocate(3, two), Operation.Allocate(4, entitled),
                        Operation.Free(3),
                    ],
                    3),
                new("tuning", 0, [Operation.Adjust(2), Operation.Drain(1), Operation.Allocate(5, entitled)], 1),
            ]);
    }

    private static Law[] Laws() =>
    [
        .. PageLaws.Core(), new InvWatermark(), new InvEntitled(), new InvB14OneTriple(), new InvEmerg(),
        new InvB15EntitledNull(), new InvAdjust(), new InvLockOrder(),
    ];
}
