using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using static Plimsoll.Specs.Configurations.Cfg3;

namespace Plimsoll.Specs.Configurations;

/// <summary>CFG3's machine for what would make CFG3 itself too large: shrink, destroy, CPUs that go offline.</summary>
public static class Cfg3Small
{
    /// <summary>Empty slabs are kept, so that there is something to shrink.</summary>
    public static Configuration Shrink => new()
    {
        Name = "CFG3-shrink",
        Title = "CFG3's machine; caches are shrunk and flushed while objects come and go",
        Scene = published => new(
            Start(published, minPartial: 1),
            [
                new("user0", 0, [Take(0, Ordinary), Take(1, Ordinary), Give(0), Give(1)], 3),
                new(
                    "shrinker1",
                    1,
                    [Operation.ShrinkCache(0), Operation.FlushSlabs(0, 0), Take(2, Ordinary), Give(0)],
                    3),
            ]),
        Laws = SlabLaws.Core,
        Kinds = [Ghost.SlabFlush, Ghost.SlabReap, Ghost.SlabSwept],
        Liveness = true,
    };

    public static Configuration Destroy => new()
    {
        Name = "CFG3-destroy",
        Title = "1 zone of 2 pages, 1 reserved; the cache is destroyed while objects, reserve ones too, may be out",
        Scene = published => new(
            Memory.Fresh(new Machine(TwoPages with { ReservePages = 1 }, published)
            {
                Caches = [new("two a page", 2048) { MinPartial = 1 }],
            }),
            [
                new("plain0", 0, [Take(0, Ordinary), Give(0), Give(2)], 2),
                new("entitled1", 1, [Take(2, Entitled), Take(3, Entitled), Take(4, Entitled), Give(2)], 4),
                new("owner0", 0, [Operation.DestroyCache(0)], 2),
            ]),
        Laws = () => [.. SlabLaws.Core(), .. SlabLaws.Reserve()],
        Kinds = [Ghost.SlabFlush, Ghost.SlabReap, Ghost.SlabSwept, Ghost.CacheGone],
        Liveness = true,
    };

    public static Configuration Offline => new()
    {
        Name = "CFG3-offline",
        Title = "CFG3's machine; a CPU goes offline under the tasks that use its slab",
        Scene = published => new(
            Start(published, minPartial: 0),
            [
                new("plain0", 0, [Take(0, Ordinary), Take(1, Ordinary), Give(0)], 3),
                new("entitled0", 0, [Take(2, Entitled), Give(2)], 1),
                new("owner1", 1, [Operation.Offline(0), Give(0), Give(1)], 2),
            ]),
        Laws = () => [.. SlabLaws.Core(), new InvC8NoLeak()],
        Kinds = [Ghost.SlabFlush, Ghost.SlabInsert, Ghost.Offline],
        Liveness = true,
    };

    /// <summary>
    /// All memory is reserve: the pressure does not end, and an ordinary request must be refused for as long as it
    /// lasts. The plain task has the last word, so that whatever leaks reaches it.
    /// </summary>
    public static Configuration Leak => new()
    {
        Name = "CFG3-leak",
        Title = "1 zone of 2 pages, both reserved, tasks of one CPU; whatever the plain one gets has leaked",
        Scene = published => new(
            Memory.Fresh(new Machine(TwoPages, published) { Caches = [new("two a page", 2048)] }),
            [
                new("plain0", 0, [Take(0, Ordinary), Take(1, Ordinary), Give(0)], 3),
                new("entitled0", 0, [Take(2, Entitled), Take(3, Entitled), Take(4, Entitled), Give(2), Give(3)], 6),
            ]),
        Laws = () =>
        [
            new InvC1ObjectCount(), new InvC3HeldOnce(), new InvC8NoLeak(), new InvC9NoStarvation(), new RRule(),
        ],
        Kinds = [Ghost.SlabReserve, Ghost.ObjectTake, Ghost.ObjectReturn, Ghost.Refused],
        Liveness = true,
    };

    /// <summary>Slabs of two pages, of one where two cannot be had.</summary>
    public static Configuration Order => new()
    {
        Name = "CFG3-order",
        Title = "1 zone of 4 pages (1 reserved); slabs of 2 pages, or of 1 where 2 cannot be had, 1 object a page",
        Scene = published => new(
            Memory.Fresh(new Machine(FourPages with { ReservePages = 1 }, published)
            {
                Caches = [new("a page each", 4096) { Order = 1 }],
            }),
            [
                new("plain0", 0, [Take(0, Ordinary), Take(1, Ordinary), Give(0)], 2),
                new("entitled1", 1, [Take(2, Entitled), Take(3, Entitled), Take(4, Entitled), Give(2)], 3),
            ]),
        Laws = () => [.. SlabLaws.Core(), .. SlabLaws.Reserve()],
        Liveness = true,
    };

    private static Topology TwoPages => FourPages with
    {
        Name = "two pages, both reserved",
        Zones = [new(new(0), ZoneKind.Normal, 0, 2)],
    };

    private static Memory Start(PublishedRules published, int minPartial) => Memory.Fresh(
        new Machine(FourPages, published) { Caches = [new("two a page", 2048) { MinPartial = minPartial }] });
}
