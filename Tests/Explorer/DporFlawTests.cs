using Plimsoll.Explorer;
using Plimsoll.Tests.Litmus;
using Xunit;
using S = Plimsoll.Explorer.Guest;

namespace Plimsoll.Tests.Explorer;

/// <summary>Each mistake that reduction and store buffers invite changes a known number.</summary>
public sealed class DporFlawTests
{
    private const string Sb = "cells x y; thread; W x 1; R y; thread; W y 1; R x";
    private const string NeverUnlocked = "cells x; thread x2; LOCK l; W x tid";

    private const string LateStepMatters = """
        cells a b
        thread
          LOCK l; if (R a == 0) { W b 1 }; UNLOCK l
        thread
          if (R a == 1) { W b 2 }
        thread
          W b 3
        thread
          W a 0; W a 1
        """;

    /// <summary>The program, its traces, and executions and traces with the flaw.</summary>
    public static TheoryData<string, string, string, int, (int, int)> Caught => new()
    {
        { "StaleOutcome", "OptimalDpor", Of("casrot", 4), 14, (13, 13) },
        { "StaleOutcome", "OptimalDpor", Of("casrot", 7), 523, (401, 401) },
        { "PersistentSets", "SourceDpor", Of("readers_priv", 3), 8, (4, 4) },
        { "PersistentSets", "SourceDpor", Of("readers_priv", 6), 64, (7, 7) },
        { "PersistentSets", "SourceDpor", Of("lastzero", 3), 12, (8, 8) },
        { "TruncatedSequence", "OptimalDpor", LateStepMatters, 24, (23, 23) },
        { "NoLockRaces", "SourceDpor", Of("lockinc", 3), 6, (1, 1) },
        { "NoLockRaces", "SourceDpor", Of("mutex_hard", 3), 4, (1, 1) },
        { "AddReads", "SourceDpor", Of("ainc", 3), 6, (1, 1) },
        { "AddReads", "OptimalDpor", Of("binc", 2), 4, (1, 1) },
        { "FailedTryLockWrites", "SourceDpor", Of("mutex_trylock_unlock", 3), 21, (24, 21) },
        { "FailedTryLockWrites", "OptimalDpor", Of("mutex_trylock_unlock", 3), 21, (24, 21) },
        { "SleepsOn", "SourceDpor", Sb, 3, (1, 1) },
        { "NoPhantoms", "SourceDpor", NeverUnlocked, 2, (1, 1) },
        { "NoPhantoms", "OptimalDpor", NeverUnlocked, 2, (1, 1) },
    };

    [Theory]
    [MemberData(nameof(Caught))]
    public void Reduction_Flawed_MissesTheKnownNumber(
        string flaw, string strategy, string text, int traces, (int Executions, int Traces) flawed)
    {
        StrategyKind kind = Enum.Parse<StrategyKind>(strategy);
        Assert.Equal((traces, traces), Counts(text, kind, Flaws.None));
        Assert.Equal(flawed, Counts(text, kind, Enum.Parse<Flaws>(flaw)));
    }

    [Theory]
    [InlineData(StrategyKind.Dfs)]
    [InlineData(StrategyKind.SourceDpor)]
    public void StoreBuffer_WithoutForwarding_HidesACpusOwnStore(StrategyKind strategy)
    {
        Assert.False(Breaks(strategy, Flaws.None, Body));
        Assert.True(Breaks(strategy, Flaws.NoForwarding, Body));

        static async CoTask Body(CellProgram p, int cpu)
        {
            await S.StoreRelaxed(p[cpu], 1);
            if (await S.LoadRelaxed(p[cpu]) != 1) Engine.Current!.Fail("OWN", "a store of its own is not seen.");
        }
    }

    [Theory]
    [InlineData(StrategyKind.Dfs)]
    [InlineData(StrategyKind.SourceDpor)]
    public void StoreBuffer_ThatAnExchangeDoesNotWaitFor_LetsBothCpusIn(StrategyKind strategy)
    {
        Assert.False(Breaks(strategy, Flaws.None, Body));
        Assert.True(Breaks(strategy, Flaws.NoFlushBeforeExchange, Body));

        static async CoTask Body(CellProgram p, int cpu)
        {
            await S.StoreRelaxed(p[cpu], 1);
            await S.Exchange(p[2 + cpu], 1);
            if (await S.LoadRelaxed(p[1 - cpu]) == 0) await S.Add(p[4], 1);
        }
    }

    private static string Of(string family, int size) => LitmusTexts.Of(family, size);

    private static (int Executions, int Traces) Counts(string text, StrategyKind strategy, Flaws flaws)
    {
        using LitmusGuest guest = new(LitmusProgram.Parse(text, "flaw.litmus"));
        ExplorationOptions options = new() { Strategy = strategy, CountTraces = true, CheckRaces = false };
        Report report = Exploration.Run(guest, options with { Flaws = flaws, Iterations = 10_000 });
        return ((int)report.Executions, (int)report.DistinctTraces!);
    }

    private static bool Breaks(StrategyKind strategy, Flaws flaws, Func<CellProgram, int, CoTask> body)
    {
        using CellProgram program = new("x y a b both", 2, body)
        {
            AtEnd = p =>
            {
                if (p.Value(4) == 2) Engine.Current!.Fail("BOTH", "neither saw the other.");
            },
        };
        ExplorationOptions options = new() { Strategy = strategy, Memory = MemoryModel.Tso, CheckRaces = false };
        return Exploration.Run(program, options with { Flaws = flaws }).Failure is not null;
    }
}
