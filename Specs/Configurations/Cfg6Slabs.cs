using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;
using static Plimsoll.Specs.Configurations.Cfg3;

namespace Plimsoll.Specs.Configurations;

/// <summary>
/// Both halves together: a slab cache (semantics C) whose pages are slots of the order-0 caches (semantics F). A
/// reserve page may come from the cache's own slab, from buddy, or on loan from the user's; the tag of the slot is the
/// tag of the slab that is made of it.
/// </summary>
public static class Cfg6Slabs
{
    private const int Zone = 0;

    /// <summary>
    /// Of 8 pages three are free: one in the kernel's slab, one in the user's, one in buddy. An ordinary request leaves
    /// min + emerg = 2 of them, so that the entitled one soon has reserve pages.
    /// </summary>
    public static Configuration Main => new()
    {
        Name = "CFG6-slabs",
        Title = "8 pages, order-0 caches, on them a cache of 2 objects a page; plain and entitled tasks",
        Scene = published => new(
            Start(published),
            [
                new("plain0", 0, [Take(0, Ordinary), Take(1, Ordinary), Give(0)], 2),
                new("entitled1", 1, [Take(2, Entitled), Take(3, Entitled), Take(4, Entitled), Give(2)], 3),
                new("mapper", 1, [Operation.Allocate(5, Mapped), Operation.Free(5)], 1),
            ]),
        Laws = () =>
        [
            new InvC1ObjectCount(), new InvC2OnePlace(), new InvC4SlabPages(), .. SlabLaws.Reserve(),
            new InvF1Slots(), new InvF8Reserve(),
        ],
        Kinds =
        [
            Ghost.SlabReserve, Ghost.SlabInstall, Ghost.ObjectTake, Ghost.LastAttempt, Ghost.Take, Ghost.Refill,
            Ghost.Release, Ghost.Push,
        ],
        Liveness = true,
    };

    private static readonly Request Mapped = Request.For(Gfp.HighUser);

    private static Memory Start(PublishedRules published)
    {
        Topology topology = new()
        {
            Name = "slabs over order-0 caches",
            Zones = [new(new(0), ZoneKind.Normal, 0, 8)],
            Cpus = [new(0), new(0)],
            MinFreeKbytes = 4,
            ReservePages = 1,
            Batch = 1,
            ListHigh = 2,
        };
        Machine machine = new(topology.Checked(), published)
        {
            OrderZero = new(SlabOrder: 1, MaxDefragScan: 2),
            Caches = [new("two a page", 2048)],
        };
        return Memory.Fresh(machine)
            .Grow(Zone, 0, PageCache.User, new(SlotState.Clean))
            .Grow(Zone, 2, PageCache.KNoReclaim, new(SlotState.Pinned))
            .Take(Zone, 4, 1, tagged: false).Take(Zone, 6, 0, tagged: false);
    }
}
