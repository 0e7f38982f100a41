using Plimsoll.Model.Transitions;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Search;
using Plimsoll.Specs.Theorems;
using Xunit;

namespace Plimsoll.Tests.Specs;

public class TheoremETests
{
    public static TheoryData<int> Numbers => [.. Enumerable.Range(1, HypothesesOfE.Sentences.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void TheoremE_WithoutOneHypothesis_FailsWhereTheOtherEightHold(int number)
    {
        Drop drop = DropsOfE.All.Single(d => d.Id == $"E{number}");
        SearchResult result = StateSearch.Run(drop.Configuration);
        Assert.Equal("THEOREM-E", result.Law);
        Assert.InRange(result.Counterexample!.Steps.Length, 1, 25);
        HypothesesOfE hypotheses = new(drop.Configuration.Scene(default));
        Counterexample run = result.Counterexample;
        IEnumerable<SceneState> states = run.Steps.Select(s => s.After).Append(run.Start);
        Assert.All(states, state => Assert.Equal([number], Missing(hypotheses, state)));
    }

    /// <summary>The same tasks on the same machine with the hypothesis in force.</summary>
    [Theory]
    [MemberData(nameof(Numbers))]
    public void TheoremE_WithTheHypothesisBack_Holds(int number)
    {
        Configuration configuration = DropsOfE.With(number);
        SearchResult result = StateSearch.Run(configuration);
        Assert.True(result.Verdict == SearchVerdict.Exhaustive, $"{result.Law} {result.How}");
        HypothesesOfE hypotheses = new(configuration.Scene(default));
        Assert.Empty(Missing(hypotheses, configuration.Scene(default).Initial));
    }

    [Fact]
    public void Counterexamples_OfDroppedHypotheses_DifferPairwise()
    {
        string[] runs =
        [
            .. DropsOfE.All.Select(d => StateSearch.Run(d.Configuration).Counterexample!)
                .Select(c => string.Join("; ", c.Steps.Select(s => s.Label))),
        ];
        Assert.Equal(runs.Length, runs.Distinct().Count());
    }

    private static IEnumerable<int> Missing(HypothesesOfE hypotheses, SceneState state) =>
        Enumerable.Range(1, HypothesesOfE.Sentences.Length).Where(n => !hypotheses.Holds(n, state.World));
}
