using System.Globalization;
using System.Text;
using Plimsoll.Explorer;
using Xunit;

namespace Plimsoll.Tests.Litmus;

/// <summary>
/// Loops whose state changes while nobody else does anything: counters of what was seen, back-off that grows to a
/// limit, waits for a value that stays. Held against all runs of a few accesses.
/// </summary>
public sealed class LoopProgramTests
{
    private const int MostAccesses = 13;

    /// <summary>The outcomes, the same as one statement a line, all schedules and reduced ones.</summary>
    [Theory]
    [InlineData(4, "thread; v = R x; w = R x; u = R x; while (R x == 0) { }; a = 1", "thread; W x 1")]
    [InlineData(
        1, "thread; i = 0; loop { v = R x; if (v == 2) { i = i + 1; if (i == 3) { break } } }", "thread; W x 2")]
    [InlineData(
        5,
        "thread; i = 0; "
        + "loop { v = R x; if (v == 2) { i = i + 1; if (i == 3) { W y 1; break } }; if (v == 3) { break } }",
        "thread; W x 2; b = R y; W x 3")]
    [InlineData(
        4, "thread; while (R x == 0) { }; v = R x; w = R x; if (v == w) { W y 1 }", "thread; W x 1; b = R y; W x 2")]
    [InlineData(4, "thread; i = 0; loop { if (R x == 1) { break }; if (i < 3) { i = i + 1 } }", "thread; W x 1")]
    [InlineData(3, "thread; i = 0; loop { if (R x == 1) { break }; i = (i + 1) % 3 }", "thread; W x 1")]
    [InlineData(
        2, "thread; loop { v = R x; if (v % 2 == 0) { p = R y; q = R z; if (R x == v) { break } } }; assert p == q",
        "thread; W x 1; W y 1; W z 1; W x 2")]
    public void Loop_WithAStateOfItsOwn_HasEveryOutcome(int outcomes, string loop, string other)
    {
        string text = $"cells x y z\n{loop}\n{other}\n";
        foreach (string form in new[] { text, text.Replace(';', '\n') })
        {
            LitmusProgram program = LitmusProgram.Parse(form, "loop.litmus");
            foreach (StrategyKind kind in RandomProgramTests.Exhaustive)
            {
                foreach (int workers in new[] { 1, 2 })
                {
                    if (workers > 1 && kind == StrategyKind.OptimalDpor) continue;
                    (string, int) explored = Explored(program, kind, workers, out SortedSet<string> found);
                    Assert.Equal(("EXHAUSTIVE", outcomes), explored);
                    Assert.Equal(Brute(program), found);
                }
            }
        }
    }

    /// <summary>Who waits for a lock gets it in the middle of a turn; and it is a livelock where he cannot.</summary>
    [Theory]
    [InlineData("LOCK a; while (!TRYLOCK b) { UNLOCK a; LOCK a }; FAA x 1; UNLOCK b; UNLOCK a", "")]
    [InlineData("while (!TRYLOCK b) { UNLOCK a; LOCK a }; FAA x 1; UNLOCK b; UNLOCK a", "")]
    [InlineData("LOCK a; while (!TRYLOCK b) { UNLOCK c; LOCK c }; FAA x 1; UNLOCK b; UNLOCK a", Laws.Livelock)]
    public void BackOff_ThatUnlocksInItsTurn_LetsOthersThrough(string backsOff, string law)
    {
        string text = $"cells x\nthread\n{backsOff}\nthread\nLOCK b; LOCK a; FAA x 1; UNLOCK a; UNLOCK b\n";
        SortedSet<string>? all = null;
        foreach (MemoryModel memory in new[] { MemoryModel.Sc, MemoryModel.Tso })
        {
            foreach (StrategyKind kind in RandomProgramTests.Exhaustive)
            {
                using LitmusGuest guest = new(LitmusProgram.Parse(text, "back-off.litmus"));
                Report report = Exploration.Run(
                    guest, new() { Strategy = kind, Memory = memory, CheckRaces = false, CountTraces = true });
                Assert.Equal(law, report.Failure?.Law ?? "");
                if (law.Length > 0) continue;
                Assert.Equal("EXHAUSTIVE", report.VerdictText);
                all ??= [.. guest.Outcomes.Select(o => string.Join(' ', o.Cells))];
                Assert.Equal(all, [.. guest.Outcomes.Select(o => string.Join(' ', o.Cells))]);
                Assert.Contains(all, outcome => outcome.Contains('2', StringComparison.Ordinal));
            }
        }
    }

    /// <summary>What breaks a law in its third turn is found, though two turns looked alike.</summary>
    [Theory]
    [InlineData(
        "thread; i = 0; loop { v = R x; if (v == 2) { i = i + 1; assert i < 3 }; if (v == 3) { break } }",
        "thread; W x 2; W x 3")]
    [InlineData(
        "thread; i = 0; loop { if (R x == 1) { break }; if (i < 3) { i = i + 1 } }; assert i < 3", "thread; W x 1")]
    public void Loop_ThatBreaksALawInALaterTurn_IsFound(string loop, string other)
    {
        LitmusProgram program = LitmusProgram.Parse($"cells x\n{loop}\n{other}\n", "loop.litmus");
        foreach (StrategyKind kind in RandomProgramTests.Exhaustive)
        {
            Explored(program, kind, 1, out _, out Report report);
            Assert.Equal(LitmusGuest.Assert, report.Failure?.Law);
        }
    }

    [Fact]
    public void RandomLoops_HaveTheOutcomesOfBruteForce()
    {
        int several = 0;
        for (int number = 0; number < 450; number++)
        {
            string text = Random(number);
            LitmusProgram program = LitmusProgram.Parse(text, "random.litmus");
            SortedSet<string> right = Brute(program);
            foreach (StrategyKind kind in RandomProgramTests.Exhaustive)
            {
                (string verdict, _) = Explored(program, kind, 1, out SortedSet<string> found);
                Assert.True(
                    verdict == "EXHAUSTIVE" && right.SetEquals(found),
                    $"program {number}, {kind}: {verdict}\nmissing {string.Join("; ", right.Except(found))}\n"
                    + $"too many {string.Join("; ", found.Except(right))}\n{text}");
            }

            if (right.Count > 3) several++;
        }

        Assert.True(several >= 100, $"only {several} with more than three outcomes");
    }

    /// <summary>The last store ends every loop; counters have limits, so a few turns show everything.</summary>
    private static string Random(int number)
    {
        System.Random random = new(number);
        StringBuilder text = new("cells x y\nthread\n  i = 0\n  loop {\n    v = R x\n    if (v == 9) { break }\n");
        int limit = random.Next(1, 4);
        string counts = random.Next(3) switch
        {
            0 => $"if (i < {limit}) {{ i = i + 1 }}", 1 => $"i = (i + 1) % {limit + 1}", _ => "i = v",
        };
        string when = random.Next(2) == 0 ? $"v == {random.Next(3)}" : "v != 1";
        text.Append(CultureInfo.InvariantCulture, $"    if ({when}) {{ {counts} }}\n");
        if (random.Next(2) == 0) text.Append("    if (i == 2) { W y i }\n");
        if (random.Next(3) == 0)
            text.Append(CultureInfo.InvariantCulture, $"    if (i == {limit} && v == 2) {{ break }}\n");
        if (random.Next(4) == 0) text.Append("    w = R y\n");
        text.Append("  }\nthread\n");
        if (random.Next(3) > 0) text.Append(CultureInfo.InvariantCulture, $"  W x {random.Next(1, 3)}\n");
        if (random.Next(2) == 0) text.Append("  b = R y\n");
        return text.Append("  W x 9\n").ToString();
    }

    private static (string Verdict, int Outcomes) Explored(
        LitmusProgram program, StrategyKind kind, int workers, out SortedSet<string> found) =>
        Explored(program, kind, workers, out found, out _);

    private static (string Verdict, int Outcomes) Explored(
        LitmusProgram program, StrategyKind kind, int workers, out SortedSet<string> found, out Report report)
    {
        using LitmusGuest guest = new(program);
        report = Exploration.Run(
            guest, new() { Strategy = kind, CheckRaces = false, Workers = workers }, () => new LitmusGuest(program));
        found = [.. guest.Outcomes.Select(o => string.Join(' ', o.Registers.Concat(o.Cells).Select(v => v.Value)))];
        return (report.VerdictText, found.Count);
    }

    /// <summary>Where all threads have ended, after so many accesses of each at most.</summary>
    private static SortedSet<string> Brute(LitmusProgram litmus)
    {
        BruteProgram program = new(litmus, BruteFault.None);
        BruteNode[] at = program.Starts();
        int[] memory = program.Initial();
        SortedSet<string> ends = [];
        Explore();
        return ends;

        void Explore()
        {
            if (at.All(node => node.Pending is null))
                ends.Add(string.Join(' ', at.SelectMany(node => node.Registers).Concat(memory)));
            for (int t = 0; t < at.Length; t++)
            {
                if (at[t].Pending is not { } access || at[t].Answers.Count >= MostAccesses) continue;
                BruteNode before = at[t];
                int old = memory[access.Cell];
                (int answer, int now, _) = program.Apply(access, old);
                (at[t], memory[access.Cell]) = (before.After(answer), now);
                Explore();
                (at[t], memory[access.Cell]) = (before, old);
            }
        }
    }
}
