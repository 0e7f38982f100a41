using Plimsoll.Explorer;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>The exact counts of explorer.md 2.1.</summary>
public sealed class StrategyTests
{
    public static TheoryData<string, int, long[]> BoundTable => new()
    {
        { "adders", 3, [6, 168, 3300, 44610] },
        { "sb", 0, [2, 4, 6] },
        { "readers_priv", 3, [24, 132, 384, 630] },
        { "lastzero", 3, [24, 142, 451, 816, 909, 920] },
        { "lastzero", 4, [120, 1166, 5940, 18243, 34482] },
        { "fib", 2, [2, 12, 62, 162, 362] },
        { "fib", 3, [2, 18, 146, 594, 2162] },
        { "writes2x", 7, [2, 14, 86, 266, 716] },
        { "popl", 0, [24, 65, 69] },
    };

    public static TheoryData<string, int, long, int> Naive => new()
    {
        { "sb", 0, 6, 3 },
        { "writes2x", 3, 20, 20 },
        { "writes2x", 7, 3432, 3432 },
        { "lockinc", 3, 6, 6 },
        { "lockinc", 5, 120, 120 },
        { "readers", 3, 24, 8 },
        { "readers_priv", 3, 630, 8 },
        { "lastzero", 3, 920, 12 },
        { "lastzero", 4, 44300, 28 },
        { "fib", 2, 924, 19 },
        { "fib", 3, 48620, 141 },
        { "popl", 0, 69, 5 },
        { "conditional", 0, 136, 12 },
        { "casrot", 5, 120, 43 },
        { "casrot", 7, 5040, 523 },
        { "casw", 3, 90, 66 },
        { "casw", 4, 2520, 1200 },
        { "treiber_push", 2, 20, 4 },
        { "treiber_push", 3, 52980, 60 },
        { "trylock", 2, 8, 4 },
        { "trylock", 3, 78, 21 },
    };

    [Theory]
    [MemberData(nameof(Naive))]
    public void Dfs_KnownProgram_CountsInterleavingsAndTraces(string program, int size, long interleavings, int traces)
    {
        using CellProgram p = Make(program, size);
        Report report = Exploration.Run(p, new() { Strategy = StrategyKind.Dfs, CountTraces = true });
        Assert.Null(report.Failure?.Message);
        Assert.Equal(Verdict.Exhaustive, report.Verdict);
        Assert.Equal(interleavings, report.Executions);
        Assert.Equal(traces, report.DistinctTraces);
    }

    [Theory]
    [MemberData(nameof(BoundTable))]
    public void Bounded_KnownProgram_CountsSchedulesOfEveryBound(string program, int size, long[] counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        using CellProgram p = Make(program, size);
        for (int bound = 0; bound < counts.Length; bound++)
        {
            Report report = Exploration.Run(p, new() { Bound = bound });
            Assert.Equal(counts[bound], report.Executions);
            Assert.NotEqual(Verdict.Sampled, report.Verdict);
        }
    }

    [Fact]
    public void Bounded_EverySchedule_IsExecutedOnceAndHasAtMostTheBound()
    {
        HashSet<string> seen = [];
        List<string> run = [];
        using CellProgram p = new("x", 3, Programs.Adders(3, 3).Twin)
        {
            AtStep = (_, step) => run.Add($"{step.Cpu}"),
            AtEnd = _ => Assert.True(seen.Add(string.Concat(run)) || Engine.Current!.IsRepetition),
            AtBegin = _ => run.Clear(),
        };
        Report report = Exploration.Run(p, new() { Bound = 3 });
        Assert.Null(report.Failure?.Message);
        Assert.Equal(report.Executions, seen.Count);
    }

    [Fact]
    public void Bounded_BoundThatCutsNothing_IsExhaustive()
    {
        using CellProgram p = Programs.StoreBuffering();
        Report all = Exploration.Run(p, new() { Bound = 5 });
        Assert.Equal(Verdict.Exhaustive, all.Verdict);
        Assert.Equal(6, all.Executions);
        Report some = Exploration.Run(p, new() { Bound = 1 });
        Assert.Equal("BOUNDED(1)", some.VerdictText);
    }

    [Fact]
    public void Bounded_LimitBeforeTheBound_ReportsTheLevelThatIsComplete()
    {
        using CellProgram p = Programs.Adders(3, 10);
        Assert.Equal("BOUNDED(1)", Exploration.Run(p, new() { Bound = 2, Iterations = 1000 }).VerdictText);
        Assert.Equal("BOUNDED(0)", Exploration.Run(p, new() { Bound = 2, Iterations = 100 }).VerdictText);
        Assert.Equal("SAMPLED(3)", Exploration.Run(p, new() { Bound = 2, Iterations = 3 }).VerdictText);
    }

    [Fact]
    public void Dfs_Limit_IsSampled()
    {
        using CellProgram p = Programs.Adders(3, 10);
        Report report = Exploration.Run(p, new() { Strategy = StrategyKind.Dfs, Iterations = 77 });
        Assert.Equal("SAMPLED(77)", report.VerdictText);
        Assert.Equal(77 * 30, report.Steps);
        Assert.Equal([10, 10, 10], report.Accesses);
    }

    [Fact]
    public void Exploration_Cancelled_SaysWhatWasDone()
    {
        using CellProgram p = Programs.Adders(3, 10);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        Report report = Exploration.Run(p, new() { Strategy = StrategyKind.Dfs, Cancellation = stop.Token });
        Assert.Equal("SAMPLED(16)", report.VerdictText);
    }

    [Fact]
    public void Dfs_Deadlocks_AreEndsToo()
    {
        using CellProgram p = Programs.MutexHard(3);
        ExplorationOptions all = new() { Strategy = StrategyKind.Dfs, GoOnAfterFailure = true, CountTraces = true };
        Report report = Exploration.Run(p, all);
        Assert.Equal(4, report.Executions);
        Assert.Equal(4, report.DistinctTraces);
    }

    [Fact]
    public void Random_SameSeed_SameSchedules()
    {
        Assert.Equal(Chosen(7), Chosen(7));
        Assert.NotEqual(Chosen(7), Chosen(8));

        static string Chosen(ulong seed)
        {
            List<int> cpus = [];
            using CellProgram p = new("x", 3, Programs.Adders(3, 4).Twin) { AtStep = (_, step) => cpus.Add(step.Cpu) };
            Exploration.Run(p, new() { Strategy = StrategyKind.Random, Iterations = 20, Seed = seed });
            return string.Concat(cpus);
        }
    }

    [Fact]
    public void Random_Seed1_MeansTheSameForEver()
    {
        List<int> cpus = [];
        using CellProgram p = new("x", 3, Programs.Adders(3, 4).Twin)
        {
            AtStep = (_, step) => { if (!Engine.Current!.IsRepetition) cpus.Add(step.Cpu); },
        };
        Exploration.Run(p, new() { Strategy = StrategyKind.Random, Iterations = 2, Seed = 1 });
        Assert.Equal("000110211222201210001122", string.Concat(cpus));
    }

    internal static CellProgram Make(string program, int size) => program switch
    {
        "adders" => Programs.Adders(size, 10),
        "sb" => Programs.StoreBuffering(),
        "writes2x" => Programs.Writes2X(size),
        "lockinc" => Programs.LockInc(size),
        "readers" => Programs.Readers(size, priv: false),
        "readers_priv" => Programs.Readers(size, priv: true),
        "lastzero" => Programs.LastZero(size),
        "fib" => Programs.FibBench(size),
        "popl" => Programs.PoplExample(),
        "conditional" => Programs.ConditionalReaders(),
        "casrot" => Programs.CasRot(size),
        "casw" => Programs.CasW(size),
        "treiber_push" => Programs.TreiberPush(size),
        "trylock" => Programs.TryLocks(size),
        _ => throw new ArgumentException(program),
    };
}
