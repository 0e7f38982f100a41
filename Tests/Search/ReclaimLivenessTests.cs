using Plimsoll.Model.State;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>INV-I4, INV-B11 and INV-B13 as promises about runs that do not end.</summary>
public sealed class ReclaimLivenessTests
{
    [Theory]
    [InlineData("CFG1-kswapd")]
    [InlineData("CFG1-nofail")]
    public void Search_OfAFairRun_EndsEveryOperation(string name)
    {
        SearchResult result = StateSearch.Run(Named(name));
        Assert.Equal((SearchVerdict.Exhaustive, 0), (result.Verdict, result.DeadEnds));
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
    public void Search_WithoutFairness_FindsARoundThatNeverEnds(string name)
    {
        SearchResult result = StateSearch.Run(Named(name), new() { Fair = false });
        Assert.Equal((SearchVerdict.Violation, "LIVENESS"), (result.Verdict, result.Law));
        Assert.InRange(result.Counterexample!.LoopAt, 0, result.Counterexample.Steps.Length - 1);
    }

    /// <summary>A law of requests bound to a node needs a task bound to node 1.</summary>
    [Fact]
    public void Search_OfTheSmallFallback_HoldsWithEveryPremise() =>
        Assert.Equal(SearchVerdict.Exhaustive, StateSearch.Run(Named("CFG2-fallback-small")).Verdict);

    private static SearchResult AsPublished(Published rule, Configuration configuration) =>
        StateSearch.Run(configuration, new() { Published = PublishedRules.Of(rule), Vacuity = false });

    private static Configuration Named(string name) => ConfigurationCatalog.Named(name)!;
}
