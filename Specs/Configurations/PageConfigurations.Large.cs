using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Configurations;

/// <summary>Requests that the other machines have no room or no zone for: order 4, and HIGHMEM.</summary>
public static partial class PageConfigurations
{
    private static readonly Request Sixteen = Request.For(Gfp.Kernel, order: 4);

    private static readonly Request SixteenAgain = Request.For(Gfp.Kernel | Gfp.Repeat, order: 4);

    private static readonly Request HighUser = Request.For(Gfp.HighUser);

    /// <summary>
    /// Beyond order 3 nobody tries again (semantics B.8 step 11) unless it says REPEAT, and then only while reclaim
    /// gives something back: the OOM killer is no help to it.
    /// </summary>
    private static Configuration LargeOrders => new()
    {
        Name = "CFG1-order4",
        Title = "1 zone of 16 pages, 2 of them reclaimable: all of it in one block, with REPEAT and without",
        Scene = published => new(
            Environment(One(16), published, new()).Holding(0, new(PageUse.Clean)).Holding(9, new(PageUse.Clean)),
            [
                new("large", 0, [Operation.Allocate(0, Sixteen), Operation.Free(0)], 2) { InOrder = true },
                new("again", 1, [Operation.Allocate(1, SixteenAgain), Operation.Free(1)], 2) { InOrder = true },
                new("small", 0, [Operation.Allocate(3, Kernel), Operation.Free(3)], 2) { InOrder = true },
            ]),
        Laws = () => [.. SlowLaws().Where(law => law is not InvEntitled), new InvWatermark(), new InvOom()],
        Kinds =
        [
            Ghost.Take, Ghost.Release, Ghost.ReclaimEnd, Ghost.DrainedAll, Ghost.OomLock, Ghost.OomKill, Ghost.Slept,
        ],
        Liveness = true,
    };

    /// <summary>
    /// Who may use HIGHMEM does so first, and falls back on what NORMAL does not keep for its own. Min of a HIGHMEM
    /// zone is never below 32 pages, so that of 34 two can be had.
    /// </summary>
    private static Configuration HighFirst => new()
    {
        Name = "CFG1-highuser",
        Title = "NORMAL of 4 pages, HIGHMEM of 34: requests of class HIGHMEM fall back, those of NORMAL do not",
        Scene = published => new(
            Memory.Fresh(new Machine(
                One(4, reserve: 1) with
                {
                    Zones = [new(new(0), ZoneKind.Normal, 0, 4), new(new(0), ZoneKind.HighMem, 32, 34)],
                    LowmemReserveRatio = [17, 17, 17, 17],
                    ListHigh = 0,
                },
                published)),
            [
                new("user", 0, [Operation.Allocate(0, HighUser), Operation.Allocate(1, HighUser)], 2),
                new("pair", 1, [Operation.Allocate(2, HighUser with { Order = new(1) }), Operation.Free(0)], 2),
                new("kernel", 1, [Operation.Allocate(3, Kernel), Operation.Allocate(4, Kernel)], 2),
            ]),
        Laws = () =>
        [
            new InvA1Zonelist(), new InvA3Eligible(), new InvB10Mark(), new InvWatermark(), new InvStrict(),
        ],
        Kinds = [Ghost.Take, Ghost.Refused, Ghost.Release],
        Liveness = true,
    };
}
