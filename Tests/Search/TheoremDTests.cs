using Plimsoll.Model.Transitions;
using Plimsoll.Specs.Search;
using Plimsoll.Specs.Theorems;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>Theorem D holds with its five hypotheses, and fails without any one of them.</summary>
public sealed class TheoremDTests
{
    public static TheoryData<string> Hypotheses => [.. TheoremD.Drops.Select(d => d.Id)];

    [Fact]
    public void Search_WithAllFive_FindsNoRunAgainstIt()
    {
        SearchResult result = StateSearch.Run(TheoremD.Whole);
        Assert.Equal(SearchVerdict.Exhaustive, result.Verdict);
        Assert.True(Assert.Single(result.Laws).PremiseHeld > 1000);
    }

    [Theory]
    [MemberData(nameof(Hypotheses))]
    public void Search_WithoutOne_FindsARunInWhichTheOthersHold(string id)
    {
        Drop drop = TheoremD.Drops.Single(d => d.Id == id);
        SearchResult result = StateSearch.Run(drop.Configuration);
        Assert.Equal((SearchVerdict.Violation, "THEOREM-D"), (result.Verdict, result.Law));
        string others = string.Join(' ', TheoremD.Drops.Select(d => d.Id).Where(other => other != id));
        Counterexample run = result.Counterexample!;
        foreach (SceneState state in run.Steps.Select(s => s.After).Prepend(run.Start))
        {
            Assert.Equal($"holds: {others}; not: {id}", drop.Describe!(state));
        }
    }

    /// <summary>Dead ends and rounds without an end, not searches that were cut off.</summary>
    [Fact]
    public void Search_WithoutOne_EndsOrGoesRoundForEver()
    {
        foreach (Drop drop in TheoremD.Drops)
        {
            Counterexample run = StateSearch.Run(drop.Configuration).Counterexample!;
            bool stuck = !drop.Configuration.Scene(default).Next(run.Steps[^1].After).Any();
            Assert.True(stuck != run.LoopAt >= 0, $"{drop.Id}: loop at {run.LoopAt}, stuck: {stuck}");
        }
    }

    [Fact]
    public void Search_WithoutOne_FindsDifferentRuns() => Assert.Distinct(
        TheoremD.Drops.Select(d => StateSearch.Run(d.Configuration).Counterexample!.Text()));
}
