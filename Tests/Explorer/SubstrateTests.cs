using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using Xunit;

namespace Plimsoll.Tests.Explorer;

public sealed class SubstrateTests
{
    [Theory]
    [InlineData(StrategyKind.Bounded)]
    [InlineData(StrategyKind.Dfs)]
    [InlineData(StrategyKind.Random)]
    public void TwinAndThreads_SameOptions_SameCounts(StrategyKind strategy)
    {
        foreach (CellProgram program in (CellProgram[])[Programs.Adders(3, 2), Programs.LockInc(3)])
        {
            using CellProgram p = program;
            ExplorationOptions options = new() { Strategy = strategy, Bound = 2, Iterations = 200, CountTraces = true };
            Report twin = Exploration.Run(p, options);
            Report threads = Exploration.Run(p, options with { Substrate = Substrate.Threads });
            Assert.Equal(Verdict.Violation == twin.Verdict, Verdict.Violation == threads.Verdict);
            Assert.Equal(twin.VerdictText, threads.VerdictText);
            Assert.Equal(twin.Executions, threads.Executions);
            Assert.Equal(twin.Steps, threads.Steps);
            Assert.Equal(twin.DistinctTraces, threads.DistinctTraces);
            Assert.Equal(twin.Accesses, threads.Accesses);
        }
    }

    [Fact]
    public void TwinAndThreads_SameSeed_SameAccessesStepByStep()
    {
        using CellProgram twin = Programs.LockInc(3);
        using CellProgram threads = Programs.LockInc(3);
        Recording[] left = [.. Recorder.Traces(twin, Substrate.Twin, 5, 100)];
        Recording[] right = [.. Recorder.Traces(threads, Substrate.Threads, 5, 100)];
        Assert.All(left.Zip(right), pair => Assert.Equal(-1, pair.First.FirstDifference(pair.Second)));
        Assert.True(left.Select(r => r.Schedule.ToString()).Distinct().Count() > 4);
        Assert.Equal(left[0].Steps, Recorder.Trace(twin, Substrate.Twin, 5));
        Assert.Equal(12, left[0].Steps.Count);
        Assert.Equal(0u, left[0].Steps[0].Cell);
    }

    [Fact]
    public void Recordings_OfDifferentCode_DifferAtTheStep()
    {
        using CellProgram one = Programs.Adders(1, 3);
        using CellProgram other = new("sum", 1, Twin);
        Recording left = Recorder.Run(one, Substrate.Twin, Schedule.Empty);
        Recording right = Recorder.Run(other, Substrate.Twin, Schedule.Empty);
        Assert.Equal(1, left.FirstDifference(right));

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Add(p[0], 1);
            await S.Add(p[0], 2);
            await S.Add(p[0], 1);
        }
    }

    [Fact]
    public void Nested_WithoutBlocking_CoversTheSameSchedules()
    {
        using CellProgram p = Programs.Adders(3, 10);
        Report nested = Exploration.Run(p, new() { Substrate = Substrate.Nested, Bound = 1 });
        Assert.Equal(168, nested.Executions);
        Assert.Equal("BOUNDED(1)", nested.VerdictText);
        Assert.Equal(0, nested.Blocked);
        HashSet<string> seen = [];
        using CellProgram counted = Watched(seen);
        Exploration.Run(counted, new() { Substrate = Substrate.Twin, Bound = 1 });
        int twin = seen.Count;
        Exploration.Run(counted, new() { Substrate = Substrate.Nested, Bound = 1 });
        Assert.Equal(twin, seen.Count);
    }

    [Fact]
    public void Nested_BlockedOnALock_IsGivenUpAndSaid()
    {
        using CellProgram free = Programs.LockInc(2);
        ExplorationOptions nested = new() { Substrate = Substrate.Nested, Bound = 1 };
        Assert.Equal("EXHAUSTIVE", Exploration.Run(free, nested).VerdictText);
        using CellProgram p = new("lock x", 2, (_, _) => CoTask.CompletedTask) { Code = Code };
        Report report = Exploration.Run(p, nested);
        Assert.Equal("BOUNDED(0)", report.VerdictText);
        Assert.Equal(2, report.Blocked);
        Assert.Equal(4, report.Executions);

        static void Code(CellProgram p, int cpu)
        {
            Controlled.Load(p[1]);
            Controlled.Lock(p[0]);
            Controlled.Unlock(p[0]);
        }
    }

    [Fact]
    public void Nested_MoreThanOnePreemption_IsRefused()
    {
        using CellProgram p = Programs.Adders(2, 2);
        ExplorationOptions two = new() { Substrate = Substrate.Nested, Bound = 2 };
        ArgumentException refused = Assert.Throws<ArgumentException>(() => Exploration.Run(p, two));
        Assert.Contains("at most one preemption", refused.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Exploration.Run(p, two with { Strategy = StrategyKind.Dfs }));
    }

    [Theory]
    [InlineData(Substrate.Threads)]
    [InlineData(Substrate.Nested)]
    public void PlainCode_ThatDeadlocks_IsUnwoundAndTheNextExecutionRuns(Substrate substrate)
    {
        using CellProgram p = new("a b", 2, (_, _) => CoTask.CompletedTask) { Code = Code };
        Report report = Exploration.Run(p, new() { Substrate = substrate, Bound = 1, GoOnAfterFailure = true });
        Assert.Equal(Laws.Deadlock, report.Failure?.Law);
        Assert.Equal(2, report.Failures);
        Assert.Equal(6, report.Executions + report.Blocked);

        static void Code(CellProgram p, int cpu)
        {
            Controlled.Lock(p[cpu]);
            Controlled.Lock(p[1 - cpu]);
            Controlled.Unlock(p[1 - cpu]);
            Controlled.Unlock(p[cpu]);
        }
    }

    [Fact]
    public void Solo_OutsideAnExploration_CompletesAtOnce()
    {
        using CellProgram p = new("x lock", 1, (_, _) => CoTask.CompletedTask);
        List<uint> notes = [];
        Guest.NoteSink = (what, _, _, _) => notes.Add(what);
        try
        {
            Assert.Equal(3u, Twice(p, 2).RunSolo());
            Controlled.Note(8, 0, 0, 0);
        }
        finally
        {
            Guest.NoteSink = null;
        }

        Assert.Equal([7u, 8u], notes);
        Assert.True(Controlled.TryLock(p[1]));
        Assert.False(Controlled.TryLock(p[1]));
        Assert.Throws<SoloDeadlockException>(() => Controlled.Lock(p[1]));
        Assert.Throws<SoloDeadlockException>(() => Locks(p).RunSolo());
        Controlled.Unlock(p[1]);
        Locks(p).RunSolo();
        Assert.Equal(1u, p.Value(1));

        static async CoTask<uint> Twice(CellProgram p, uint by)
        {
            S.Note(7, 0, 0, 0);
            await S.Store(p[0], 1);
            await S.CompareExchange(p[0], 9, 5);
            return await S.Add(p[0], by);
        }

        static async CoTask Locks(CellProgram p) => await S.Lock(p[1]);
    }

    [Fact]
    public void CoTask_OfAnyDepth_ResumesAtItsLeaf()
    {
        using CellProgram p = new("x", 2, Twin) { AtEnd = q => Assert.Equal(40u, q.Value(0)) };
        Report report = Exploration.Run(p, new() { Strategy = StrategyKind.Random, Iterations = 300 });
        Assert.Null(report.Failure?.Message);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            for (int i = 0; i < 5; i++) Assert.Equal(4, await Deep(p, 4));
        }

        static async CoTask<int> Deep(CellProgram p, int depth)
        {
            if (depth == 0) return 0;
            int below = await Deep(p, depth - 1);
            await S.Add(p[0], 1);
            return below + 1;
        }
    }

    [Fact]
    public void Explorations_OnSeveralThreads_DoNotMeet()
    {
        Parallel.For(0, 4, _ =>
        {
            using CellProgram p = Programs.FibBench(2);
            Assert.Equal(924, Exploration.Run(p, new() { Strategy = StrategyKind.Dfs }).Executions);
        });
    }

    private static CellProgram Watched(HashSet<string> seen)
    {
        List<int> run = [];
        CellProgram adders = Programs.Adders(3, 4);
        return new("sum", 3, adders.Twin)
        {
            Code = adders.Code,
            AtBegin = _ => run.Clear(),
            AtStep = (_, step) => run.Add(step.Cpu),
            AtEnd = _ => seen.Add(string.Concat(run)),
        };
    }
}
