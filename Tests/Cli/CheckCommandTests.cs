using System.Text.Json;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Theorems;
using Xunit;

namespace Plimsoll.Tests.Cli;

public sealed class CheckCommandTests
{
    /// <summary>A configuration that is searched in no time.</summary>
    private const string Small = "CFG3-leak";

    [Fact]
    public void Check_OfAConfigurationThatHolds_Exits0_WithTheFieldsOfTheContract()
    {
        CliRun run = CliRun.Of("check", Small, "--json");
        Assert.Equal(0, run.Code);
        JsonElement config = Assert.Single(run.Json().GetProperty("configs").EnumerateArray());
        Shape(config);
        Assert.Equal((Small, "EXHAUSTIVE"), (Text(config, "name"), Text(config, "verdict")));
        Assert.Equal(JsonValueKind.Null, config.GetProperty("law").ValueKind);
        Assert.Equal(0, config.GetProperty("counterexample").GetArrayLength());
        Assert.All(config.GetProperty("laws").EnumerateArray(), l => Assert.NotEqual(0, Number(l, "premiseHeld")));
        Assert.All(config.GetProperty("fired").EnumerateObject(), f => Assert.NotEqual(0, f.Value.GetInt64()));
    }

    [Fact]
    public void Check_AsText_SaysWhatWasSearchedAndTheVerdict()
    {
        CliRun run = CliRun.Of("check", Small, "--workers", "2");
        Assert.Equal((0, ""), (run.Code, run.Error));
        string[] said =
            ["task ", "gfp ", "operations ", "states", "successors/s per core", "laws ", "steps ", "EXHAUSTIVE"];
        Assert.All(said, words => Assert.Contains(words, run.Out, StringComparison.Ordinal));
        string verdict = run.Out.TrimEnd().Split('\n')[^1];
        Assert.StartsWith("1 configuration: all laws held", verdict, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("G30")]
    [InlineData("fastpathunchecked")]
    public void Check_WithARuleAsPublished_Exits1_WithTheLawAndAShortestRun(string rule)
    {
        CliRun run = CliRun.Of("check", Small, "--published", rule, "--json");
        Assert.Equal(1, run.Code);
        JsonElement config = Assert.Single(run.Json().GetProperty("configs").EnumerateArray());
        Shape(config);
        Assert.Equal(("VIOLATION", "INV-C8"), (Text(config, "verdict"), Text(config, "law")));
        Assert.Equal("G30", Text(config, "published"));
        Assert.NotEqual(0, config.GetProperty("counterexample").GetArrayLength());
        CliRun text = CliRun.Of("check", Small, "--published", rule);
        Assert.Contains("   1. ", text.Out, StringComparison.Ordinal);
        Assert.Contains("VIOLATION of INV-C8", text.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Check_WithAFolder_WritesTheCounterexampleThere()
    {
        using Scratch scratch = new();
        CliRun run = CliRun.Of("check", Small, "--published", "G30", "--out", scratch.Root);
        Assert.Equal(1, run.Code);
        string file = Assert.Single(Directory.GetFiles(scratch.Root));
        Assert.Contains(file, run.Error, StringComparison.Ordinal);
        Assert.Contains("   1. ", File.ReadAllText(file), StringComparison.Ordinal);
    }

    [Fact]
    public void Check_Stopped_EndsCleanly_WithTheVerdictForWhatWasDone()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        CliRun run = CliRun.With(stop.Token, "check", Small, "--json");
        Assert.Equal(0, run.Code);
        Assert.Equal(0, run.Json().GetProperty("configs").GetArrayLength());
    }

    /// <summary>Names are how everything here is found: each is there once, and what refers to one finds it.</summary>
    [Fact]
    public void Catalogue_NamesConfigurationsOnce_AndCasesAreOfThem()
    {
        string[] names = [.. ConfigurationCatalog.All.Select(c => c.Name)];
        Assert.Equal(names.Length, names.Distinct(StringComparer.OrdinalIgnoreCase).Count());
        Assert.All(ConfigurationCatalog.PublishedCases, c => Assert.Contains(c.Configuration, names));
        string[] drops = [.. Drops.All.Select(d => d.Id)];
        Assert.Equal(drops.Length, drops.Distinct(StringComparer.OrdinalIgnoreCase).Count());
    }

    private static void Shape(JsonElement config)
    {
        JsonShape.Is(
            config,
            "name:s", "title:s", "published:s?", "dropped:s?", "tasks:s[]", "gfp:s[]", "bounds:i[]",
            "states:i", "transitions:i", "depth:i", "generated:i", "deadEnds:i",
            "seconds:n", "processorSeconds:n", "workers:i", "generatedPerSecondAndCore:n", "statesPerSecond:n",
            "verdict:s", "vacuous:s[]", "laws:o[]", "fired:o", "law:s?", "how:s?", "loopAt:i?", "fairness:s[]",
            "counterexample:o[]");
        foreach (JsonElement law in config.GetProperty("laws").EnumerateArray())
            JsonShape.Is(law, "law:s", "evaluated:i", "premiseHeld:i");
        foreach (JsonElement step in config.GetProperty("counterexample").EnumerateArray())
            JsonShape.Is(step, "step:i", "task:s", "operation:s", "label:s", "changed:s[]", "state:s?");
    }

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();

    private static long Number(JsonElement of, string name) => of.GetProperty(name).GetInt64();
}
