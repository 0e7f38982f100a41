using Plimsoll.Explorer;
using Plimsoll.Tests.Architecture;
using Xunit;

namespace Plimsoll.Tests.Litmus;

/// <summary>The known counts: interleavings and Mazurkiewicz traces of every program that has a definition.</summary>
public sealed class OracleTests
{
    /// <summary>Programs whose interleavings are few enough to run them all: how many, and how many traces.</summary>
    public static TheoryData<string, int, long, int> Naive => new()
    {
        { "sb", 0, 6, 3 },
        { "readers", 2, 6, 4 }, { "readers", 3, 24, 8 }, { "readers", 7, 40320, 128 },
        { "readers_priv", 3, 630, 8 },
        { "writers", 6, 720, 720 }, { "writers", 7, 5040, 5040 },
        { "lastzero", 1, 3, 2 }, { "lastzero", 2, 35, 5 }, { "lastzero", 3, 920, 12 }, { "lastzero", 4, 44300, 28 },
        { "casrot", 2, 2, 2 }, { "casrot", 3, 6, 5 }, { "casrot", 4, 24, 14 }, { "casrot", 5, 120, 43 },
        { "casrot", 6, 720, 144 }, { "casrot", 7, 5040, 523 }, { "casrot", 8, 40320, 2048 },
        { "cas", 2, 2, 2 }, { "cas", 5, 120, 5 }, { "cas", 7, 5040, 7 },
        { "casw", 2, 6, 6 }, { "casw", 3, 90, 66 }, { "casw", 4, 2520, 1200 },
        { "ainc", 2, 2, 2 }, { "ainc", 5, 120, 120 }, { "ainc", 7, 5040, 5040 },
        { "binc", 2, 6, 4 }, { "binc", 3, 90, 36 }, { "binc", 4, 2520, 576 },
        { "cinc", 2, 20, 8 }, { "cinc", 3, 1680, 216 },
        { "fib_bench", 1, 20, 3 }, { "fib_bench", 2, 924, 19 }, { "fib_bench", 3, 48620, 141 },
        { "fib_bench+reader", 1, 560, 11 },
        { "n_writes_a_read_two_threads", 2, 20, 14 }, { "n_writes_a_read_two_threads", 3, 70, 50 },
        { "N_writers_a_reader", 4, 720, 720 },
        { "writes2x", 1, 2, 2 }, { "writes2x", 3, 20, 20 }, { "writes2x", 7, 3432, 3432 },
        { "popl-optimal", 0, 69, 5 },
        { "combination-lock-1", 0, 9914, 6 },
        { "conditional-readers", 0, 136, 12 },
        { "lockinc", 2, 2, 2 }, { "lockinc", 3, 6, 6 }, { "lockinc", 5, 120, 120 }, { "lockinc", 7, 5040, 5040 },
        { "mutex_hard", 3, 4, 4 },
        { "mutex_trylock_unlock", 2, 8, 4 }, { "mutex_trylock_unlock", 3, 78, 21 },
        { "treiber_push", 2, 20, 4 }, { "treiber_push", 3, 52980, 60 },
        { "treiber_pop", 2, 20, 4 }, { "treiber_pop", 3, 52980, 60 },
        { "remote_free", 1, 4, 3 }, { "remote_free", 2, 464, 26 },
    };

    /// <summary>Schedules with at most 0, 1, 2, ... preemptions, and in turn the traces that they belong to.</summary>
    public static TheoryData<string, int, long[], long[]> Bounded => new()
    {
        { "sb", 0, [2, 4, 6], [2, 3, 3] },
        { "readers_priv", 3, [24, 132, 384, 630], [8, 8, 8, 8] },
        { "lastzero", 3, [24, 142, 451, 816, 909], [12, 12, 12, 12, 12] },
        { "lastzero", 4, [120, 1166, 5940, 18243, 34482], [28, 28, 28, 28, 28] },
        { "fib_bench", 2, [2, 12, 62, 162, 362], [2, 8, 18, 19, 19] },
        { "fib_bench", 3, [2, 18, 146, 594, 2162], [2, 12, 50, 102, 140] },
        { "writes2x", 7, [2, 14, 86, 266, 716], [2, 14, 86, 266, 716] },
        { "popl-optimal", 0, [24, 65, 69], [5, 5, 5] },
    };

    [Theory]
    [MemberData(nameof(Naive))]
    public void Dfs_KnownProgram_CountsInterleavingsAndTraces(string program, int size, long interleavings, int traces)
    {
        using LitmusGuest guest = Guest(program, size);
        Report report = Exploration.Run(guest, new() { Strategy = StrategyKind.Dfs, CountTraces = true });
        Assert.Null(report.Failure?.Message);
        Assert.Equal(
            (Verdict.Exhaustive, interleavings, (long?)traces),
            (report.Verdict, report.Executions, report.DistinctTraces));
    }

    [Theory]
    [MemberData(nameof(Bounded))]
    public void Bounded_KnownProgram_CountsSchedulesAndTracesOfEveryBound(
        string program, int size, long[] schedules, long[] traces)
    {
        ArgumentNullException.ThrowIfNull(schedules);
        ArgumentNullException.ThrowIfNull(traces);
        using LitmusGuest guest = Guest(program, size);
        for (int bound = 0; bound < schedules.Length; bound++)
        {
            Report report = Exploration.Run(
                guest, new() { Strategy = StrategyKind.Bounded, Bound = bound, CountTraces = true });
            Assert.Equal((schedules[bound], (long?)traces[bound]), (report.Executions, report.DistinctTraces));
        }
    }

    /// <summary>Size 0: a program of its own, in a file.</summary>
    internal static LitmusGuest Guest(string program, int size)
    {
        string file = $"Tests/Litmus/programs/{program}.litmus";
        string text = size == 0 ? Repository.Text(file) : LitmusTexts.Of(program, size);
        return new(LitmusProgram.Parse(text, file));
    }
}
