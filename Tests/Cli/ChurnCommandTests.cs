using System.Text.Json;
using Xunit;

namespace Plimsoll.Tests.Cli;

/// <summary>A counterexample to 2N+m for whatever page, classes and limit are given, or none and why.</summary>
public sealed class ChurnCommandTests
{
    [Fact]
    public void Churn_WithoutArguments_BreaksTwoNPlusMAndNotTheSoundEstimate()
    {
        CliRun run = CliRun.Of("check", "churn");
        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Contains(
            "ESTIMATE-2N+M broken: 12 pages, more than 11, after 76 steps, and no fewer will do.", run.Out,
            StringComparison.Ordinal);
        Assert.Matches(@"25 x alloc\(1\) +25 +4 +4, 0, 0, 0", run.Out);
        Assert.Matches("VIOLATION: 74,666 states, 631,589 steps, branching 8.5, depth 75", run.Out);
        Assert.Contains(
            "ESTIMATE-SOUND holds, in every history there is: 12 pages at most, of 16.", run.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Churn_MachineThatCannot_SaysThatEveryHistoryWasSearched()
    {
        CliRun run = CliRun.Of(Words("--page 8 --classes 1,2,4 --limit 24"));
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains(
            "ESTIMATE-2N+M holds, in every history there is: 8 pages at most, of 9.", run.Out,
            StringComparison.Ordinal);
        Assert.Equal(2, run.Out.Split("EXHAUSTIVE").Length - 1);
    }

    [Fact]
    public void Churn_CutShort_SaysSo()
    {
        CliRun run = CliRun.Of(Words("--states 100"));
        Assert.Equal(0, run.Code);
        Assert.Contains("not in every history (--states looks further)", run.Out, StringComparison.Ordinal);
        Assert.Contains("BOUNDED: ", run.Out, StringComparison.Ordinal);
    }

    /// <summary>G48, G49, G50: the published estimates fall short, the sound one does not.</summary>
    [Theory]
    [InlineData("G48", 3, 2, 3)]
    [InlineData("EstimateIgnoresBypass", 8, 0, 1)]
    [InlineData("g50", 12, 11, 76)]
    public void Check_PublishedEstimate_IsBrokenBySearch(string rule, int pages, int bound, int steps)
    {
        CliRun run = CliRun.Of("check", "--published", rule, "--json");
        Assert.Equal(1, run.Code);
        JsonElement[] configs = [.. run.Json().GetProperty("configs").EnumerateArray()];
        Assert.Equal(
            ["ESTIMATE-2N+M VIOLATION", "ESTIMATE-SOUND EXHAUSTIVE"],
            configs.Select(c => $"{c.GetProperty("law").GetString()} {c.GetProperty("verdict").GetString()}"));
        int Of(string field) => configs[0].GetProperty(field).GetInt32();
        Assert.Equal((pages, bound, steps), (Of("mostPages"), Of("bound"), Of("steps")));
    }

    [Fact]
    public void Churn_OnCpus_EachMayKeepASlabOfItsOwn()
    {
        CliRun run = CliRun.Of(Words("--page 8 --classes 1 --limit 4 --cpus 3"));
        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Matches(@"1 x alloc\(1\) on cpu2 +3 +3 +3", run.Out);
        Assert.Contains(
            "ESTIMATE-SOUND holds, in every history there is: 3 pages at most, of 4.", run.Out,
            StringComparison.Ordinal);
    }

    [Fact]
    public void Churn_Json_HasTheFieldsOfCheck()
    {
        CliRun run = CliRun.Of(Words("--page 12 --classes 5,1,7 --limit 40 --json"));
        Assert.Equal(1, run.Code);
        JsonElement[] configs = [.. run.Json().GetProperty("configs").EnumerateArray()];
        foreach (JsonElement config in configs)
        {
            JsonShape.Is(
                config, "name:s", "states:i", "transitions:i", "depth:i", "generated:i", "seconds:n", "verdict:s",
                "law:s", "counterexample:s[]", "branching:n", "mostPages:i", "bound:i", "steps:i");
        }

        Assert.Equal(
            ["ESTIMATE-2N+M VIOLATION", "ESTIMATE-SOUND EXHAUSTIVE"],
            configs.Select(c => $"{c.GetProperty("law").GetString()} {c.GetProperty("verdict").GetString()}"));
        Assert.Equal(10, configs[0].GetProperty("mostPages").GetInt32());
        Assert.NotEqual(0, configs[0].GetProperty("counterexample").GetArrayLength());
    }

    [Theory]
    [InlineData("--page 0", "--page 0")]
    [InlineData("--page -8", "--page -8")]
    [InlineData("--page many", "'many'")]
    [InlineData("--classes 1,,2", "'1,,2'")]
    [InlineData("--classes 0,1", "'0,1'")]
    [InlineData("--classes 2,2", "'2,2'", "different sizes")]
    [InlineData("--classes 1;2", "'1;2'")]
    [InlineData("--limit 0", "--limit 0")]
    [InlineData("--limit 262145", "--limit 262145", "262144")]
    [InlineData("--limit 99999999999", "whole number")]
    [InlineData("--states 0", "--states 0")]
    [InlineData("--cpus 0", "--cpus 0")]
    [InlineData("--cpus 65", "--cpus 65")]
    [InlineData("nowhere", "'nowhere'")]
    public void Churn_ThatMakesNoSense_IsRefusedInOneLine(string line, params string[] words) =>
        CliRun.Of(Words(line)).IsRefused(words);

    private static string[] Words(string line) => ["check", "churn", .. line.Split(' ')];
}
