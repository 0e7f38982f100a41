using System.Text.Json;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Xunit;

namespace Plimsoll.Tests.Cli;

public sealed class ExploreCommandTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Explore_Json_IsOneObjectWithTheFieldsOfTheContract()
    {
        CliRun run =
            CliRun.Of("explore", "own-lists", "frees-beyond-high", "--bound", "1", "--json", "--out", scratch.Root);
        Assert.Equal(0, run.Code);
        JsonElement json = run.Json();
        JsonShape.Is(json, "scenarios:o[]");
        Assert.Equal(
            ["own-lists", "frees-beyond-high"],
            json.GetProperty("scenarios").EnumerateArray().Select(s => s.GetProperty("name").GetString()));
        foreach (JsonElement scenario in json.GetProperty("scenarios").EnumerateArray())
        {
            Shape(scenario);
            Assert.Equal(("BOUNDED", 1, "bounded", "sc", "twin"), (
                Text(scenario, "verdict"), scenario.GetProperty("bound").GetInt32(), Text(scenario, "strategy"),
                    Text(scenario, "memory"), Text(scenario, "substrate")));
            Assert.Equal(JsonValueKind.Null, scenario.GetProperty("law").ValueKind);
            Assert.Equal(JsonValueKind.Null, scenario.GetProperty("counterexample").ValueKind);
            Assert.Equal(
                Catalog.LawsAndModel().Select(l => l.Id),
                scenario.GetProperty("laws").EnumerateArray().Select(l => Text(l, "law")));
        }

        Assert.Empty(Directory.EnumerateFileSystemEntries(scratch.Root));
    }

    [Theory]
    [InlineData("random", "SAMPLED")]
    [InlineData("dfs", "SAMPLED")]
    public void Explore_Json_OfAStrategyWithoutBound_HasNone(string strategy, string verdict)
    {
        JsonElement scenario = One(
            CliRun.Of("explore", "own-lists", "--strategy", strategy, "--iterations", "50", "--seed", "3", "--json"));
        Shape(scenario);
        Assert.Equal((verdict, JsonValueKind.Null, 50, 1000, 1), (
            Text(scenario, "verdict"), scenario.GetProperty("bound").ValueKind,
                scenario.GetProperty("executions").GetInt64(),
            scenario.GetProperty("steps").GetInt64(), scenario.GetProperty("distinctTraces").GetInt64()));
    }

    [Theory]
    [InlineData("threads")]
    [InlineData("nested")]
    public void Explore_OnAnotherSubstrate_SaysSoAndHolds(string substrate)
    {
        CliRun run = CliRun.Of("explore", "own-lists", "--substrate", substrate, "--json");
        Assert.Equal((0, substrate, "BOUNDED"), (run.Code, Text(One(run), "substrate"), Text(One(run), "verdict")));
    }

    [Fact]
    public void ExploreList_Json_HasTheFieldsOfTheContract_AndTheSizesAskedFor()
    {
        CliRun run = CliRun.Of("explore", "--list", "--json");
        Assert.Equal(0, run.Code);
        JsonElement json = run.Json();
        JsonShape.Is(json, "scenarios:o[]");
        JsonElement[] all = [.. json.GetProperty("scenarios").EnumerateArray()];
        Assert.Equal(Catalog.Scenarios.Select(s => s.Name), all.Select(s => Text(s, "name")));
        int large = 0;
        foreach (JsonElement scenario in all)
        {
            JsonShape.Is(scenario, "name:s", "cpus:i", "operations:i", "accesses:i[]");
            int[] accesses = [.. scenario.GetProperty("accesses").EnumerateArray().Select(a => a.GetInt32())];
            Assert.Equal(scenario.GetProperty("cpus").GetInt32(), accesses.Length);
            Assert.True(accesses.Sum() >= 12, $"{scenario}");
            if (accesses.Length >= 3 && accesses.All(a => a >= 10)) large++;
        }

        Assert.True(large >= 4);
    }

    [Fact]
    public void ExploreList_AsText_NamesEveryScenarioAndWhy()
    {
        CliRun run = CliRun.Of("explore", "--list");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.All(Catalog.Scenarios, s => Assert.Contains($"{s.Name}: {s.Why}", run.Out, StringComparison.Ordinal));
    }

    [Fact]
    public void Explore_AsText_EndsWithAVerdictLine()
    {
        CliRun run = CliRun.Of("explore", "own-lists", "--bound", "1");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith(
            "1 scenarios: all laws held; 1 BOUNDED(1); ", run.Out.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', run.Out);
    }

    [Fact]
    public void Explore_OfABrokenLaw_Exits1_PrintsTheTable_AndWritesTheReplay()
    {
        string folder = scratch.In("made/by/the/run");
        CliRun run = CliRun.Of("explore", "two-takers-one-page", "--mutant", "G1", "--out", folder);
        Assert.Equal((1, ""), (run.Code, run.Error));
        string path = Assert.Single(Directory.GetFiles(folder, "*.replay"));
        Assert.Equal("two-takers-one-page.INV-STRICT.replay", Path.GetFileName(path));
        Assert.Contains("passes if cpu1's store zone0.NrFree @ Zone.cs:", run.Out, StringComparison.Ordinal);
        Assert.Contains("every access:", run.Out, StringComparison.Ordinal);
        string page = File.ReadAllText(Path.ChangeExtension(path, ".html"));
        Assert.EndsWith("</html>\n", page, StringComparison.Ordinal);
        Assert.Contains("VIOLATION(INV-STRICT)", run.Out, StringComparison.Ordinal);
        Assert.Contains("cpu0", run.Out, StringComparison.Ordinal);
        Assert.Contains("Zone.cs:", run.Out, StringComparison.Ordinal);
        Assert.Contains("zone0.NrFree", run.Out, StringComparison.Ordinal);
        Assert.Contains(path, run.Out, StringComparison.Ordinal);
        Assert.StartsWith("1 scenarios: 1 broke a law", run.Out.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
        Replay replay = Replay.Parse(File.ReadAllText(path), path);
        Assert.Equal(("two-takers-one-page", "INV-STRICT", "G1"), (replay.Scenario, replay.Law, replay.Mutant));
    }

    [Fact]
    public void Explore_OfABrokenLaw_Json_NamesTheLawAndTheFile()
    {
        CliRun run = CliRun.Of("explore", "two-takers-one-page", "--mutant", "G1", "--json", "--out", scratch.Root);
        JsonElement scenario = One(run);
        Shape(scenario);
        Assert.Equal((1, "VIOLATION", "INV-STRICT"), (run.Code, Text(scenario, "verdict"), Text(scenario, "law")));
        Assert.True(File.Exists(Text(scenario, "counterexample")));
    }

    [Fact]
    public void Explore_AMutantThatDoesNotSurviveTheSetup_IsACrashAndNoFaultOfOurs()
    {
        CliRun run = CliRun.Of(
            "explore", "remote-drain-against-free", "own-lists", "--mutant", "G11", "--bound", "1", "--json", "--out",
            scratch.Root);
        Assert.Equal(1, run.Code);
        JsonElement[] all = [.. run.Json().GetProperty("scenarios").EnumerateArray()];
        Assert.Equal(2, all.Length);
        Assert.All(all, Shape);
        Assert.Contains(
            all, s => Text(s, "law") == "CRASH" && s.GetProperty("counterexample").ValueKind == JsonValueKind.Null);
        CliRun prose = CliRun.Of("explore", "--mutant", "G9", "--bound", "0", "--out", scratch.Root);
        Assert.Equal((1, ""), (prose.Code, prose.Error));
        Assert.Contains("VIOLATION(CRASH)", prose.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Explore_FolderThatCannotBeMade_IsRefusedBeforeTheSearch(bool breaks)
    {
        string file = scratch.Write("file", "");
        string folder = Path.Combine(file, "below");
        string[] mutant = breaks ? ["--mutant", "G1"] : [];
        CliRun.Of(["explore", "two-takers-one-page", "--out", folder, .. mutant]).IsRefused("--out", folder);
        CliRun.Of(["explore", "two-takers-one-page", "--out", file, .. mutant]).IsRefused("--out", file);
        Assert.Equal("", File.ReadAllText(file));
    }

    [Fact]
    public void Explore_TwoRunsIntoOneFolder_BothWriteAWholeReplay()
    {
        string[] args = ["explore", "two-takers-one-page", "--mutant", "G1", "--out", scratch.Root];
        CliRun[] runs =
            [.. Enumerable.Range(0, 4).AsParallel().WithDegreeOfParallelism(4).Select(_ => CliRun.Of(args))];
        Assert.All(runs, run => Assert.Equal((1, ""), (run.Code, run.Error)));
        string path = Assert.Single(Directory.GetFiles(scratch.Root, "*.replay"));
        Assert.Equal(2, Directory.GetFiles(scratch.Root).Length);
        Assert.NotEmpty(Replay.Parse(File.ReadAllText(path), path).Steps);
    }

    [Fact]
    public void Explore_Time_IsForTheWholeRun()
    {
        // Without a limit bound 9 over all scenarios would run for hours; that it ends at all is what is asserted.
        CliRun run = CliRun.Of("explore", "--bound", "9", "--time", "0.5s", "--json", "--out", scratch.Root);
        JsonElement[] all = [.. run.Json().GetProperty("scenarios").EnumerateArray()];
        Assert.Equal(0, run.Code);
        Assert.Equal(Catalog.Scenarios.Length, all.Length);
        Assert.Contains(
            all, s =>
            Text(s, "verdict") is "SAMPLED"
            || (Text(s, "verdict") is "BOUNDED" && s.GetProperty("bound").GetInt32() < 9));
    }

    [Fact]
    public void Explore_StoppedBeforeItStarts_EndsCleanly_AndClaimsNothing()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        CliRun run = CliRun.With(stop.Token, "explore");
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains(
            $"stopped: 0 of {Catalog.Scenarios.Length} scenarios: nothing explored", run.Out, StringComparison.Ordinal);
        CliRun json = CliRun.With(stop.Token, "explore", "--json");
        Assert.Equal(0, json.Code);
        Assert.Equal(0, json.Json().GetProperty("scenarios").GetArrayLength());
        Assert.Contains("nothing explored", CliRun.With(stop.Token).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_StoppedMidWay_PrintsTheVerdictForWhatWasDone()
    {
        using CancellationTokenSource stop = new();
        using StopAt writer = new("own-lists", stop);
        int code = Plimsoll.Cli.CommandLine.Run(
            ["explore", "own-lists", "two-takers-one-page", "--bound", "1"], new(writer, TextWriter.Null, false),
            stop.Token);
        Assert.Equal(0, code);
        Assert.Contains(
            "stopped: 1 of 2 scenarios: all laws held; 1 BOUNDED(1)", writer.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Explore_StoppedAfterABrokenLaw_StillExits1()
    {
        using CancellationTokenSource stop = new();
        using StopAt writer = new("written to", stop);
        int code = Plimsoll.Cli.CommandLine.Run(
            ["explore", "two-takers-one-page", "own-lists", "--mutant", "G1", "--out", scratch.Root],
                new(writer, TextWriter.Null, false), stop.Token);
        Assert.Equal(1, code);
        Assert.Contains("stopped: 1 of 2 scenarios: 1 broke a law", writer.ToString(), StringComparison.Ordinal);
    }

    private static JsonElement One(CliRun run) => Assert.Single(run.Json().GetProperty("scenarios").EnumerateArray());

    private static string? Text(JsonElement value, string field) => value.GetProperty(field).GetString();

    private static void Shape(JsonElement scenario)
    {
        JsonShape.Is(
            scenario, "name:s", "verdict:s", "bound:i?", "strategy:s", "memory:s", "substrate:s", "executions:i",
            "blocked:i",
            "distinctTraces:i?", "steps:i", "seconds:n", "laws:o[]", "law:s?", "counterexample:s?");
        Assert.Contains(
            Text(scenario, "verdict"), new[] { "EXHAUSTIVE", "BOUNDED", "SAMPLED", "VACUOUS", "VIOLATION" });
        Assert
            .All(
            scenario.GetProperty("laws").EnumerateArray(), law =>
            JsonShape.Is(law, "law:s", "evaluated:i", "premiseHeld:i"));
    }

    /// <summary>Ctrl-C at the moment that certain words are printed.</summary>
    private sealed class StopAt(string words, CancellationTokenSource stop)
        : StringWriter(System.Globalization.CultureInfo.InvariantCulture)
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value?.StartsWith(words, StringComparison.Ordinal) == true) stop.Cancel();
        }
    }
}
