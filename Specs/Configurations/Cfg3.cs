using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Configurations;

/// <summary>
/// CFG3 of semantics J: one zone of four pages of which two are the reserve, two CPUs, one cache with two objects a
/// page, tasks of which one is entitled. Pages go past the CPU lists, which are CFG1's.
/// </summary>
public static class Cfg3
{
    public static Configuration Main => new()
    {
        Name = "CFG3",
        Title = "1 zone of 4 pages (2 reserved), 2 CPUs, a cache of 2 objects a page, plain and entitled tasks",
        Scene = Scene,
        Laws = () => [.. SlabLaws.Core(), .. SlabLaws.Reserve()],
        Kinds =
        [
            Ghost.ObjectHit, Ghost.SlabLoad, Ghost.SlabUnfreeze, Ghost.SlabFreeze, Ghost.ObjectTake, Ghost.SlabNone,
            Ghost.Moved, Ghost.SlabInstall, Ghost.SlabReserve, Ghost.SlabDrop, Ghost.ObjectPush, Ghost.ObjectReturn,
        ],
        Liveness = true,
    };

    internal static Request Ordinary => Request.For(Gfp.Kernel);

    internal static Request Entitled => Request.For(Gfp.Atomic | Gfp.MemAlloc);

    internal static Topology FourPages => new Topology
    {
        Name = "four pages, two reserved",
        Zones = [new(new(0), ZoneKind.Normal, 0, 4)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 0,
        ReservePages = 2,
        Batch = 0,
        ListHigh = 0,
    }.Checked();

    private static Scene Scene(PublishedRules published) => new(
        Memory.Fresh(new Machine(FourPages, published) { Caches = [new("two a page", 2048)] }),
        [
            new("plain0", 0, [Take(0, Ordinary), Take(1, Ordinary), Give(0), Give(2)], 2),
            new("entitled1", 1, [Take(2, Entitled), Take(3, Entitled), Give(2), Give(0)], 3),
            new("plain1", 1, [Take(4, Ordinary), Give(1)], 1),
        ]);

    internal static Operation Take(int slot, Request request, int cache = 0) =>
        Operation.AllocateObject(slot, cache, request);

    internal static Operation Give(int slot) => Operation.FreeObject(slot);
}
