using System.Text.Json;
using Plimsoll.Tests.Architecture;
using Xunit;

namespace Plimsoll.Tests.Cli;

public sealed class LitmusCommandTests : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Fact]
    public void Litmus_Json_IsOneObjectWithTheFieldsOfTheContract()
    {
        CliRun run = CliRun.Of("litmus", Program("sb"), Program("crossed-locks"), "--json");
        Assert.Equal(0, run.Code);
        JsonElement json = run.Json();
        JsonShape.Is(json, "programs:o[]");
        JsonElement[] programs = [.. json.GetProperty("programs").EnumerateArray()];
        Assert.Equal(["sb", "crossed-locks"], programs.Select(p => Text(p, "name")));
        foreach (JsonElement program in programs)
        {
            JsonShape.Is(
                program, "name:s", "strategy:s", "memory:s", "bound:i?", "executions:i", "blocked:i",
                "distinctTraces:i", "outcomes:o[]", "deadlocks:i", "verdict:s", "seconds:n");
            Assert.Equal(("sc", "EXHAUSTIVE"), (Text(program, "memory"), Text(program, "verdict")));
            foreach (JsonElement outcome in program.GetProperty("outcomes").EnumerateArray())
                JsonShape.Is(outcome, "cells:o", "registers:o");
        }

        Assert.Equal(
            ["{\"t0.a\":0,\"t1.b\":1}", "{\"t0.a\":1,\"t1.b\":0}", "{\"t0.a\":1,\"t1.b\":1}"],
            programs[0].GetProperty("outcomes").EnumerateArray().Select(o => $"{o.GetProperty("registers")}"));
        Assert.All(
            programs[0].GetProperty("outcomes").EnumerateArray(),
            o => Assert.Equal("{\"x\":1,\"y\":1}", $"{o.GetProperty("cells")}"));
        Assert.Equal(0, programs[0].GetProperty("deadlocks").GetInt64());
        Assert.True(programs[1].GetProperty("deadlocks").GetInt64() > 0);
    }

    [Theory]
    [InlineData("sc", 3)]
    [InlineData("tso", 4)]
    [InlineData("pso", 4)]
    public void Litmus_Memory_DecidesTheOutcomes(string memory, int outcomes)
    {
        JsonElement program = One(CliRun.Of("litmus", Program("sb"), "--memory", memory, "--json"));
        Assert.Equal(
            (memory, outcomes), (Text(program, "memory"), program.GetProperty("outcomes").GetArrayLength()));
    }

    /// <summary>By one worker, by two, and added up from shards.</summary>
    [Fact]
    public void Litmus_Deadlock_SaysWhoWaitsForWhat()
    {
        const string Cycle = "deadlock: cpu0 waits for m, held by cpu1; cpu1 waits for l, held by cpu0";
        string[] litmus = ["litmus", Program("crossed-locks"), "--out", scratch.Root];
        Assert.Contains(Cycle, CliRun.Of(litmus).Out, StringComparison.Ordinal);
        Assert.Contains(Cycle, CliRun.Of([.. litmus, "--workers", "2"]).Out, StringComparison.Ordinal);
        for (int i = 1; i <= 2; i++) Assert.Equal(0, CliRun.Of([.. litmus, "--shard", $"{i}/2"]).Code);
        CliRun merged = CliRun.Of(["merge", .. Directory.GetFiles(scratch.Root, "*-of-2.json")]);
        Assert.Contains(Cycle, merged.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("deadlock:", CliRun.Of("litmus", Program("sb")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Litmus_Dfs_CountsEveryInterleaving()
    {
        JsonElement program = One(CliRun.Of("litmus", Program("popl-optimal"), "--strategy", "dfs", "--json"));
        Assert.Equal((69, 5), (Number(program, "executions"), Number(program, "distinctTraces")));
    }

    [Fact]
    public void Litmus_Bound_IsBounded()
    {
        JsonElement program = One(CliRun.Of("litmus", Program("popl-optimal"), "--bound", "0", "--json"));
        Assert.Equal(
            ("bounded", "BOUNDED", 0, 24),
            (Text(program, "strategy"), Text(program, "verdict"), Number(program, "bound"),
                Number(program, "executions")));
    }

    [Fact]
    public void Litmus_Random_IsSampled()
    {
        string[] walk = ["litmus", Program("sb"), "--strategy", "random", "--iterations", "20", "--json"];
        Assert.Equal("SAMPLED", Text(One(CliRun.Of(walk)), "verdict"));
    }

    [Fact]
    public void Litmus_AsText_ShowsOutcomesAndEndsWithAVerdict()
    {
        CliRun run = CliRun.Of("litmus", Program("sb"), Program("crossed-locks"));
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.Contains("sb: EXHAUSTIVE, ", run.Out, StringComparison.Ordinal);
        Assert.Contains("under sc; ", run.Out, StringComparison.Ordinal);
        Assert.Contains("t0.a", run.Out, StringComparison.Ordinal);
        Assert.Contains(" deadlocks; ", run.Out, StringComparison.Ordinal);
        Assert.StartsWith(
            "2 programs: all laws held; 2 EXHAUSTIVE; ", run.Out.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lost-update", "sc", "FINAL", "x=1")]
    [InlineData("peterson", "tso", "ASSERT", "peterson.litmus:8:5")]
    public void Litmus_OfABrokenLaw_Exits1_PrintsTheTable_AndWritesIt(
        string program, string memory, string law, string words)
    {
        CliRun run = CliRun.Of("litmus", Program(program), "--memory", memory, "--out", scratch.Root);
        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Contains($"VIOLATION({law})", run.Out, StringComparison.Ordinal);
        Assert.Contains(words, run.Out, StringComparison.Ordinal);
        Assert.Contains("cpu1", run.Out, StringComparison.Ordinal);
        string path = Assert.Single(Directory.GetFiles(scratch.Root));
        Assert.StartsWith($"{program}.{law}.", Path.GetFileName(path), StringComparison.Ordinal);
        Assert.Contains(path, run.Out, StringComparison.Ordinal);
        JsonElement json =
            One(CliRun.Of("litmus", Program(program), "--memory", memory, "--out", scratch.Root, "--json"), 1);
        Assert.Equal("VIOLATION", Text(json, "verdict"));
    }

    [Fact]
    public void Litmus_OfABadFile_IsRefused_BeforeAnythingIsExplored()
    {
        string bad = scratch.Write("bad.litmus", "cells x\nthread\n  W y 1\n");
        CliRun.Of("litmus", Program("sb"), bad).IsRefused($"{bad}:3:5: ", "'y' is not declared", "cells y");
        CliRun.Of("litmus", Program("sb"), bad, "--json").IsRefused($"{bad}:3:5: ");
    }

    [Fact]
    public void Litmus_OfNoFile_IsRefused()
    {
        CliRun.Of("litmus").IsRefused("file");
        CliRun.Of("litmus", "").IsRefused("name a file");
        CliRun.Of("litmus", scratch.In("none.litmus")).IsRefused("none.litmus", "no such file");
        CliRun.Of("litmus", scratch.Root).IsRefused(scratch.Root, "folder");
        CliRun.Of("litmus", Program("sb"), "--memory", "weak").IsRefused("'weak'", "sc, tso or pso");
        CliRun.Of("litmus", Program("sb"), "--substrate", "twin").IsRefused("'--substrate'");
    }

    [Fact]
    public void Litmus_Stopped_SaysWhatWasDone()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        CliRun run = CliRun.With(stop.Token, "litmus", Program("sb"));
        Assert.Equal(0, run.Code);
        Assert.StartsWith("stopped: 0 of 1 program: nothing explored", run.Out, StringComparison.Ordinal);
    }

    private static string Program(string name) =>
        Path.Combine(Repository.Root, "Tests/Litmus/programs", $"{name}.litmus");

    private static JsonElement One(CliRun run, int code = 0)
    {
        Assert.Equal(code, run.Code);
        return Assert.Single(run.Json().GetProperty("programs").EnumerateArray());
    }

    private static string Text(JsonElement value, string field) => value.GetProperty(field).GetString()!;

    private static int Number(JsonElement value, string field) => value.GetProperty(field).GetInt32();
}
