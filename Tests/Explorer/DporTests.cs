using Plimsoll.Explorer;
using Plimsoll.Tests.Litmus;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>Partial-order reduction gives the known number of traces, and runs each of them once.</summary>
public sealed class DporTests
{
    /// <summary>
    /// Program and size; traces; executions that source-DPOR gives up, choosing the lowest CPU first.
    /// </summary>
    public static TheoryData<string, int, int, int> Known => new()
    {
        { "sb", 0, 3, 0 },
        { "readers", 2, 4, 0 }, { "readers", 3, 8, 0 }, { "readers", 8, 256, 0 }, { "readers", 13, 8192, 0 },
        { "readers_priv", 3, 8, 0 }, { "readers_priv", 6, 64, 0 },
        { "writers", 6, 720, 0 }, { "writers", 7, 5040, 0 },
        { "lastzero", 1, 2, 0 }, { "lastzero", 2, 5, 0 }, { "lastzero", 3, 12, 1 }, { "lastzero", 4, 28, 7 },
        { "lastzero", 5, 64, 33 }, { "lastzero", 6, 144, 131 }, { "lastzero", 7, 320, 473 },
        { "lastzero", 8, 704, 1611 }, { "lastzero", 9, 1536, 5281 }, { "lastzero", 10, 3328, 16867 },
        { "lastzero", 15, 147456, 4651897 },
        { "indexer", 11, 1, 0 }, { "indexer", 12, 8, 0 }, { "indexer", 13, 64, 0 }, { "indexer", 15, 4096, 0 },
        { "filesystem", 13, 1, 0 }, { "filesystem", 14, 2, 0 }, { "filesystem", 16, 8, 0 },
        { "filesystem", 18, 32, 0 }, { "filesystem", 20, 128, 0 },
        { "casrot", 2, 2, 0 }, { "casrot", 3, 5, 0 }, { "casrot", 4, 14, 0 }, { "casrot", 5, 43, 0 },
        { "casrot", 6, 144, 0 }, { "casrot", 7, 523, 0 }, { "casrot", 8, 2048, 0 }, { "casrot", 9, 8597, 0 },
        { "cas", 2, 2, 0 }, { "cas", 3, 3, 0 }, { "cas", 4, 4, 0 }, { "cas", 5, 5, 0 },
        { "casw", 2, 6, 0 }, { "casw", 3, 66, 0 }, { "casw", 4, 1200, 0 }, { "casw", 5, 32880, 0 },
        { "ainc", 2, 2, 0 }, { "ainc", 3, 6, 0 }, { "ainc", 4, 24, 0 }, { "ainc", 5, 120, 0 }, { "ainc", 6, 720, 0 },
        { "ainc", 7, 5040, 0 },
        { "binc", 2, 4, 0 }, { "binc", 3, 36, 0 }, { "binc", 4, 576, 0 },
        { "cinc", 2, 8, 0 }, { "cinc", 3, 216, 0 }, { "cinc", 4, 13824, 0 },
        { "fib_bench", 1, 3, 0 }, { "fib_bench", 2, 19, 0 }, { "fib_bench", 3, 141, 0 }, { "fib_bench", 4, 1107, 0 },
        { "fib_bench+reader", 1, 11, 0 }, { "fib_bench+reader", 2, 140, 0 }, { "fib_bench+reader", 5, 218243, 0 },
        { "n_writes_a_read_two_threads", 2, 14, 0 }, { "n_writes_a_read_two_threads", 3, 50, 0 },
        { "N_writers_a_reader", 4, 720, 0 },
        { "writes2x", 3, 20, 0 }, { "writes2x", 7, 3432, 0 },
        { "popl-optimal", 0, 5, 5 },
        { "combination-lock-1", 0, 6, 4 },
        { "conditional-readers", 0, 12, 1 },
        { "lockinc", 2, 2, 0 }, { "lockinc", 3, 6, 0 }, { "lockinc", 4, 24, 0 }, { "lockinc", 5, 120, 0 },
        { "lockinc", 6, 720, 0 }, { "lockinc", 7, 5040, 0 },
        { "mutex_hard", 3, 4, 0 },
        { "mutex_trylock_unlock", 2, 4, 0 }, { "mutex_trylock_unlock", 3, 21, 0 },
        { "treiber_push", 2, 4, 0 }, { "treiber_push", 3, 60, 0 }, { "treiber_push", 4, 3120, 0 },
        { "treiber_pop", 2, 4, 0 }, { "treiber_pop", 3, 60, 0 },
        { "remote_free", 1, 3, 0 }, { "remote_free", 2, 26, 0 }, { "remote_free", 3, 834, 0 },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void SourceDpor_KnownProgram_RunsEveryTraceOnce(string program, int size, int traces, int blocked)
    {
        Report report = Explore(program, size, StrategyKind.SourceDpor);
        Assert.Null(report.Failure?.Message);
        Assert.Equal("EXHAUSTIVE", report.VerdictText);
        Assert.Equal((traces, blocked), (report.Executions, report.Blocked));
        Assert.Equal(traces, report.DistinctTraces);
    }

    [Theory]
    [MemberData(nameof(Known))]
    public void OptimalDpor_KnownProgram_RunsEveryTraceOnceAndGivesNothingUp(
        string program, int size, int traces, int blockedBySource)
    {
        Report report = Explore(program, size, StrategyKind.OptimalDpor);
        Assert.Null(report.Failure?.Message);
        Assert.Equal("EXHAUSTIVE", report.VerdictText);
        Assert.Equal((traces, 0), (report.Executions, report.Blocked));
        Assert.True(report.Executions <= traces + blockedBySource);
        Assert.Equal(traces, report.DistinctTraces);
    }

    [Theory]
    [InlineData(StrategyKind.SourceDpor)]
    [InlineData(StrategyKind.OptimalDpor)]
    public void Dpor_LoopThatWaits_IsExploredBySourceDpor(StrategyKind strategy)
    {
        const string Text = "cells x y; thread; W y 1; W x 1; thread; while (R x == 0) { }; R y";
        (Report report, string[] found) = Explore(Text, strategy, MemoryModel.Sc);
        Assert.Equal(("EXHAUSTIVE", StrategyKind.SourceDpor), (report.VerdictText, report.Strategy));
        Assert.Equal(Explore(Text, StrategyKind.Dfs, MemoryModel.Sc).Outcomes, found);
    }

    [Theory]
    [InlineData(StrategyKind.SourceDpor)]
    [InlineData(StrategyKind.OptimalDpor)]
    public void Dpor_AfterAFailure_GoesOnAndFindsEveryLawThatDfsFinds(StrategyKind strategy)
    {
        string[] laws = ["cpu0", "cpu1", "cpu2"];
        Assert.Equal(laws, Broken(StrategyKind.Dfs));
        Assert.Equal(laws, Broken(strategy));

        static string[] Broken(StrategyKind strategy)
        {
            SortedSet<string> broken = [];
            using CellProgram program = new("x y z", 3, async (p, cpu) =>
            {
                uint seen = await Guest.Load(p[cpu]);
                await Guest.Store(p[(cpu + 1) % 3], seen + 1);
                broken.Add($"cpu{cpu}");
                Engine.Current!.Fail($"cpu{cpu}", "first come");
            });
            ExplorationOptions options = new() { Strategy = strategy, GoOnAfterFailure = true, CheckRaces = false };
            Exploration.Run(program, options);
            return [.. broken];
        }
    }

    /// <summary>Depth first sees every trace; so does reduction, and sees it once.</summary>
    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void Dpor_RandomPrograms_FindTheTracesAndOutcomesOfDfs(MemoryModel memory)
    {
        for (int number = 0; number < 400; number++)
        {
            string text = RandomPrograms.Text(number);
            (Report all, string[] outcomes) = Explore(text, StrategyKind.Dfs, memory);
            if (all.Verdict != Verdict.Exhaustive) continue;
            foreach (StrategyKind kind in new[] { StrategyKind.SourceDpor, StrategyKind.OptimalDpor })
            {
                (Report report, string[] found) = Explore(text, kind, memory);
                Assert.True(all.DistinctTraces == report.DistinctTraces, $"{kind} on program {number}: {text}");
                Assert.Equal(outcomes, found);
                Assert.Equal(report.DistinctTraces, report.Executions);
                if (kind == StrategyKind.OptimalDpor) Assert.Equal(0, report.Blocked);
            }
        }
    }

    private static (Report Report, string[] Outcomes) Explore(string text, StrategyKind kind, MemoryModel memory)
    {
        using LitmusGuest guest = new(LitmusProgram.Parse(text, "random.litmus"));
        ExplorationOptions options = new() { Strategy = kind, Memory = memory, CountTraces = true, CheckRaces = false };
        Report report = Exploration.Run(guest, options with { Iterations = 3000 });
        return (report, [.. guest.Outcomes.Select(BruteProgram.Text).Order(StringComparer.Ordinal)]);
    }

    internal static Report Explore(string program, int size, StrategyKind strategy, Flaws flaws = Flaws.None)
    {
        using LitmusGuest guest = OracleTests.Guest(program, size);
        ExplorationOptions options = new() { Strategy = strategy, CountTraces = true, CheckRaces = false };
        return Exploration.Run(guest, options with { Flaws = flaws });
    }
}
