using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Scenarios;
using Xunit;

namespace Plimsoll.Tests.Specs;

/// <summary>What a scenario can be cut down to, and the words that say so in a replay file.</summary>
public sealed class ScenarioCutTests
{
    private static readonly Scenario Whole = PageScenarios.AdjustAgainstTakers;

    [Fact]
    public void Whole_CutByNothing_IsItself()
    {
        ScenarioCut cut = new(Whole);
        Assert.True(cut.IsWhole);
        Assert.Equal("", cut.ToString());
        Same(Whole, cut.Scenario);
        Same(Whole, ScenarioCut.Parse(Whole, null).Scenario);
    }

    [Fact]
    public void Cut_LeavesOutWhatItNames_AndMakesLessOfArguments()
    {
        ScenarioCut cut = ScenarioCut.Parse(
            Whole, "cpu2.1 setup.1 setup.0.order-2 cpu0.0.pages-2 cpu0.1.pages-1 cpu1.1.kbytes-3 cpu2.2");
        Scenario now = cut.Scenario;
        Assert.Equal((0, Operation.Allocate(0, Request.For(Gfp.Kernel))), Assert.Single(now.Setup));
        Assert.Equal([Operation.Adjust(1), Operation.Adjust(-1)], now.Programs[0]);
        Assert.Equal([Operation.Adjust(1), Operation.SetMinFree(4)], now.Programs[1]);
        Assert.Equal(Whole.Programs[2][0], Assert.Single(now.Programs[2]));
        Assert.False(cut.IsWhole);
        Same(now, ScenarioCut.Parse(Whole, cut.ToString()).Scenario);
    }

    [Fact]
    public void Smaller_IsEachWithOneThingLess_CpusThenOperationsThenArguments()
    {
        ScenarioCut cut = ScenarioCut.Parse(Whole, "cpu2.0 cpu2.1 setup.1");
        Assert.Equal(
            [
                "setup.1 cpu1.0 cpu1.1 cpu2.0 cpu2.1", "setup.1 cpu0.0 cpu0.1 cpu2.0 cpu2.1",
                "setup.1 cpu2.0 cpu2.1 cpu2.2", "setup.1 cpu1.1 cpu2.0 cpu2.1", "setup.1 cpu1.0 cpu2.0 cpu2.1",
                "setup.1 cpu0.1 cpu2.0 cpu2.1", "setup.1 cpu0.0 cpu2.0 cpu2.1", "setup.0 setup.1 cpu2.0 cpu2.1",
                "setup.1 cpu2.0 cpu2.1 cpu1.1.kbytes-1", "setup.1 cpu2.0 cpu2.1 cpu0.1.pages-1",
                "setup.1 cpu2.0 cpu2.1 cpu0.0.pages-1", "setup.1 cpu2.0 cpu2.1 setup.0.order-1",
            ],
            cut.Smaller().Select(smaller => smaller.ToString()));
    }

    [Fact]
    public void Smaller_KeepsOneOperation_AndEndsWhereNothingIsLess()
    {
        ScenarioCut cut = new(Whole);
        int steps = 0;
        for (; cut.Smaller().LastOrDefault() is { } less; cut = less, steps++)
            Assert.Contains(cut.Smaller(), smaller => smaller.ToString() == less.ToString());
        Assert.Single(cut.Scenario.Programs.SelectMany(program => program));
        Assert.Empty(cut.Scenario.Setup);
        Assert.True(steps > 9);
    }

    [Fact]
    public void OperationLeftOut_TakesItsArgumentsAlong()
    {
        ScenarioCut cut = ScenarioCut.Parse(Whole, "cpu0.0.pages-1");
        Assert.Contains("cpu0.0", cut.Smaller().Select(smaller => smaller.ToString()));
    }

    [Theory]
    [InlineData("cpu3.0")]
    [InlineData("cpu0.2")]
    [InlineData("cpu0")]
    [InlineData("cpu0.-1")]
    [InlineData("cpu00.0")]
    [InlineData("setup.2")]
    [InlineData("setup.0.order-3")]
    [InlineData("setup.0.pages-1")]
    [InlineData("setup.0.order-0")]
    [InlineData("setup.0.order")]
    [InlineData("setup.0.order-99999999999")]
    [InlineData("cpu0.0.nothing-1")]
    [InlineData("cpu0.0,cpu0.1")]
    public void Word_ThatNamesNothingOfTheScenario_IsRefused(string word)
    {
        FormatException refused = Assert.Throws<FormatException>(() => ScenarioCut.Parse(Whole, $"cpu1.0 {word}"));
        Assert.Contains($"'{word}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains(Whole.Name, refused.Message, StringComparison.Ordinal);
    }

    private static void Same(Scenario expected, Scenario actual)
    {
        Assert.Equal(expected.Setup.AsEnumerable(), actual.Setup);
        Assert.Equal(expected.Programs.Length, actual.Programs.Length);
        for (int cpu = 0; cpu < expected.Programs.Length; cpu++)
            Assert.Equal(expected.Programs[cpu], actual.Programs[cpu]);
    }
}
