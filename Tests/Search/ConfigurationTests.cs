using Plimsoll.Model.State;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Search;
using Plimsoll.Specs.Theorems;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>
/// The configurations that are searched in a moment; <c>plimsoll check</c> runs the large ones to their ends.
/// </summary>
public sealed class ConfigurationTests
{
    /// <summary>What this machine is, in numbers: a change of the model that changes them is looked at.</summary>
    [Theory]
    [InlineData("CFG3-leak", 7480, 16960, 17158, 36)]
    public void Search_OfASmallConfiguration_CountsWhatItAlwaysDid(
        string name, int states, long transitions, long generated, int depth)
    {
        foreach (int workers in new[] { 1, 2 })
        {
            SearchResult result = Search(name, workers);
            Assert.Equal((SearchVerdict.Exhaustive, 0), (result.Verdict, result.DeadEnds));
            Assert.Equal(
                (states, transitions, generated, depth),
                (result.States, result.Transitions, result.Generated, result.Depth));
        }
    }

    [Theory]
    [InlineData("CFG3-destroy")]
    [InlineData("CFG2-fallback-small")]
    public void Search_WithOneWorkerOrTwo_CountsTheSame(string name)
    {
        SearchResult one = Search(name, 1), two = Search(name, 2);
        Assert.Equal((one.States, one.Transitions, one.Generated), (two.States, two.Transitions, two.Generated));
        Assert.True(one.Laws.SequenceEqual(two.Laws) && one.Kinds.SequenceEqual(two.Kinds));
    }

    [Fact]
    public void Theorem_WithoutAHypothesis_Fails()
    {
        foreach (Drop drop in Drops.All)
        {
            SearchResult result = StateSearch.Run(drop.Configuration, new() { Vacuity = false });
            Assert.Equal((drop.Id, SearchVerdict.Violation), (drop.Id, result.Verdict));
            Assert.Equal((drop.Id, drop.Id[0] == 'E' ? "THEOREM-E" : "THEOREM-D"), (drop.Id, result.Law));
        }
    }

    private static SearchResult Search(string name, int workers) =>
        StateSearch.Run(ConfigurationCatalog.Named(name)!, new() { Workers = workers });
}
