using Plimsoll.Explorer;
using Xunit;
using S = Plimsoll.Explorer.Guest;

namespace Plimsoll.Tests.Explorer;

/// <summary>Programs that spin, retry and park: the correct ones pass, the broken ones are named.</summary>
public sealed class LoopTests
{
    public static TheoryData<StrategyKind> Strategies =>
    [
        StrategyKind.Bounded, StrategyKind.Dfs, StrategyKind.Random, StrategyKind.Pct, StrategyKind.Pos,
        StrategyKind.SourceDpor, StrategyKind.OptimalDpor,
    ];

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Spin_ThatIsEndedByAnother_IsNoFailure(StrategyKind kind)
    {
        using CellProgram program = new("x y", 2, Twin) { AtEnd = p => Assert.Equal(2u, p.Value(1)) };
        Passes(program, kind);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0)
            {
                await S.Store(p[1], 2);
                await S.Store(p[0], 1);
            }
            else
            {
                while (await S.Load(p[0]) == 0) { }
            }
        }
    }

    /// <summary>A loop whose turns differ is not seen to wait; who yields lets the others end it.</summary>
    [Theory]
    [MemberData(nameof(Strategies))]
    public void Loop_WhoseTurnsDiffer_EndsWhereItYields(StrategyKind kind)
    {
        Report yields = Explore(kind, isPatient: true);
        Assert.Null(yields.Failure?.Message);
        if (kind is StrategyKind.Dfs or StrategyKind.SourceDpor or StrategyKind.OptimalDpor)
        {
            Assert.Equal("EXHAUSTIVE", yields.VerdictText);
            Assert.Equal(Laws.Steps, Explore(kind, isPatient: false).Failure?.Law);
        }

        static Report Explore(StrategyKind kind, bool isPatient)
        {
            using CellProgram program = new("tries flag other", 3, Twin);
            return Exploration.Run(program, new()
            {
                Strategy = kind, MaxSteps = 200, Iterations = kind.IsSampling() ? 200 : null, CheckRaces = false,
            });

            async CoTask Twin(CellProgram p, int cpu)
            {
                while (cpu == 0 && await S.Load(p[1]) != 2)
                {
                    await S.Add(p[0], 1);
                    if (isPatient) await S.Yield();
                }

                if (cpu > 0) await S.Add(p[1], 1);
            }
        }
    }

    /// <summary>Two who yield to one another do not keep a third from its turn.</summary>
    [Theory]
    [InlineData(StrategyKind.Dfs, MemoryModel.Sc)]
    [InlineData(StrategyKind.SourceDpor, MemoryModel.Sc)]
    [InlineData(StrategyKind.SourceDpor, MemoryModel.Tso)]
    public void Yield_IsFairToEverybody_AndReductionSeesWhatDfsSees(StrategyKind kind, MemoryModel memory)
    {
        (Report report, string ends) = Explore(kind, memory);
        Assert.Equal(("EXHAUSTIVE", Explore(StrategyKind.Dfs, memory).Ends), (report.VerdictText, ends));

        static (Report Report, string Ends) Explore(StrategyKind kind, MemoryModel memory)
        {
            SortedSet<string> ends = [];
            using CellProgram program = new("tries flag", 3, Twin)
            {
                AtEnd = p => ends.Add($"{p.Value(0)} {p.Value(1)}"),
            };
            ExplorationOptions options =
                new() { Strategy = kind, Memory = memory, MaxSteps = 200, CheckRaces = false };
            return (Exploration.Run(program, options), string.Join(", ", ends));
        }

        static async CoTask Twin(CellProgram p, int cpu)
        {
            while (cpu < 2 && await S.Load(p[1]) == 0)
            {
                await S.Add(p[0], 1);
                await S.Yield();
            }

            if (cpu == 2) await S.Store(p[1], 1);
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void SpinLock_MadeOfTryLocks_Excludes(StrategyKind kind)
    {
        using CellProgram program = new("lock x", 3, Twin) { AtEnd = p => Assert.Equal(3u, p.Value(1)) };
        Passes(program, kind);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            while (!await S.TryLock(p[0])) { }
            S.Write(p[1], S.Read(p[1]) + 1);
            await S.Unlock(p[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void TicketLock_Excludes(StrategyKind kind)
    {
        using CellProgram program = new("next serving x", 2, Twin) { AtEnd = p => Assert.Equal(2u, p.Value(2)) };
        Passes(program, kind);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            uint mine = await S.Add(p[0], 1) - 1;
            while (await S.Load(p[1]) != mine) { }
            S.Write(p[2], S.Read(p[2]) + 1);
            await S.Store(p[1], mine + 1);
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void BackOff_OfOneSideOnly_GetsThrough(StrategyKind kind)
    {
        using CellProgram program = new("a b x", 2, Twin) { AtEnd = p => Assert.Equal(2u, p.Value(2)) };
        Passes(program, kind);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            while (true)
            {
                await S.Lock(p[cpu]);
                if (cpu == 0) await S.Lock(p[1]);
                else if (!await S.TryLock(p[0]))
                {
                    await S.Unlock(p[1]);
                    continue;
                }

                break;
            }

            S.Write(p[2], S.Read(p[2]) + 1);
            await S.Unlock(p[1 - cpu]);
            await S.Unlock(p[cpu]);
        }
    }

    [Theory]
    [InlineData(StrategyKind.Bounded)]
    [InlineData(StrategyKind.Dfs)]
    [InlineData(StrategyKind.SourceDpor)]
    public void Loops_ThatWaitForOneAnother_AreALivelock(StrategyKind kind)
    {
        using CellProgram program = new("a b", 2, Twin);
        Failure failure = Fails(program, kind);
        Assert.Equal(Laws.Livelock, failure.Law);
        Assert.Contains("cpu0 goes round for ever: load b = 0", failure.Message, StringComparison.Ordinal);
        Assert.Contains("cpu1 goes round for ever: load a = 0", failure.Message, StringComparison.Ordinal);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            while (await S.Load(p[1 - cpu]) == 0) { }
            await S.Store(p[cpu], 1);
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void CasRetry_IsNoLoopThatWaits(StrategyKind kind)
    {
        using CellProgram program = new("x", 2, Twin) { AtEnd = p => Assert.Equal(4u, p.Value(0)) };
        Passes(program, kind);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            for (int i = 0; i < 2; i++)
            {
                uint seen = await S.Load(p[0]);
                while (true)
                {
                    uint found = await S.CompareExchange(p[0], seen + 1, seen);
                    if (found == seen) break;
                    seen = found;
                }
            }
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void BoundedRetry_GivesUpByItself(StrategyKind kind)
    {
        int gaveUp = 0;
        using CellProgram program = new("lock x", 2, Twin);
        Passes(program, kind);
        Assert.True(gaveUp > 0);

        async CoTask Twin(CellProgram p, int cpu)
        {
            for (int tries = 0; tries < 5; tries++)
            {
                if (!await S.TryLock(p[0])) continue;
                await S.Store(p[1], 1);
                await S.Unlock(p[0]);
                return;
            }

            gaveUp++;
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void LastAccesses_ThatLookLikeALoop_AreNone(StrategyKind kind)
    {
        using CellProgram program = new("x", 2, Twin);
        Passes(program, kind);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            for (int i = 0; i < 2; i++) await S.Load(p[0]);
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Park_WithAPermitCell_IsWoken(StrategyKind kind)
    {
        using CellProgram program = new("permit", 2, Twin) { AtEnd = p => Assert.Equal(0u, p.Value(0)) };
        Passes(program, kind);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0)
            {
                await S.Store(p[0], 1);
            }
            else
            {
                await S.Await(p[0], 0);
                await S.Exchange(p[0], 0);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Strategies))]
    public void Spin_ThatNobodyEnds_IsALivelock(StrategyKind kind)
    {
        using CellProgram program = new("x y", 2, Twin);
        Failure failure = Fails(program, kind);
        Assert.Equal(Laws.Livelock, failure.Law);
        Assert.StartsWith(
            "cpu1 goes round for ever: load x = 0 at LoopTests.cs", failure.Message, StringComparison.Ordinal);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0) await S.Store(p[1], 1);
            else while (await S.Load(p[0]) == 0) { }
        }
    }

    [Theory]
    [InlineData(StrategyKind.Bounded)]
    [InlineData(StrategyKind.Dfs)]
    [InlineData(StrategyKind.SourceDpor)]
    public void SpinLock_ThatIsNeverReleased_IsALivelock(StrategyKind kind)
    {
        using CellProgram program = new("lock", 2, Twin);
        Failure failure = Fails(program, kind);
        Assert.Equal(Laws.Livelock, failure.Law);
        Assert.Contains("cas lock = 1", failure.Message, StringComparison.Ordinal);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            while (await S.CompareExchange(p[0], 1, 0) != 0) { }
            if (cpu == 0) await S.Store(p[0], 0);
        }
    }

    [Theory]
    [InlineData(StrategyKind.Bounded)]
    [InlineData(StrategyKind.Dfs)]
    [InlineData(StrategyKind.SourceDpor)]
    public void LostWakeup_IsALivelock(StrategyKind kind)
    {
        // The waiter looks, then clears the flag it waits for: a signal in between is lost.
        using CellProgram program = new("flag", 2, Twin);
        Assert.Equal(Laws.Livelock, Fails(program, kind).Law);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0)
            {
                await S.Store(p[0], 1);
                return;
            }

            await S.Store(p[0], 0);
            while (await S.Load(p[0]) == 0) { }
        }
    }

    [Fact]
    public void Spin_WithStoreBuffers_SeesTheFlush()
    {
        using CellProgram program = new("x y", 2, Twin);
        Report report = Exploration.Run(program, new() { Strategy = StrategyKind.Dfs, Memory = MemoryModel.Tso });
        Assert.Equal("EXHAUSTIVE", report.VerdictText);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Store(p[cpu], 1);
            while (await S.Load(p[1 - cpu]) == 0) { }
        }
    }

    [Fact]
    public void LivelockReplay_IsReproduced()
    {
        using CellProgram program = new("x y", 2, Twin);
        Failure failure = Fails(program, StrategyKind.Dfs);
        Assert.True(Replay.Of(failure, program, "spin").Run(program).Reproduced);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0) await S.Store(p[1], 1);
            else while (await S.Load(p[0]) == 0) { }
        }
    }

    [Fact]
    public void OptimalDpor_LoopThatWaits_IsLeftToSourceDpor()
    {
        using CellProgram program = new("x", 2, Twin);
        Report report = Exploration.Run(program, new() { Strategy = StrategyKind.OptimalDpor });
        Assert.Equal(("EXHAUSTIVE", StrategyKind.SourceDpor), (report.VerdictText, report.Strategy));

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0) await S.Store(p[0], 1);
            else while (await S.Load(p[0]) == 0) { }
        }
    }

    private static void Passes(CellProgram program, StrategyKind kind)
    {
        Report report = Exploration.Run(program, new() { Strategy = kind, Iterations = 5000, MaxSteps = 2000 });
        Assert.Null(report.Failure?.Message);
    }

    private static Failure Fails(CellProgram program, StrategyKind kind)
    {
        Report report = Exploration.Run(program, new() { Strategy = kind, Iterations = 5000, MaxSteps = 2000 });
        Assert.NotNull(report.Failure);
        return report.Failure;
    }
}
