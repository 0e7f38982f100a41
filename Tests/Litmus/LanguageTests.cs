using Plimsoll.Explorer;
using Xunit;

namespace Plimsoll.Tests.Litmus;

/// <summary>What programs mean, and what is said of texts that are none.</summary>
public sealed class LanguageTests
{
    [Theory]
    [InlineData("v = 1 + 2 * 3", 7)]
    [InlineData("v = (1 + 2) * 3", 9)]
    [InlineData("v = 7 - 2 - 1", 4)]
    [InlineData("v = -7 / 2", -3)]
    [InlineData("v = -7 % 3", -1)]
    [InlineData("v = - - 3", 3)]
    [InlineData("v = !0 + !5", 1)]
    [InlineData("v = 2147483647 + 1", int.MinValue)]
    [InlineData("v = -2147483648 / -1", int.MinValue)]
    [InlineData("v = 1 < 2 == 1", 1)]
    [InlineData("v = 1 == 1 && 0 == 1 || 4", 1)]
    [InlineData("v = 1 || 0 && 0", 1)]
    [InlineData("v = 5 && 7", 1)]
    [InlineData("v = 3 >= 3 && 3 <= 3 && 2 != 3 && 4 > 3", 1)]
    [InlineData("v = w", 0)]
    [InlineData("v = tid", 0)]
    [InlineData("W x -5; v = R x", -5)]
    [InlineData("W x 3; v = FAA x 2", 3)]
    [InlineData("W x 3; v = FAA x -4 * 10; v = R x", -1)]
    [InlineData("W x 3; v = XCHG x 2; v = 10 * v + R x", 32)]
    [InlineData("W x 3; v = CAS x 3 4; v = 10 * v + R x", 14)]
    [InlineData("W x 3; v = CAS x 4 5; v = 10 * v + R x", 3)]
    [InlineData("v = TRYLOCK l; v = 10 * v + TRYLOCK l; UNLOCK l; v = 10 * v + TRYLOCK l", 101)]
    [InlineData("v = R x == 0 && CAS x 0 1; v = 10 * v + R x", 11)]
    [InlineData("v = R x == 1 && CAS x 0 1; v = 10 * v + R x", 0)]
    [InlineData("W a[1] 5; W a[2] 1; v = R a[R a[2]]", 5)]
    [InlineData("W x (FAA x 1 + 10); v = R x", 10)]
    [InlineData("v = 1 if (v == 1) { v = 2 } else { v = 3 }", 2)]
    [InlineData("if (v) { v = 2 } else if (v == 0) { v = 4 } else { v = 3 }", 4)]
    [InlineData("while (v < 5) { v = v + 2 }", 6)]
    [InlineData("do { v = v + 2 } while (v < 0)", 2)]
    [InlineData("loop { v = v + 1; if (v == 4) { break } }", 4)]
    [InlineData("loop { loop { break }; v = v + 1; if (v == 4) { stop } }; v = 9", 4)]
    [InlineData("while (1) { v = v + 1; do { if (v > 2) { stop }; break } while (1) }", 3)]
    [InlineData("x3 = 5; v = x3", 5)]
    [InlineData("FENCE; v = 1 # ; v = 2", 1)]
    public void Statements_OneThread_LeaveTheRegister(string body, int expected)
    {
        LitmusOutcome outcome = Assert.Single(Outcomes($"cells x a[3]\nthread\n{body}"));
        Assert.Equal(expected, outcome.Registers.Single(r => r.Key == "t0.v").Value);
    }

    [Fact]
    public void Program_OfTheContract_IsReadAsItStands()
    {
        LitmusProgram program = Parse("""
            name treiber-push-2
            cells head=0 next[4]=0,2,0,0 x
            thread                       # line ends as you like; ';' separates too
              do { h = R head; W next[1] h } while (!CAS head h 1)
            thread x3
              do { h = R head
                W next[2] h }
              while (!CAS head h 2)
            final head != 0              # optional
            """);
        Assert.Equal("treiber-push-2", program.Name);
        Assert.Equal(["head", "next", "x"], program.Cells.Select(c => c.Name));
        Assert.Equal([0, 2, 0, 0], program.Cells[1].Initial);
        Assert.Equal([0, 0, 1, 2], program.Threads.Select(t => t.Tid));
        Assert.NotNull(program.Final);
    }

    [Fact]
    public void Program_InOneLine_AndWithoutName_IsNamedByItsFile()
    {
        LitmusProgram program = Parse("cells x; thread; W x 1; thread; R x");
        Assert.Equal("p", program.Name);
        Assert.Equal(2, program.Threads.Count);
    }

    [Fact]
    public void Outcome_NamesRegistersByThread_AndCellsByIndex()
    {
        LitmusOutcome outcome =
            Assert.Single(Outcomes("cells x=3 a[2]; thread x2; r = tid + 5; W a[tid] r"));
        Assert.Equal([("t0.r", 5), ("t1.r", 6)], outcome.Registers.Select(r => (r.Key, r.Value)));
        Assert.Equal([("x", 3), ("a[0]", 5), ("a[1]", 6)], outcome.Cells.Select(c => (c.Key, c.Value)));
        Assert.Equal(2, outcome.Executions);
    }

    [Fact]
    public void Lock_WithoutDeclaration_TakesAnIndexOfTheRun()
    {
        LitmusProgram program = Parse("cells x; thread x2; i = R x; LOCK l[i]; W x 1; UNLOCK l[i]; LOCK m; UNLOCK m");
        Assert.Equal(["l", "m"], program.Locks.Select(l => l.Name));
        Assert.Equal([LitmusProgram.UndeclaredLocks, 1], program.Locks.Select(l => l.Count));
        Assert.Equal(3, Outcomes(program).Count);
    }

    [Fact]
    public void Deadlock_IsCountedAndBreaksNoLaw()
    {
        using LitmusGuest guest = new(Parse("""
            thread; LOCK l; LOCK m; UNLOCK m; UNLOCK l
            thread; LOCK m; LOCK l; UNLOCK l; UNLOCK m
            """));
        Report report = Explore(guest);
        Assert.Equal(Verdict.Exhaustive, report.Verdict);
        Assert.Equal((6, 2, 1), (report.Executions, guest.Deadlocks, guest.Outcomes.Count));
    }

    [Theory]
    [InlineData("cells x; thread; assert R x == 1", "ASSERT", "p:1:18: assert R x == 1 does not hold")]
    [InlineData("cells x; thread; a = 1; W x 2\nfinal x == 1", "FINAL", "p:2:9: final does not hold at x=2")]
    [InlineData("cells x; thread; a = 1; W x 2\nfinal t0.a == 0", "FINAL", "x=2")]
    [InlineData("cells a[2]; thread; i = 2; R a[i]", "INDEX", "p:1:28: a[2] does not exist: the indices are 0 to 1")]
    [InlineData("cells a[2]; thread; i = -1; W a[i] 1", "INDEX", "a[-1]")]
    [InlineData("cells a[2]=5; thread; R a[0]\nfinal a[a[0]] == 1", "INDEX", "p:2:7: a[5]")]
    [InlineData("thread; LOCK l[tid + 127]; i = 128; LOCK l[i]", "INDEX", "l[128] does not exist: the indices are 0")]
    [InlineData("cells x; thread; v = 1 / R x", "DIVIDE", "p:1:24: a division by zero")]
    [InlineData("cells x; thread; v = 1 % R x", "DIVIDE", "division by zero")]
    [InlineData("cells x; thread; R x; loop { v = v + 1 }; W x 1", "LOOP", "p:1:")]
    [InlineData("cells x; thread; loop { }", "LOOP", "without an access")]
    public void Law_ThatIsBroken_IsNamedWithItsPlace(string text, string law, string message)
    {
        using LitmusGuest guest = new(Parse(text));
        Report report = Explore(guest);
        Assert.Equal(law, report.Failure?.Law);
        Assert.Contains(message, report.Failure!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cells x; thread; assert R x == 0; W x 1")]
    [InlineData("cells x; thread; a = 1; W x 2\nfinal t0.a == x - 1 && x < 3")]
    [InlineData("cells a[2]; thread; i = 1; R a[i]\nfinal a[a[0]] == 0")]
    [InlineData("cells x=1; thread; v = 1 / R x")]
    [InlineData("cells x; thread; while (v < 1000) { v = v + 1 }; W x 1")]
    public void Law_ThatHolds_IsSilent(string text)
    {
        using LitmusGuest guest = new(Parse(text));
        Assert.Equal(Verdict.Exhaustive, Explore(guest).Verdict);
    }

    /// <summary>Twin and threads make the same of every kind of access.</summary>
    [Fact]
    public void Threads_HaveTheOutcomesOfTheTwin()
    {
        const string text = """
            cells x y
            thread
              a = CAS x 0 2; b = FAA y 3; LOCK l; W x 5; UNLOCK l; FENCE
            thread
              c = XCHG x 1; d = TRYLOCK l; if (d) { e = R y; UNLOCK l }
            """;
        LitmusProgram program = Parse(text);
        using LitmusGuest twin = new(program);
        using LitmusGuest threads = new(program);
        Report first = Explore(twin);
        ExplorationOptions onThreads = new() { Strategy = StrategyKind.Dfs, Substrate = Substrate.Threads };
        Assert.Equal(first.Executions, Exploration.Run(threads, onThreads).Executions);
        Assert.Equal(twin.Outcomes.Select(BruteProgram.Text), threads.Outcomes.Select(BruteProgram.Text));
    }

    private static LitmusProgram Parse(string text) => LitmusProgram.Parse(text, "p");

    private static Report Explore(LitmusGuest guest) =>
        Exploration.Run(guest, new() { Strategy = StrategyKind.Dfs, CountTraces = true, CheckRaces = false });

    private static IReadOnlyList<LitmusOutcome> Outcomes(string text) => Outcomes(Parse(text));

    private static IReadOnlyList<LitmusOutcome> Outcomes(LitmusProgram program)
    {
        using LitmusGuest guest = new(program);
        Report report = Explore(guest);
        Assert.Null(report.Failure?.Message);
        return guest.Outcomes;
    }
}
