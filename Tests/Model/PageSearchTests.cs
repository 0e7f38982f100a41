using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>Pages and reclaim, searched on machines small enough for a test.</summary>
public class PageSearchTests
{
    /// <summary>
    /// Memory is needed to free memory (semantics I): without a reserve nothing moves any more; with one every
    /// operation comes to its end, as DIRTY-WITH-RESERVE says.
    /// </summary>
    [Fact]
    public void AllPagesDirty_WithoutAReserve_IsStuck()
    {
        SearchResult result = Search("DIRTY-WITHOUT-RESERVE");
        Assert.Equal("LIVENESS", result.Law);
        Assert.Equal(-1, result.Counterexample!.LoopAt);
    }

    /// <summary>Every row of both tables is taken by a search, and no move lies outside.</summary>
    [Fact]
    public void Lifecycles_OfKswapdAndCachedPages_AreTakenAndNeverLeft()
    {
        Moves moves = new();
        Configuration scene = ConfigurationCatalog.Named("CFG1-reclaim")! with
        {
            Name = "life cycles",
            Scene = Dirtying,
            Laws = () => [moves],
            Kinds = [],
        };
        Assert.Equal(SearchVerdict.Exhaustive, StateSearch.Run(scene).Verdict);
        Assert.Empty(moves.Kswapd.Untaken);
        Assert.Empty(moves.Kswapd.Outside);
        Assert.Empty(moves.Cached.Untaken);
        Assert.Empty(moves.Cached.Outside);
    }

    private static SearchResult Search(string configuration, params ReadOnlySpan<Published> rules) =>
        StateSearch.Run(ConfigurationCatalog.Named(configuration)!, new() { Published = PublishedRules.Of(rules) });

    private static Scene Dirtying(PublishedRules published)
    {
        Topology topology = new()
        {
            Name = "three pages",
            Zones = [new(new(0), ZoneKind.Normal, 0, 4)],
            Cpus = [new(0), new(0)],
            MinFreeKbytes = 4,
            ListHigh = 0,
        };
        Request device = Request.For(Gfp.NoIo);
        Memory memory =
            Memory.Fresh(new Machine(topology, published) { ReclaimSpec = new() { WriteNeeds = device } }) with
        {
            Reclaim = Reclaim.Of(topology),
            Tasks = TaskTable.Of(3),
        };
        memory = memory.Holding(0, new(PageUse.Dirty)).Holding(1, new(PageUse.Clean));
        Request read = Request.For(Gfp.NoFs);
        return new(
            memory,
            [
                new("reader", 0, [Operation.PageIn(read), Operation.PageIn(read, dirty: true)], 2),
                new("taker", 1, [Operation.Allocate(0, Request.For(Gfp.Atomic | Gfp.MemAlloc))], 1),
                new("kswapd", 1, [Operation.Kswapd(0)], 1) { Daemon = true },
            ]);
    }

    private sealed class Moves : Law
    {
        public LifecycleWatch<KswapdLife, KswapdTrigger> Kswapd { get; } = new(KswapdLifecycle.Table);

        public LifecycleWatch<CachedPageLife, CachedPageTrigger> Cached { get; } = new(CachedPageLifecycle.Table);

        public override string Id => "LIFE";

        public override string Sentence => "It tells what moved.";

        public override string? BrokenBy(World before, int task, Label label, World after)
        {
            Broken(true, true);
            KswapdLife was = before.Memory.Reclaim.Kswapd(0).Life, now = after.Memory.Reclaim.Kswapd(0).Life;
            KswapdTrigger? trigger = label.What switch
            {
                Ghost.WakeKswapd when now == KswapdLife.Awake => KswapdTrigger.Wake,
                Ghost.Reclaimed when before.Flights[task] is KswapdFlight => KswapdTrigger.Reclaim,
                Ghost.KswapdBalanced => KswapdTrigger.Balanced,
                Ghost.KswapdSleep => KswapdTrigger.Sleep,
                Ghost.KswapdUnsettled => KswapdTrigger.Unsettled,
                _ => null,
            };
            if (trigger is { } moved) Kswapd.Saw(was, moved, now);
            else Assert.True(was == now, $"'{label}' moved kswapd");
            if (CachedPageLifecycle.TriggerOf(label) is not { } of) return null;
            CachedPageLife from = CachedPageLifecycle.Of(before.Memory, label.B);
            Cached.Saw(from, of, CachedPageLifecycle.Of(after.Memory, label.B));
            return null;
        }
    }
}
