using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using Xunit;
using static Plimsoll.Explorer.OperationNotes;
using static Plimsoll.Tests.Explorer.RecordedProgram;

namespace Plimsoll.Tests.Explorer;

/// <summary>Objects under the engine: right ones hold in every schedule, wrong ones are named.</summary>
public sealed class GuestTests
{
    private static readonly ExplorationOptions Everything = new() { Strategy = StrategyKind.Dfs };

    [Fact]
    public void TreiberStack_IsLinearizable()
    {
        (Report report, HistoryRecorder<string, Op, int> recorder) = Stack(Pop, annotated: true);
        Assert.Equal("EXHAUSTIVE", report.VerdictText);

        // Every class of histories was proved by its points; most executions had a class seen before.
        Assert.Equal(0, recorder.Checker.Searched);
        Assert.InRange(recorder.Checker.InLockStep, 2, report.Executions / 10);
        long judged = recorder.Checker.InLockStep + recorder.Checker.Remembered;
        Assert.InRange(judged, report.Executions, report.Executions + (report.Executions / 500) + 1);
    }

    [Fact]
    public void TreiberStack_WithoutPoints_IsSearched()
    {
        (Report report, HistoryRecorder<string, Op, int> recorder) = Stack(Pop, annotated: false);
        Assert.Equal("EXHAUSTIVE", report.VerdictText);
        Assert.Equal(0, recorder.Checker.InLockStep);
        Assert.True(recorder.Checker.Searched > 1);
    }

    [Fact]
    public void TreiberStack_ThatLosesAnUpdate_IsNot()
    {
        (Report report, _) = Stack(PopByStore, annotated: true);
        Assert.Equal("VIOLATION(LINEARIZABILITY)", report.VerdictText);
        Assert.Contains("has no place in any order.", report.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(2, Exploration.Run(StackProgram(PopByStore, true).Program).Failure!.Preemptions);
    }

    [Fact]
    public void Slots_FoundInOneWord_GiveAnyFreeOne()
    {
        (CellProgram program, _) = Make(new AllocatorSpec(2), "map", 3, Twin);
        using (program) Assert.Equal("EXHAUSTIVE", Exploration.Run(program, Everything).VerdictText);

        async CoTask Twin(CellProgram p, int cpu)
        {
            Call('a');
            int slot = await Take(p, prefer: cpu & 1);
            Return(slot);
            if (slot < 0 || cpu == 2) return;
            Call('f', slot);
            await S.Add(p[0], unchecked(0 - (1u << slot)));
            Return(0);
        }

        static async CoTask<int> Take(CellProgram p, int prefer)
        {
            while (true)
            {
                uint map = await S.Load(p[0]);
                if (map == 3) return -1;
                int slot = (map >> prefer & 1) == 0 ? prefer : 1 - prefer;
                if (await S.CompareExchange(p[0], map | 1u << slot, map) == map) return slot;
            }
        }
    }

    /// <summary>One slot is free at any time, and a scan from slot to slot may still miss it.</summary>
    [Theory]
    [InlineData(2, "EXHAUSTIVE")]
    [InlineData(3, "VIOLATION(LINEARIZABILITY)")]
    public void Slots_FoundByAScan_AreRefusedWithoutNeed(int cpus, string verdict)
    {
        (CellProgram program, _) = Make(new AllocatorSpec(2), "slot0 slot1", cpus, Twin);
        using (program) Assert.Equal(verdict, Exploration.Run(program, Everything).VerdictText);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            Call('a');
            int slot = await Scan(p, from: cpu & 1);
            Return(slot);
            if (slot < 0 || cpu > 0) return;
            Call('f', slot);
            await S.Store(p[slot], 0);
            Return(0);
        }

        static async CoTask<int> Scan(CellProgram p, int from)
        {
            for (int i = 0; i < 2; i++)
            {
                int slot = (from + i) % 2;
                if (await S.CompareExchange(p[slot], 1, 0) == 0) return slot;
            }

            return -1;
        }
    }

    /// <summary>
    /// The second read returns what the first one saw. If it began where the first one ended, it would overlap every
    /// write that came between, and its old value would be allowed.
    /// </summary>
    [Theory]
    [InlineData(true, "VIOLATION(LINEARIZABILITY)")]
    [InlineData(false, "EXHAUSTIVE")]
    public void Operation_BeginsAtItsFirstStep(bool stale, string verdict)
    {
        (CellProgram program, _) = Make(new RegisterSpec(), "x other", 2, Twin);
        using (program) Assert.Equal(verdict, Exploration.Run(program, Everything).VerdictText);

        async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 1)
            {
                Call('w', 2);
                await S.Store(p[0], 2);
                Return(0);
                return;
            }

            Call('r');
            uint seen = await S.Load(p[0]);
            Return((int)seen);
            Call('r');
            uint now = await S.Load(p[stale ? 1 : 0]);
            Return((int)(stale ? seen : now));
        }
    }

    [Fact]
    public void Notes_OfNoHistory_AreACrash()
    {
        (CellProgram program, _) = Make(new RegisterSpec(), "x", 1, Twin);
        using (program)
        {
            Failure failure = Exploration.Run(program, Everything).Failure!;
            Assert.Equal(Laws.Crash, failure.Law);
            Assert.Contains("cpu0 calls an operation within another one.", failure.Message, StringComparison.Ordinal);
        }

        static async CoTask Twin(CellProgram p, int cpu)
        {
            Call('r');
            await S.Load(p[0]);
            Call('r');
        }
    }

    [Fact]
    public void Note_OfAnOperation_IsDescribed()
    {
        (CellProgram program, HistoryRecorder<string, Op, int> recorder) = StackProgram(Pop, true);
        program.Dispose();
        Assert.Equal("call put(3)", recorder.Describe(new(0, CallLabel, 'p', 3, 0)));
        Assert.Equal("return 3", recorder.Describe(new(0, ReturnLabel, 3, 0, 0)));
        Assert.Equal("takes effect", recorder.Describe(new(0, PointLabel, 0, 0, 0)));
        Assert.Null(recorder.Describe(new(0, 7, 0, 0, 0)));
    }

    private static (Report Report, HistoryRecorder<string, Op, int> Recorder) Stack(
        Func<CellProgram, CoTask<int>> pop, bool annotated)
    {
        (CellProgram program, HistoryRecorder<string, Op, int> recorder) = StackProgram(pop, annotated);
        using (program) return (Exploration.Run(program, Everything), recorder);
    }

    private static (CellProgram Program, HistoryRecorder<string, Op, int> Recorder) StackProgram(
        Func<CellProgram, CoTask<int>> pop, bool annotated)
    {
        return Make(new SequenceSpec(lastFirst: true), "head next1 next2", 2, Twin);

        async CoTask Twin(CellProgram p, int cpu)
        {
            Call('p', cpu + 1);
            await Push(p, cpu + 1);
            if (annotated) LinPoint();
            Return(0);

            Call('g');
            int popped = await pop(p);
            if (annotated) LinPoint();
            Return(popped);
        }
    }

    private static async CoTask Push(CellProgram p, int node)
    {
        uint head;
        do
        {
            head = await S.Load(p[0]);
            await S.Store(p[node], head);
        }
        while (await S.CompareExchange(p[0], (uint)node, head) != head);
    }

    private static async CoTask<int> Pop(CellProgram p)
    {
        while (true)
        {
            uint head = await S.Load(p[0]);
            if (head == 0) return -1;
            uint next = await S.Load(p[(int)head]);
            if (await S.CompareExchange(p[0], next, head) == head) return (int)head;
        }
    }

    private static async CoTask<int> PopByStore(CellProgram p)
    {
        uint head = await S.Load(p[0]);
        if (head == 0) return -1;
        await S.Store(p[0], await S.Load(p[(int)head]));
        return (int)head;
    }
}
