using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>INV-I4, INV-B11 and INV-B13 as promises about runs that do not end.</summary>
public sealed class ReclaimLivenessTests
{
    /// <summary>
    /// What reclaim gave back may lie on an idle CPU's list, unseen by the marks: the timer that drains it is needed.
    /// </summary>
    [Fact]
    public void Search_WhereNobodyDrainsIdleLists_GoesRoundForEver()
    {
        SearchResult result = StateSearch.Run(Without("timer", Named("CFG1-timer")), new() { Vacuity = false });
        Assert.Equal((SearchVerdict.Violation, "LIVENESS"), (result.Verdict, result.Law));
        Memory memory = result.Counterexample!.Steps[^1].After.World.Memory;
        Assert.Contains(Enumerable.Range(0, 2), cpu => memory.List(cpu, 0).Count > 0);
    }

    /// <summary>A killer that chooses the same task again and again, which has nothing, helps nobody.</summary>
    [Fact]
    public void Search_WhereTheKillerMaySpareATask_GoesRoundForEver()
    {
        Configuration oom = Named("CFG1-oom");
        SearchResult result = StateSearch.Run(oom with { Fairness = [.. oom.Fairness.Take(1)] });
        Assert.Equal((SearchVerdict.Violation, "LIVENESS"), (result.Verdict, result.Law));
        Counterexample run = result.Counterexample!;
        Assert.Contains(run.Steps[run.LoopAt..], step => step.Label.What == Ghost.OomKill);
    }

    /// <summary>G26: kswapd sleeps, another took what it freed, and nobody wakes it again.</summary>
    [Fact]
    public void Search_WhereARoundDoesNotWakeKswapd_GoesRoundForEver()
    {
        Configuration configuration = Named("CFG1-kswapd") with { Laws = () => [new InvI2Untouchable()] };
        SearchResult result = AsPublished(Published.KswapdNotWoken, configuration);
        Assert.Equal("LIVENESS", result.Law);
        Assert.InRange(result.Counterexample!.LoopAt, 0, result.Counterexample.Steps.Length - 1);
        Kswapd kswapd = result.Counterexample.Steps[^1].After.World.Memory.Reclaim.Kswapd(0);
        Assert.Equal(KswapdLife.Asleep, kswapd.Life);
    }

    /// <summary>The same run breaks INV-B13 at once.</summary>
    [Fact]
    public void Search_WhereARoundDoesNotWakeKswapd_BreaksTheLawOfRounds() =>
        Assert.Equal("INV-B13", AsPublished(Published.KswapdNotWoken, Named("CFG1-kswapd")).Law);

    [Theory]
    [InlineData("CFG1-kswapd")]
    [InlineData("CFG1-nofail")]
    [InlineData("CFG1-timer")]
    public void Search_WithoutFairness_FindsARoundThatNeverEnds(string name)
    {
        SearchResult result = StateSearch.Run(Named(name), new() { Fair = false });
        Assert.Equal((SearchVerdict.Violation, "LIVENESS"), (result.Verdict, result.Law));
        Assert.InRange(result.Counterexample!.LoopAt, 0, result.Counterexample.Steps.Length - 1);
    }

    private static Configuration Without(string task, Configuration configuration) => configuration with
    {
        Scene = published =>
        {
            Scene whole = configuration.Scene(published);
            return new(whole.Start, [.. whole.Tasks.Where(t => t.Name != task)]);
        },
    };

    private static SearchResult AsPublished(Published rule, Configuration configuration) =>
        StateSearch.Run(configuration, new() { Published = PublishedRules.Of(rule), Vacuity = false });

    private static Configuration Named(string name) => ConfigurationCatalog.Named(name)!;
}
