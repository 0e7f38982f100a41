using Plimsoll.Model.State;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Specs;

/// <summary>The reserve tree on small machines: laws hold, and each published rule breaks its own.</summary>
public class ReserveSearchTests
{
    /// <summary>
    /// Marks that others write may leave no zone with a share while a raise looks for one: it comes to its end.
    /// </summary>
    [Theory]
    [InlineData(Published.AdjustUnserialised)]
    [InlineData(Published.UnserialisedRecompute)]
    public void Adjust_WhoseCarriersGo_ComesToItsEnd(Published rule)
    {
        Configuration knob = Cfg5Small.Knob with { Laws = () => [new InvE2RootDemand()], Kinds = [] };
        SearchResult result = StateSearch.Run(knob, new() { Published = PublishedRules.Of(rule) });
        Assert.Equal((SearchVerdict.Exhaustive, 0), (result.Verdict, result.DeadEnds));
    }

    /// <summary>G71: with nobody woken, a waiter sleeps on when all others are done.</summary>
    [Fact]
    public void Reserve_UnchargeThatDoesNotWake_IsADeadEnd()
    {
        PublishedRules rules = PublishedRules.Of(Published.UnchargeDoesNotWake);
        SearchResult result = StateSearch.Run(Cfg5Small.Waiters, new() { Published = rules });
        Assert.Equal("LIVENESS", result.Law);
        Assert.True(result.DeadEnds > 0);
        Assert.Equal(-1, result.Counterexample!.LoopAt);
        Assert.Contains(result.Counterexample.Steps[^1].After.World.Memory.Reserves.Nodes, n => !n.Queue.IsEmpty);
    }

    /// <summary>A limit can be charged to its last unit; as published that one never can.</summary>
    [Fact]
    public void Charge_BelowTheLimitOnly_RefusesTheLastUnit()
    {
        PublishedRules rules = PublishedRules.Of(Published.ChargeBelowLimit);
        SearchResult result = StateSearch.Run(Cfg5Small.Waiters, new() { Published = rules });
        Assert.Equal("LIVENESS", result.Law);
        Reserve disk = result.Counterexample!.Steps[^1].After.World.Memory.Reserves.Nodes[1];
        Assert.Equal((0, PageBytes), (disk.Usage, disk.Limit));
    }

    private const int PageBytes = 4096;
}
