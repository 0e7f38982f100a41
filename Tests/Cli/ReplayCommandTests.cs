using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Plimsoll.Explorer;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Cli;

/// <summary>
/// A counterexample made once; then everything one can do with the file, to the file, and against it.
/// </summary>
public sealed class ReplayCommandTests(ReplayCommandTests.Made made, ITestOutputHelper output)
    : IClassFixture<ReplayCommandTests.Made>
{
    private readonly string text = made.Text;
    private readonly Replay replay = Replay.Parse(made.Text);

    [Fact]
    public void CommandLine_BesideTheTests_CanRunByItself()
    {
        Assert.Equal(
            Path.GetFullPath(AppContext.BaseDirectory).TrimEnd('/'), Path.GetDirectoryName(FreshProcess.Assembly));
        Assert.True(File.Exists(Path.ChangeExtension(FreshProcess.Assembly, ".runtimeconfig.json")));
    }

    [Fact]
    public void Replay_InAFreshProcess_RunsOnceWithTheFilesStepsAndBreaksTheSameLaw()
    {
        CliRun run = FreshProcess.Run(made.Folder, "replay", made.Path, "--json");
        output.WriteLine(run.Out + run.Error);
        Assert.Equal(1, run.Code);
        IsAnswer(run.Json(), reproduced: true, "INV-STRICT", divergedAt: null, replay.Steps.Count);
    }

    [Fact]
    public void Replay_InAFreshProcess_AgainstTheUnmutatedSource_IsNotReproduced()
    {
        CliRun run = FreshProcess.Run(made.Folder, "replay", made.Path, "--mutant", "none", "--json");
        Assert.Equal(0, run.Code);
        Assert.False(run.Json().GetProperty("reproduced").GetBoolean());
        Assert.InRange(run.Json().GetProperty("executions").GetInt32(), 2, 2000);
        Assert.InRange(run.Json().GetProperty("divergedAt").GetInt32(), 1, replay.Steps.Count);
    }

    [Fact]
    public void Replay_OfAFileEditedToNoMutant_IsNotReproduced()
    {
        CliRun run = Of(text.Replace("mutant: G1", "mutant: none", StringComparison.Ordinal), "--json");
        Assert.Equal(0, run.Code);
        Assert.False(run.Json().GetProperty("reproduced").GetBoolean());
    }

    [Fact]
    public void Replay_AsText_ShowsTheTableAndTheVerdict()
    {
        CliRun run = CliRun.Of("replay", made.Path);
        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Contains("zone0.NrFree", run.Out, StringComparison.Ordinal);
        Assert.EndsWith(
            $"reproduced: INV-STRICT, {replay.Steps.Count} steps, 1 execution\n", run.Out, StringComparison.Ordinal);
        CliRun other = CliRun.Of("replay", made.Path, "--mutant", "none");
        Assert.Equal((0, ""), (other.Code, other.Error));
        Assert.Contains("diverged: step 1 of the replay is", other.Out, StringComparison.Ordinal);
        Assert.Contains("not reproduced: INV-STRICT", other.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_Html_WritesThePage_WithAsManyStepsAsItRan()
    {
        using Scratch scratch = new();
        CliRun run = CliRun.Of("replay", made.Path, "--html", scratch.In("page.html"), "--json");
        string page = File.ReadAllText(scratch.In("page.html"));
        Assert.Equal(run.Json().GetProperty("steps").GetInt32(), page.Split(" data-step=").Length - 1);
        Assert.Equal(3, page.Split(" data-lane=").Length - 1);
        Assert.Contains("reproduced: INV-STRICT", page, StringComparison.Ordinal);
        CliRun.Of("replay", made.Path, "--html", " ").IsRefused("--html");
        CliRun.Of("replay", made.Path, "--html", scratch.Root).IsRefused("--html", "a folder");
        CliRun.Of("replay", scratch.Root).IsRefused("replay", "a folder");
        CliRun.Of("replay", made.Path, "--html", scratch.In("no/such/folder.html")).IsRefused("no/such");
    }

    [Fact]
    public void Replay_Break_WithoutADebugger_SaysSo_AndAnswersAllTheSame()
    {
        Assert.False(Debugger.IsAttached);
        CliRun run = CliRun.Of("replay", made.Path, "--break");
        Assert.Equal(1, run.Code);
        Assert.StartsWith("plimsoll: --break: ", run.Error, StringComparison.Ordinal);
        Assert.Contains("\nreproduced: INV-STRICT, ", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_AgainstAnotherMutant_IsNotReproduced() =>
        Assert.Equal(0, CliRun.Of("replay", made.Path, "--mutant", "G5").Code);

    [Fact]
    public void Replay_WithADecidingStepSwapped_IsNotReproducedOrNamesTheStep()
    {
        // Deciding: two steps of different CPUs, one after the other, on one cell that one of them writes.
        string[] lines = text.TrimEnd('\n').Split('\n');
        int first = lines.Length - replay.Steps.Count;
        int swaps = 0;
        for (int i = 0; i + 1 < replay.Steps.Count; i++)
        {
            if (replay.Steps[i].Cpu == replay.Steps[i + 1].Cpu) continue;
            string[] swapped = [.. lines];
            (swapped[first + i], swapped[first + i + 1]) = (swapped[first + i + 1], swapped[first + i]);
            CliRun run = Of(string.Join('\n', swapped) + "\n", "--json");
            JsonElement json = run.Json();
            output.WriteLine($"steps {i + 1} and {i + 2}: {run.Out.TrimEnd()}");
            Assert.Equal(json.GetProperty("reproduced").GetBoolean() ? 1 : 0, run.Code);
            bool commute = replay.Steps[i].Cell != replay.Steps[i + 1].Cell
                || (replay.Steps[i].Kind == AccessKind.Load && replay.Steps[i + 1].Kind == AccessKind.Load);
            if (!json.GetProperty("reproduced").GetBoolean()) swaps++;
            else Assert.True(
                commute
                || json.GetProperty("divergedAt").ValueKind == JsonValueKind.Number,
                $"steps {i + 1} and {i + 2} do not commute, and yet the swap says nothing");
        }

        // The check of one CPU moved behind the take of the other, what the bug is about: the file does not fit, and
        // if the law breaks in a schedule near it, that is said.
        string[] serial = [.. lines[..first], .. lines[first..].OrderBy(l => l.Split(' ')[0], StringComparer.Ordinal)];
        CliRun inOrder = Of(string.Join('\n', serial) + "\n", "--json");
        Assert.NotEqual(JsonValueKind.Null, inOrder.Json().GetProperty("divergedAt").ValueKind);
        Assert.InRange(inOrder.Json().GetProperty("executions").GetInt32(), 2, 2000);
        output.WriteLine($"{swaps} swaps of neighbours were not reproduced; in order: {inOrder.Out.TrimEnd()}");
    }

    [Theory]
    [InlineData("scenario: two-takers-one-page", "scenario: nowhere", "'nowhere'")]
    [InlineData("law: INV-STRICT", "law: INV-NOTHING", "'INV-NOTHING'")]
    [InlineData("mutant: G1", "mutant: G999", "'G999'")]
    [InlineData("plimsoll-replay 2", "plimsoll-replay 3", ":1: version '3'")]
    [InlineData("plimsoll-replay 2", "plimsoll-replay 1", ":1: version '1'")]
    [InlineData("plimsoll-replay 2", "replay 2", ":1: ")]
    [InlineData("memory: sc", "memory: strong", ":5: 'strong'")]
    [InlineData("steps: 12", "steps: 13", "12 steps follow where the header says 13")]
    [InlineData("steps: 12", "steps: -1", "says -1")]
    [InlineData("steps: 12\n", "", ":6: ")]
    [InlineData("cpu0 load zone0.Low", "cpu99 load zone0.Low", ":8: 'cpu99'")]
    [InlineData("cpu0 load zone0.Low", "cpu0 look zone0.Low", ":8: 'look'")]
    [InlineData("without: cpu0.1 ", "without: cpu7.1 ", "'cpu7.1' is no operation of two-takers-one-page")]
    [InlineData(" #1 @", " #one @", ":8: '#one'")]
    public void Replay_OfAFileThatSaysWhatIsNot_IsRefused(string right, string wrong, string words)
    {
        ArgumentNullException.ThrowIfNull(right);
        Assert.Contains(right, text, StringComparison.Ordinal);
        int at = text.IndexOf(right, StringComparison.Ordinal);
        Of(text[..at] + wrong + text[(at + right.Length)..], "--json").IsRefused(words);
    }

    [Fact]
    public void Replay_OfAFileCutShortAnywhere_IsRefusedWithItsPlace()
    {
        // At every line, and in the middle of every line: what is left never passes for a whole file.
        for (int line = 0, at = 0; at < text.TrimEnd('\n').Length; line++)
        {
            int end = text.IndexOf('\n', at);
            Of(text[..at], "--json").IsRefused(Made.Broken + ":");
            Of(text[..((at + end) / 2)], "--json").IsRefused(Made.Broken + ":");
            at = end + 1;
        }
    }

    [Fact]
    public void Replay_OfAnEmptyFile_IsRefused() => Of("", "--json").IsRefused(Made.Broken + ":1:");

    [Fact]
    public void Replay_OfABinaryFile_IsRefused()
    {
        using Scratch scratch = new();
        byte[] bytes = new byte[4096];
        new Random(1).NextBytes(bytes);
        File.WriteAllBytes(scratch.In("b.replay"), bytes);
        CliRun.Of("replay", scratch.In("b.replay")).IsRefused("b.replay:1:");
        bytes = [.. Encoding.UTF8.GetBytes(text[..100]), .. bytes];
        File.WriteAllBytes(scratch.In("b.replay"), bytes);
        CliRun.Of("replay", scratch.In("b.replay")).IsRefused("b.replay:");
        CliRun.Of("replay", FreshProcess.Assembly).IsRefused("plimsoll-cli.dll:1:");
    }

    [Fact]
    public void Replay_OfNoFileOrAFolder_IsRefused()
    {
        CliRun.Of("replay", "/no/such.replay").IsRefused("/no/such.replay");
        CliRun.Of("replay", made.Folder).IsRefused(made.Folder);
        CliRun.Of("replay", made.Path, "--mutant", "G999").IsRefused("'G999'");
    }

    [Fact]
    public void Replay_AgainstAMutantThatDoesNotSurviveTheSetup_IsRefusedInOneLine()
    {
        string other = text.Replace(
            "scenario: two-takers-one-page", "scenario: remote-drain-against-free", StringComparison.Ordinal);
        other = Regex.Replace(other, "without: .*\n", "");
        Of(other, "--mutant", "G11").IsRefused("G11", "remote-drain-against-free");
    }

    private static CliRun Of(string text, params string[] options)
    {
        using Scratch scratch = new();
        return CliRun.Of(["replay", scratch.Write(Made.Broken, text), .. options]);
    }

    private static void IsAnswer(JsonElement json, bool reproduced, string? law, int? divergedAt, int steps)
    {
        JsonShape.Is(json, "reproduced:b", "law:s?", "divergedAt:i?", "steps:i", "executions:i");
        JsonElement at = json.GetProperty("divergedAt");
        Assert.Equal(
            (reproduced, law, divergedAt, steps, 1),
            (json.GetProperty("reproduced").GetBoolean(), json.GetProperty("law").GetString(),
                at.ValueKind == JsonValueKind.Null ? null : at.GetInt32(),
                json.GetProperty("steps").GetInt32(), json.GetProperty("executions").GetInt32()));
    }

    /// <summary>Explored in a process of its own too: nothing but the file comes from there to here.</summary>
    public sealed class Made : IDisposable
    {
        public const string Broken = "broken.replay";

        private readonly Scratch scratch = new();

        public Made()
        {
            CliRun run =
                FreshProcess.Run(scratch.Root, "explore", "two-takers-one-page", "--mutant", "G1", "--out", "out");
            Assert.Equal((1, ""), (run.Code, run.Error));
            Path = System.IO.Path.Combine(scratch.Root, "out", "two-takers-one-page.INV-STRICT.replay");
            Text = File.ReadAllText(Path);
        }

        public string Folder => scratch.Root;

        public string Path { get; }

        public string Text { get; }

        public void Dispose() => scratch.Dispose();
    }
}
