using Plimsoll.Explorer;
using Xunit;

namespace Plimsoll.Tests.Explorer;

public sealed class ReplayTests
{
    private const string Header = "plimsoll-replay 2\nscenario: s\nlaw: L\nmutant: none\nmemory: sc\nsteps: 1";

    [Theory]
    [InlineData(StrategyKind.Bounded)]
    [InlineData(StrategyKind.Random)]
    [InlineData(StrategyKind.Dfs)]
    public void Replay_OfAFailure_RunsOnceWithItsStepsAndBreaksTheSameLaw(StrategyKind strategy)
    {
        using CellProgram p = EngineTests.Counter(atomic: false);
        Replay replay = Replay.Parse(Recorded(p, strategy).Write());
        using CellProgram fresh = EngineTests.Counter(atomic: false);
        ReplayResult result = replay.Run(fresh);
        Assert.True(result.Reproduced);
        Assert.Equal("SUM", result.Law);
        Assert.Equal(replay.Steps.Count, result.Steps);
        Assert.Equal(1, result.Executions);
        Assert.Null(result.DivergedAt);
    }

    [Fact]
    public void Replay_AgainstOtherCode_NamesTheStep()
    {
        using CellProgram p = EngineTests.Counter(atomic: false);
        Replay replay = Recorded(p);
        using CellProgram right = EngineTests.Counter(atomic: true);
        ReplayResult result = replay.Run(right);
        Assert.False(result.Reproduced);
        Assert.Null(result.Law);
        Assert.Equal(1, result.DivergedAt);
        Assert.Matches(
            "^step 1 of the replay is 'cpu0 load x #1 @ .*', but that CPU is about to add x$", result.Divergence);
        Assert.Equal(2, result.Steps);
        Assert.StartsWith("not reproduced: SUM held, diverged at step 1, 2 steps, ", result.Verdict("SUM"),
            StringComparison.Ordinal);
    }

    [Fact]
    public void Replay_WithOneStepSwapped_IsAnotherSchedule()
    {
        using CellProgram p = EngineTests.Counter(atomic: false);
        Replay replay = Recorded(p);
        int last = replay.Steps.Count - 1;
        for (int i = 0; i < last; i++)
        {
            if (replay.Steps[i].Cpu == replay.Steps[i + 1].Cpu) continue;
            ReplayStep[] steps = [.. replay.Steps];
            (steps[i], steps[i + 1]) = (steps[i + 1], steps[i]);
            ReplayResult result = (replay with { Steps = steps }).Run(p);
            Assert.Equal(result.Reproduced, result.Law == "SUM");
            Assert.Equal((ReplayFit.Whole, 1, null), (result.Fit, result.Executions, result.DivergedAt));
        }

        ReplayStep[] serial = [.. replay.Steps.OrderBy(step => step.Cpu)];
        Assert.False((replay with { Steps = serial }).Run(p).Reproduced);
    }

    [Fact]
    public void Replay_OfADeadlock_IsReproducedOnEverySubstrateThatCan()
    {
        using CellProgram p = Programs.MutexHard(2);
        Failure failure = EngineTests.Broken(p, Laws.Lock);
        Replay replay = Replay.Of(failure, p, p.Name);
        Assert.True(replay.Run(p).Reproduced);
    }

    [Fact]
    public void Replay_ShorterOrLongerThanTheExecution_Diverges()
    {
        using CellProgram p = EngineTests.Counter(atomic: true);
        ReplayStep step = new(0, AccessKind.Add, "x", 1, "A.cs:1");
        Replay one = new("s", "SUM", Replay.NoMutant, MemoryModel.Sc, [step]);
        Assert.Equal("the replay ends with step 1, but the execution goes on", one.Run(p).Divergence);
        Replay three = one with { Steps = [step, step with { Cpu = 1 }, step] };
        Assert.Equal(3, three.Run(p).DivergedAt);
        Assert.Contains("the execution has ended", three.Run(p).Divergence, StringComparison.Ordinal);
        Replay finished = one with { Steps = [step, step] };
        Assert.Contains("that CPU has finished", finished.Run(p).Divergence, StringComparison.Ordinal);
        Replay nobody = one with { Steps = [step with { Cpu = 7 }] };
        Assert.Contains("the program has 2 CPUs", nobody.Run(p).Divergence, StringComparison.Ordinal);
    }

    [Fact]
    public void Repeat_StopsOnce_BeforeTheLastStep()
    {
        using CellProgram p = EngineTests.Counter(atomic: false);
        Replay replay = Recorded(p);
        ReplayResult result = replay.Run(p);
        List<int> stops = [];
        replay.Repeat(p, result, () => stops.Add(Engine.Current!.StepCount));
        Assert.Equal([result.Steps - 1], stops);
    }

    [Fact]
    public void Replay_StepOfABlockedCpu_Diverges()
    {
        using CellProgram p = Programs.LockInc(2);
        ReplayStep step = new(0, AccessKind.Lock, "lock", 1, "A.cs:1");
        Replay replay = new("s", "L", Replay.NoMutant, MemoryModel.Sc, [step, step with { Cpu = 1 }]);
        ReplayResult result = replay.Run(p);
        Assert.Equal(2, result.DivergedAt);
        Assert.EndsWith("but it has to wait", result.Divergence, StringComparison.Ordinal);
        Assert.Equal("0x4 1x4", result.Schedule.ToString());
    }

    [Theory]
    [InlineData(null)]
    [InlineData("cpu1.2 setup.3")]
    public void Replay_Text_RoundTrips(string? without)
    {
        Replay replay = new("own-lists", "INV-STRICT", "G1", MemoryModel.Tso,
        [
            new(0, AccessKind.CompareExchange, "Head #1", 2, "PageLists.cs:42"),
            new(11, AccessKind.TryLock, "zone0 @ lock", 1, "Zone.cs:7"),
        ])
        {
            Without = without,
        };
        string text = replay.Write();
        Assert.Equal(
            "plimsoll-replay 2\nscenario: own-lists\nlaw: INV-STRICT\nmutant: G1\nmemory: tso\nsteps: 2\n"
            + (without is null ? "" : $"without: {without}\n")
            + "cpu0 cas Head #1 #2 @ PageLists.cs:42\ncpu11 trylock zone0 @ lock #1 @ Zone.cs:7\n",
            text);
        Assert.Equal(text, Replay.Parse(text).Write());
        string remarked = text.Replace("\n", "\r\n\n# remark\n", StringComparison.Ordinal);
        Assert.Equal(replay.Steps, Replay.Parse(remarked).Steps);
        Assert.Equal(without, Replay.Parse(remarked).Without);
    }

    [Theory]
    [InlineData("", 1, "this is no replay file")]
    [InlineData("plimsoll-replay 1", 1, "version '1' is unknown: this program reads version 2")]
    [InlineData("plimsoll-replay 3", 1, "version '3' is unknown: this program reads version 2")]
    [InlineData("plimsoll-replay 2\nlaw: L", 2, "'scenario: ...' is expected")]
    [InlineData("plimsoll-replay 2\nscenario: s\nlaw: L\nmutant: none", 4, "the line 'memory: ...' is missing")]
    [InlineData("plimsoll-replay 2\nscenario: s\nlaw: L\nmutant: none\nmemory: rc11", 5, "use sc, tso or pso")]
    [InlineData(Header, 6, "0 steps follow where the header says 1")]
    [InlineData(Header + "\ncpu0 load x #1", 7, "'cpu0 load x #1' is no step")]
    [InlineData(Header + "\ncpu0 load x @ A:1", 7, "'cpu0 load x @ A:1' is no step")]
    [InlineData(Header + "\ncpu0 load x #0 @ A:1", 7, "'#0' does not count")]
    [InlineData(Header + "\ncpux load x #1 @ A:1", 7, "'cpux' is no CPU")]
    [InlineData(Header + "\ncpu0 read x #1 @ A:1", 7, "'read' is no kind of step")]
    public void Replay_BadText_IsRefusedWithItsPlace(string text, int line, string message)
    {
        ReplayFormatException refused = Assert.Throws<ReplayFormatException>(() => Replay.Parse(text, "a.replay"));
        Assert.Equal(line, refused.Line);
        Assert.StartsWith($"a.replay:{line}: ", refused.Message, StringComparison.Ordinal);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    private static Replay Recorded(CellProgram p, StrategyKind strategy = StrategyKind.Bounded) =>
        Replay.Of(EngineTests.Broken(p, "SUM", new() { Strategy = strategy }), p, p.Name);
}
