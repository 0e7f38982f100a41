using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>Mempools: what holds in every state of small ones, and what as published does not.</summary>
public sealed class PoolSearchTests
{
    /// <summary>A depth limit would not tell a long wait from one that has no end: here no step is left.</summary>
    [Theory]
    [InlineData(Published.PoolLostWakeup, "CFG4-gate")]
    [InlineData(Published.PoolWakesOne, "CFG4-gate")]
    [InlineData(Published.PoolZeroMinimumSleeps, "CFG4-gate-min0")]
    [InlineData(Published.PoolGrowDoesNotWake, "CFG4-gate-grow")]
    [InlineData(Published.PoolBulkTakesPart, "CFG4-gate-bulk")]
    public void Search_OfAPublishedWait_EndsWhereSomebodySleepsAndNobodyCanStep(Published rule, string configuration)
    {
        SceneState last = AsPublished(rule, configuration).Counterexample!.Steps[^1].After;
        Scene scene = Named(configuration).Scene(PublishedRules.Of(rule));
        Assert.Empty(scene.Next(last));
        Assert.Contains(last.World.Memory.Pools[0].Waiters, waiter => waiter.State == Waiting.Asleep);
    }

    /// <summary>G53: the element is there, and the one who waits for it is not told.</summary>
    [Fact]
    public void Search_OfAPoolThatWakesOne_StrandsAWaiterBesideAParkedElement()
    {
        SearchResult result = AsPublished(Published.PoolWakesOne, "CFG4-gate");
        Pool pool = result.Counterexample!.Steps[^1].After.World.Memory.Pools[0];
        Assert.Equal((1, 1), (pool.CurrNr, pool.Waiters.Length));
    }

    [Fact]
    public void Search_WithoutFairness_FindsARoundInWhichTheAllocatorNeverAnswers()
    {
        SearchResult result = StateSearch.Run(Named("CFG4-patient"), new() { Fair = false });
        Assert.Equal((SearchVerdict.Violation, "LIVENESS"), (result.Verdict, result.Law));
        Assert.InRange(result.Counterexample!.LoopAt, 0, result.Counterexample.Steps.Length - 1);
    }

    [Fact]
    public void Search_OfElements_TakesEveryRowOfTheirLifeAndNoMoveOutside()
    {
        LifecycleWatch<ElementLife, ElementTrigger> watch = new(PoolLifecycle.Table);
        foreach (string name in new[] { "CFG4-life", "CFG4-composite", "CFG4-bulk", "CFG4-levels", "CFG4-min0" })
        {
            StateSearch.Run(Named(name) with { Laws = () => [new ElementWatch(watch)], Liveness = false });
        }

        Assert.Equal(([], []), (watch.Untaken.ToArray(), watch.Outside.ToArray()));
    }

    [Fact]
    public void Watch_OfAPoolThatParksTheReserve_SeesAMoveOutsideTheTable()
    {
        LifecycleWatch<ElementLife, ElementTrigger> watch = new(PoolLifecycle.Table);
        Configuration configuration = Named("CFG4-levels") with { Laws = () => [new ElementWatch(watch)] };
        StateSearch.Run(configuration, new() { Published = PublishedRules.Of(Published.PoolParksReserve) });
        Assert.Contains(new(ElementLife.OutTagged, ElementTrigger.Push, ElementLife.Parked), watch.Outside);
    }

    [Fact]
    public void Table_TaggedElements_AreNeverParked() => Assert.DoesNotContain(
        PoolLifecycle.Table, row => row.To == ElementLife.Parked && row.From >= ElementLife.InHandTagged);

    private static SearchResult AsPublished(Published rule, string configuration) =>
        Found.Of(rule, configuration);

    private static Configuration Named(string name) => Cfg4.Small.Append(Cfg4.Main).Single(c => c.Name == name);
}
