using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Plimsoll.Tests.Architecture;
using Plimsoll.Tests.Explorer;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Cli;

/// <summary>Workers, shards, merging and resuming, from the command line and through files.</summary>
public sealed class ShardTests(ITestOutputHelper output) : IDisposable
{
    private readonly Scratch scratch = new();

    public void Dispose() => scratch.Dispose();

    [Theory]
    [InlineData("litmus", "Tests/Litmus/programs/treiber-push-2.litmus", "source-dpor")]
    [InlineData("litmus", "Tests/Litmus/programs/crossed-locks.litmus", "dfs")]
    [InlineData("litmus", "Tests/Litmus/programs/sb.litmus", "random")]
    [InlineData("explore", "frees-beyond-high", "bounded")]
    [InlineData("explore", "adjust-after-adjust", "pct")]
    public void Shards_Merged_AreTheObjectOfTheWholeRun(string verb, string subject, string strategy)
    {
        string[] search = [verb, verb == "litmus" ? In(subject) : subject, "--strategy", strategy];
        JsonNode whole = Stripped(CliRun.Of([.. search, "--json", "--out", scratch.Root]));
        for (int i = 1; i <= 3; i++)
        {
            CliRun shard = CliRun.Of([.. search, "--shard", $"{i}/3", "--out", scratch.Root]);
            Assert.Equal(0, shard.Code);
            Assert.DoesNotContain("EXHAUSTIVE", shard.Out, StringComparison.Ordinal);
            Assert.DoesNotContain("BOUNDED", shard.Out, StringComparison.Ordinal);
        }

        string[] files = Directory.GetFiles(scratch.Root, "*-of-3.json");
        Assert.Equal(3, files.Length);
        AssertSame(whole, Stripped(CliRun.Of(["merge", .. files, "--json"])));
        AssertSame(whole, Stripped(CliRun.Of([.. search, "--workers", "2", "--json", "--out", scratch.Root])));
        CliRun half = CliRun.Of(["merge", .. files[1..], "--json"]);
        Assert.Contains("not complete", half.Error, StringComparison.Ordinal);
        CliRun some = CliRun.Of(["merge", .. files[1..]]);
        Assert.DoesNotContain("EXHAUSTIVE", some.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("BOUNDED", some.Out, StringComparison.Ordinal);
        Assert.EndsWith("1 merged: all laws held; 1 SAMPLED\n", some.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Shards_ThatBreakALaw_MergeToAViolation()
    {
        string program = In("Tests/Litmus/programs/lost-update.litmus");
        for (int i = 1; i <= 2; i++) CliRun.Of("litmus", program, "--shard", $"{i}/2", "--out", scratch.Root);
        CliRun merged = CliRun.Of(["merge", .. Directory.GetFiles(scratch.Root, "*-of-2.json")]);
        Assert.Equal(1, merged.Code);
        Assert.Contains("VIOLATION(FINAL)", merged.Out, StringComparison.Ordinal);
        Assert.Contains("final does not hold", merged.Out, StringComparison.Ordinal);
    }

    /// <summary>Whoever finds it, the cells have their names.</summary>
    [Fact]
    public void Workers_ThatBreakALaw_NameTheCells()
    {
        string program = In("Tests/Litmus/programs/lost-update.litmus");
        CliRun run = CliRun.Of(
            "litmus", program, "--workers", "3", "--strategy", "random", "--out", scratch.Root);
        Assert.Equal(1, run.Code);
        Assert.Contains("load.relaxed x = 0", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("load.relaxed  =", run.Out, StringComparison.Ordinal);
    }

    /// <summary>A run is killed, as by kill -9, when half of its units are done; the next does the others.</summary>
    [Fact]
    public void Resume_AfterAKill_DoesWhatIsLeft_AndComesToTheSame()
    {
        string program = scratch.Write("large.litmus", SplitTests.Large);
        string journal = scratch.In("large.resume");
        JsonNode whole = Stripped(CliRun.Of("litmus", program, "--json", "--resume", scratch.In("whole.resume")));
        long half = new FileInfo(scratch.In("whole.resume")).Length / 2;
        int before;
        using (Process run = FreshProcess.Start(scratch.Root, "litmus", program, "--resume", journal))
        {
            while (!run.HasExited && LengthOf(journal) < half) Thread.Sleep(1);
            run.Kill();
            run.WaitForExit();
            before = Lines(journal) - 2;
        }

        File.AppendAllText(journal, "{\"unit\":9,\"exec");
        output.WriteLine($"{before} units were done");
        Assert.InRange(before, 80, 255);
        CliRun resumed = FreshProcess.Run(scratch.Root, "litmus", program, "--resume", journal, "--json");
        AssertSame(whole, Stripped(resumed));
        JsonObject[] units = [.. File.ReadLines(journal).Skip(2).Select(line => JsonNode.Parse(line)!.AsObject())];
        Assert.Equal(units.Length, units.Select(unit => (int)unit["unit"]!).Distinct().Count());
        long done = units.Skip(before).Sum(unit => (long)unit["executions"]! + (long)unit["blocked"]!);
        long all = units.Sum(unit => (long)unit["executions"]! + (long)unit["blocked"]!);
        Assert.True(done <= 0.6 * all, $"{done} of {all}");

        // All is done: nothing is run again.
        int lines = Lines(journal);
        AssertSame(whole, Stripped(FreshProcess.Run(scratch.Root, "litmus", program, "--resume", journal, "--json")));
        Assert.Equal(lines, Lines(journal));
    }

    [Fact]
    public void Resume_OfAnotherSearch_IsRefused()
    {
        string program = scratch.Write("p.litmus", "name p\ncells x\nthread x3\nFAA x 1");
        string journal = scratch.In("p.resume");
        Assert.Equal(0, CliRun.Of("litmus", program, "--resume", journal).Code);
        CliRun.Of("litmus", program, "--resume", journal, "--memory", "tso").IsRefused($"{journal}:2", "memory", "tso");
        CliRun.Of("litmus", program, "--resume", journal, "--shard", "1/2").IsRefused($"{journal}:2", "shard 1 of 1");
        scratch.Write("p.litmus", "name p\ncells x\nthread x3\nFAA x 2");
        CliRun.Of("litmus", program, "--resume", journal).IsRefused($"{journal}:2", "edition");
    }

    /// <summary>A shard whose split was wrong does not forget it, and --no-guess mends it with the same file.</summary>
    [Fact]
    public void Resume_OfAShardWhoseSplitWasWrong_DoesNotForgetIt()
    {
        const string Rare = """
            name rare
            cells x z
            thread x7
              if (CAS x tid (tid + 1)) { if (tid == 6) { W z 1 } }
            thread
              R z
            """;
        string program = scratch.Write("rare.litmus", Rare);
        JsonNode whole = JsonNode.Parse(CliRun.Of("litmus", program, "--json").Out)!;
        for (int round = 0; round < 2; round++) Assert.Equal("SAMPLED", Verdict(Merge()));
        for (int round = 0; round < 2; round++)
        {
            JsonNode mended = Merge("--no-guess");
            Assert.Equal(("EXHAUSTIVE", Executions(whole)), (Verdict(mended), Executions(mended)));
        }

        JsonNode Merge(params string[] options)
        {
            for (int i = 1; i <= 2; i++)
            {
                string[] shard = ["--shard", $"{i}/2", "--out", scratch.Root, "--resume", scratch.In($"{i}.resume")];
                Assert.Equal(0, CliRun.Of(["litmus", program, .. shard, .. options]).Code);
            }

            string[] files = Directory.GetFiles(scratch.Root, "*-of-2.json");
            CliRun merged = CliRun.Of(["merge", .. files, "--json"]);
            Assert.Equal(options.Length == 0, merged.Error.Contains("--no-guess", StringComparison.Ordinal));
            return JsonNode.Parse(merged.Out)!;
        }

        static string Verdict(JsonNode json) => (string)json["programs"]![0]!["verdict"]!;

        static long Executions(JsonNode json) => (long)json["programs"]![0]!["executions"]!;
    }

    /// <summary>One edit of a file that was right: another number, a member twice, a member that is missing.</summary>
    [Theory]
    [InlineData("\"unit\":1,", "\"unit\":9999,")]
    [InlineData("\"unit\":1,", "\"unit\":-1,")]
    [InlineData("\"unit\":1,", "\"unit\":0,")]
    [InlineData("\"unit\":1,", "\"unit\":1,\"unit\":1,")]
    [InlineData("\"accesses\":[1,", "\"accesses\":[")]
    [InlineData("\"executions\":1,", "\"executions\":9223372036854775807,")]
    [InlineData("\"executions\":1,", "\"executions\":-5,")]
    [InlineData("\"level\":0,", "\"level\":-7,")]
    [InlineData("\"strategy\":\"SourceDpor\"", "\"strategy\":\"77\"")]
    [InlineData("\"findings\":{", "\"findings\":5,\"more\":{")]
    [InlineData("\"findings\":{", "\"more\":{")]
    public void File_WithOneThingWrong_IsRefused(string right, string wrong)
    {
        string program = scratch.Write("p.litmus", "name p\ncells x\nthread x3\nFAA x 1");
        string journal = scratch.In("p.resume");
        Assert.Equal(0, CliRun.Of("litmus", program, "--resume", journal).Code);
        for (int i = 1; i <= 2; i++) CliRun.Of("litmus", program, "--shard", $"{i}/2", "--out", scratch.Root);
        string[] files = Directory.GetFiles(scratch.Root, "*-of-2.json");
        foreach (string path in (string[])[journal, .. files])
        {
            string text = File.ReadAllText(path);
            int at = text.IndexOf(right, StringComparison.Ordinal);
            if (at >= 0) File.WriteAllText(path, text[..at] + wrong + text[(at + right.Length)..]);
        }

        CliRun.Of("litmus", program, "--resume", journal).IsRefused(journal);
        CliRun.Of(["merge", .. files]).IsRefused("-of-2.json");
    }

    [Fact]
    public void Resume_AfterAKillInMidCharacter_GoesOn()
    {
        string program = scratch.Write("p.litmus", "name p\ncells x\nthread x3\nFAA x 1");
        string journal = scratch.In("p.resume");
        Assert.Equal(0, CliRun.Of("litmus", program, "--resume", journal).Code);
        byte[] whole = File.ReadAllBytes(journal);
        File.WriteAllBytes(journal, [.. whole, 0xff, 0xfe, 0xff, 0xfe, 0xff]);
        Assert.Equal(0, CliRun.Of("litmus", program, "--resume", journal).Code);
        Assert.Equal(whole, File.ReadAllBytes(journal));
    }

    [Fact]
    public void Resume_InAFolderThatIsStillToBeMade_IsMade()
    {
        string program = scratch.Write("p.litmus", "name p\ncells x\nthread\nFAA x 1");
        string[] args = ["litmus", program, "--out", scratch.In("new"), "--resume", scratch.In("new/p.resume")];
        Assert.Equal(0, CliRun.Of(args).Code);
    }

    [Fact]
    public void Resume_OfAFileInUse_IsRefused()
    {
        string program = scratch.Write("p.litmus", "cells x; thread; FAA x 1");
        string journal = scratch.In("p.resume");
        using Plimsoll.Explorer.Journal open = Plimsoll.Explorer.Journal.Open(journal);
        CliRun.Of("litmus", program, "--resume", journal).IsRefused(journal);
    }

    [Theory]
    [InlineData("", 0, "")]
    [InlineData("{\"form", 0, "")]
    [InlineData("hello\n", 1, "member")]
    [InlineData("hello", 1, "no file of --resume")]
    [InlineData("{\"format\":\"other\",\"version\":1}\n", 1, "no file of --resume")]
    [InlineData("{\"format\":\"plimsoll-resume\",\"version\":2}\n", 1, "version 2")]
    [InlineData("{\"format\":\"plimsoll-resume\",\"version\":1}\n{\"unit\":1,\"program\":\"p\"}\n", 2, "no search")]
    [InlineData("{\"format\":\"plimsoll-resume\",\"version\":1}\n{\"search\":{}}\n", 2, "member")]
    [InlineData("{\"format\":\"plimsoll-resume\",\"version\":1}\n{\"half", 0, "")]
    public void Resume_OfAFileThatIsNone_IsRefused_AndOfHalfALineGoesOn(string text, int line, string words)
    {
        string program = scratch.Write("p.litmus", "name p\ncells x\nthread x3\nFAA x 1");
        string journal = scratch.Write("p.resume", text);
        CliRun run = CliRun.Of("litmus", program, "--resume", journal);
        if (words.Length == 0) Assert.Equal(0, run.Code);
        else run.IsRefused($"{journal}:{line}", words);
        if (words.Length > 0) Assert.Equal(text, File.ReadAllText(journal));
    }

    [Theory]
    [InlineData("--shard", "0/2")]
    [InlineData("--shard", "3/2")]
    [InlineData("--shard", "1")]
    [InlineData("--shard", "1/2/3")]
    [InlineData("--shard", "a/b")]
    [InlineData("--shard", "1/0")]
    [InlineData("--shard", "-1/2")]
    [InlineData("--workers", "0")]
    [InlineData("--workers", "-1")]
    [InlineData("--workers", "5000")]
    [InlineData("--resume", "")]
    public void Option_ThatMakesNoSense_IsRefused(string option, string value) =>
        CliRun.Of("litmus", In("Tests/Litmus/programs/sb.litmus"), option, value).IsRefused(option);

    /// <summary>Their results would be one file.</summary>
    [Fact]
    public void Programs_OfOneName_AreRefusedWhereFilesAreNamedByThem()
    {
        string[] both =
        [
            scratch.Write("one.litmus", "name p/q\ncells x\nthread x2\n  W x 1"),
            scratch.Write("other.litmus", "name p:q\ncells x\nthread x2\n  W x 2"),
        ];
        string[] search = ["litmus", .. both, "--out", scratch.Root];
        CliRun.Of([.. search, "--shard", "1/2"]).IsRefused("other.litmus", "'p_q'", "one.litmus");
        CliRun.Of([.. search, "--resume", scratch.In("p.resume")]).IsRefused("other.litmus", "'p_q'", "one.litmus");
        Assert.Equal(0, CliRun.Of(search).Code);
    }

    [Fact]
    public void Search_ThatCannotBeSplit_IsRefused()
    {
        string sb = In("Tests/Litmus/programs/sb.litmus");
        CliRun.Of("litmus", sb, "--workers", "2", "--strategy", "optimal-dpor").IsRefused("--workers", "source-dpor");
        CliRun.Of("litmus", sb, "--shard", "1/2", "--strategy", "source-dpor", "--bound", "2").IsRefused("--shard");
        CliRun.Of("explore", "own-lists", "--workers", "2", "--substrate", "threads").IsRefused("--substrate", "twin");
        CliRun.Of("litmus", sb, "--resume", scratch.Root).IsRefused("--resume", "folder");
    }

    [Theory]
    [InlineData("", "no JSON")]
    [InlineData("{", "no JSON")]
    [InlineData("[]", "object")]
    [InlineData("{}", "format")]
    [InlineData("{\"format\":\"plimsoll-shard\",\"version\":7}", "version 7")]
    [InlineData("{\"format\":\"plimsoll-shard\",\"version\":1,\"verb\":\"size\"}", "verb")]
    [InlineData(
        "{\"format\":\"plimsoll-shard\",\"version\":1,\"verb\":\"litmus\",\"subject\":\"\","
        + "\"file\":\"\",\"mutant\":\"\"}",
        "member")]
    public void Merge_OfAFileThatIsNoShards_IsRefused(string text, string words)
    {
        string path = scratch.Write("bad.json", text);
        CliRun.Of("merge", path).IsRefused(path, words);
    }

    [Fact]
    public void Merge_OfWhatDoesNotBelongTogether_IsRefused()
    {
        string sb = In("Tests/Litmus/programs/sb.litmus");
        CliRun.Of("litmus", sb, "--shard", "1/2", "--out", scratch.In("a"));
        CliRun.Of("litmus", sb, "--shard", "2/2", "--memory", "tso", "--out", scratch.In("b"));
        string[] files = [.. Directory.GetFiles(scratch.Root, "*.json", SearchOption.AllDirectories).Order()];
        CliRun.Of(["merge", .. files]).IsRefused("memory", "tso");
        CliRun.Of("merge", scratch.In("none.json")).IsRefused("none.json", "no such file");
        CliRun.Of("merge", scratch.Root).IsRefused("folder");
        CliRun.Of("merge").IsRefused();
        Assert.Equal(0, CliRun.Of("merge", files[0], files[0]).Code);
    }

    /// <summary>The file in docs, as it is, where GNU parallel is installed.</summary>
    [Fact]
    public void Parallel_RunsTheShardsAndMergesThem()
    {
        if (!IsInstalled("parallel"))
        {
            output.WriteLine("GNU parallel is not installed: not run");
            return;
        }

        string program = scratch.Write("p.litmus", SplitTests.Large.Replace("x4", "x3", StringComparison.Ordinal));
        ProcessStartInfo start = new("bash") { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (string arg in (string[])
            [In("docs/shards/parallel.sh"), "3", scratch.In("out"), "litmus", program])
            start.ArgumentList.Add(arg);
        start.Environment["PLIMSOLL"] = $"{FreshProcess.Dotnet} exec {FreshProcess.Assembly}";
        using Process process = Process.Start(start)!;
        CliRun run = FreshProcess.Finish(process);
        output.WriteLine(run.Error);
        Assert.Equal(0, run.Code);
        Assert.EndsWith("1 merged: all laws held; 1 EXHAUSTIVE\n", run.Out, StringComparison.Ordinal);
    }

    private static string In(string path) => Path.Combine(Repository.Root, path);

    private static bool IsInstalled(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')
            .Any(folder => File.Exists(Path.Combine(folder, program)));

    private static int Lines(string path) => File.ReadAllText(path).Count(c => c == '\n');

    private static long LengthOf(string path) => File.Exists(path) ? new FileInfo(path).Length : 0;

    /// <summary>Without what another run or another way cannot have the same: time, and what was given up.</summary>
    private static JsonNode Stripped(CliRun run)
    {
        Assert.Equal(0, run.Code);
        JsonNode json = JsonNode.Parse(run.Out)!;
        foreach (string list in (string[])["programs", "scenarios"])
        {
            if (json[list] is not JsonArray all) continue;
            foreach (JsonNode? one in all)
                foreach (string field in (string[])["seconds", "blocked"]) one!.AsObject().Remove(field);
        }

        return json;
    }

    private static void AssertSame(JsonNode expected, JsonNode actual) => Assert.Equal(
        expected.ToJsonString(new JsonSerializerOptions { WriteIndented = true }),
        actual.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
}
