using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>What the laws of lives and of wide accesses say, case by case, and how a breach reads.</summary>
public sealed class LifetimeTests
{
    private static readonly ExplorationOptions Everything = new() { Strategy = StrategyKind.Dfs };

    [Fact]
    public void Access_AfterTheEnd_NamesBothPlaces() => Breaks(
        Laws.UseAfterFree,
        @"^the load of y by cpu0 at LifetimeTests\.cs:\d+ comes after the end that cpu0 put to it at"
        + @" LifetimeTests\.cs:\d+\.$",
        cpus: 1,
        async (p, _) =>
        {
            S.Born(p[1], 2);
            S.Dies(p[1], 2);
            await S.Load(p[2]);
        });

    [Fact]
    public void Access_NotOrderedBeforeTheEnd_IsNamed() => Breaks(
        Laws.UseAfterFree,
        @"^the death of x by cpu1 at LifetimeTests\.cs:\d+ is not ordered after the load of cpu0 at"
        + @" LifetimeTests\.cs:\d+\.$",
        cpus: 2,
        async (p, cpu) =>
        {
            if (cpu == 0) await S.Load(p[1]);
            await S.Load(p[0]);
            if (cpu == 1) S.Dies(p[1], 1);
        });

    [Fact]
    public void Birth_BeforeTheEnd_IsNamed() => Breaks(
        Laws.UnorderedReuse,
        @"^the birth of y by cpu0 at LifetimeTests\.cs:\d+ comes before the end of the life that cpu0 began at"
        + @" LifetimeTests\.cs:\d+\.$",
        cpus: 1,
        async (p, _) =>
        {
            S.Born(p[1], 2);
            S.Born(p[2], 2);
            await S.Load(p[0]);
        });

    [Fact]
    public void Birth_NotOrderedAfterTheEnd_IsNamed() => Breaks(
        Laws.UnorderedReuse,
        @"^the birth of x by cpu1 at LifetimeTests\.cs:\d+ is not ordered after the end that cpu0 put to it at"
        + @" LifetimeTests\.cs:\d+\.$",
        cpus: 2,
        async (p, cpu) =>
        {
            await S.Load(p[0]);
            if (cpu == 0) S.Dies(p[1], 1);
            else S.Born(p[1], 1);
        },
        schedule: "0x1 1x1");

    [Fact]
    public void Access_ByWhoDoesNotKnowTheLife_IsNamed() => Breaks(
        Laws.UnorderedReuse,
        @"^the store of x by cpu1 at LifetimeTests\.cs:\d+ is not ordered after the life that cpu0 began at"
        + @" LifetimeTests\.cs:\d+\.$",
        cpus: 2,
        async (p, cpu) =>
        {
            await S.Load(p[0]);
            if (cpu == 0)
            {
                S.Dies(p[1], 1);
                S.Born(p[1], 1);
            }
            else
            {
                await S.Store(p[1], 1);
            }
        },
        schedule: "0x1 1x2");

    [Fact]
    public void Table_ShowsLivesAndHalves()
    {
        using CellProgram p = new("guard x y flag", 1, Twin);
        string table = Table.Render(p, Exploration.Run(p, Everything).Failure!, full: true);
        string[] rows = ["birth x (2 words)  Life", "write.wide y 0 -> 1", "read.wide x = 5", "death y (1 word)"];
        foreach (string row in rows)
            Assert.Contains(row, table, StringComparison.Ordinal);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            S.Born(p[1], 2);
            S.WriteWide(p[1], 0x1_0000_0005);
            S.ReadWide(p[1]);
            S.Dies(p[2], 1);
            await S.Load(p[2]);
        }
    }

    [Fact]
    public void Words_BesideTheBlock_AreNotOfIt() => Holds(
        cpus: 1,
        async (p, _) =>
        {
            S.Born(p[1], 1);
            S.Dies(p[1], 1);
            await S.Store(p[0], 1);
            S.Write(p[2], 1);
            S.Born(p[1], 1);
            S.Write(p[1], 1);
        });

    /// <summary>What nobody announced has no first owner, so that its first life has no predecessor.</summary>
    [Fact]
    public void FirstLife_NeedsNoOrder() => Holds(
        cpus: 2,
        async (p, cpu) =>
        {
            if (cpu == 0) await S.Load(p[1]);
            await S.Load(p[0]);
            if (cpu == 1) S.Born(p[1], 1);
        });

    [Fact]
    public void Executions_StartWithoutLives() => Holds(
        cpus: 2,
        async (p, cpu) =>
        {
            await S.Lock(p[0]);
            await S.Load(p[1]);
            if (await S.Load(p[3]) == 1) S.Dies(p[1], 1);
            await S.Store(p[3], 1);
            await S.Unlock(p[0]);
        });

    /// <summary>A store that waits in another CPU's buffer arrives after the end.</summary>
    [Theory]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void Store_InABuffer_IsAnAccessOfItsCpu(MemoryModel memory)
    {
        using CellProgram p = new("guard x y flag", 2, Twin);
        Report report = Exploration.Run(p, new() { Strategy = StrategyKind.Dfs, Memory = memory });
        Assert.Equal(Laws.UseAfterFree, report.Failure?.Law);
        Assert.DoesNotContain(report.Failure!.Steps, step => step.Kind == AccessKind.Flush);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Load(p[0]);
            if (cpu == 0) await S.Store(p[1], 1);
            else S.Dies(p[1], 1);
        }
    }

    /// <summary>The CPU's own store is done when it is issued, however late it arrives.</summary>
    [Theory]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void Store_OfTheOwnerThatArrivesAfterTheEnd_IsNone(MemoryModel memory)
    {
        using CellProgram p = new("guard x y flag", 2, Twin);
        Report report = Exploration.Run(p, new() { Strategy = StrategyKind.Dfs, Memory = memory });
        Assert.Equal("EXHAUSTIVE", report.VerdictText);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0)
            {
                await S.StoreRelaxed(p[1], 1);
                S.Dies(p[1], 1);
                await S.Store(p[3], 1);
            }
            else if (await S.Load(p[3]) == 1)
            {
                S.Born(p[1], 1);
                await S.Store(p[1], 2);
            }
        }
    }

    [Fact]
    public void Laws_NotAskedFor_AreNotChecked()
    {
        using CellProgram p = new("guard x y flag", 1, Twin);
        Assert.Equal("EXHAUSTIVE", Exploration.Run(p, Everything with { CheckRaces = false }).VerdictText);
        Assert.Equal(Laws.UseAfterFree, Exploration.Run(p, Everything).Failure?.Law);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            S.Dies(p[1], 1);
            S.WriteWide(p[1], 1);
            await S.Load(p[0]);
        }
    }

    [Theory]
    [InlineData(0, 0, "words")]
    [InlineData(3, 2, "is no shared cell (at LifetimeTests.cs:")]
    public void Block_ThatIsNone_IsACrash(int cell, int words, string message)
    {
        using CellProgram p = new("guard x y flag", 1, Twin);
        Failure failure = Exploration.Run(p, Everything).Failure!;
        Assert.Equal(Laws.Crash, failure.Law);
        Assert.Contains(message, failure.Message, StringComparison.Ordinal);

        async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Load(p[0]);
            S.Born(p[cell], words);
        }
    }

    [Fact]
    public void Race_WithAWideAccess_NamesTheHalf() => Breaks(
        Laws.Torn,
        @"^the write of y by cpu1 at LifetimeTests\.cs:\d+ is not ordered with the read\.wide of cpu0 at"
        + @" LifetimeTests\.cs:\d+: its halves may be of two values\.$",
        cpus: 2,
        async (p, cpu) =>
        {
            await S.Load(p[0]);
            if (cpu == 0) S.ReadWide(p[1]);
            else S.Write(p[2], 1);
        },
        schedule: "0x1 1x1");

    [Fact]
    public void Race_BesideAWideAccessThatIsOrdered_IsARace() => Breaks(
        Laws.Race,
        @"^the write of x by cpu1 at .* is not ordered with the write of cpu0 at .*\.$",
        cpus: 2,
        async (p, cpu) =>
        {
            if (cpu == 0)
            {
                S.WriteWide(p[1], 7);
                await S.Store(p[0], 1);
                S.Write(p[1], 8);
                await S.Load(p[3]);
            }
            else
            {
                await S.Await(p[0], 0);
                S.Write(p[1], 9);
            }
        });

    [Fact]
    public void WideReads_AtOnce_AreNoRace() => Holds(
        cpus: 2,
        async (p, _) =>
        {
            await S.Load(p[0]);
            S.ReadWide(p[1]);
        });

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void WideValue_IsReadAsItWasWritten(bool explored)
    {
        using CellProgram p = new("guard x y flag", 1, Twin);
        if (explored) Assert.Equal("EXHAUSTIVE", Exploration.Run(p, Everything).VerdictText);
        else p.Start(0).RunSolo();

        static async CoTask Twin(CellProgram p, int cpu)
        {
            S.WriteWide(p[1], 0xFEDC_BA98_7654_3210);
            Assert.Equal(0x7654_3210u, await S.Load(p[1]));
            Assert.Equal(0xFEDC_BA98u, S.Read(p[2]));
            Assert.Equal(0xFEDC_BA98_7654_3210, S.ReadWide(p[1]));
        }
    }

    /// <summary>Halves that are stored one by one never race, and still make a value that nobody wrote.</summary>
    [Fact]
    public void Halves_StoredOneByOne_AreNotLinearizable()
    {
        (CellProgram program, _) = RecordedProgram.Make(new RegisterSpec(), "low high", 2, Twin);
        using (program)
        {
            Assert.Equal("VIOLATION(LINEARIZABILITY)", Exploration.Run(program, Everything).VerdictText);
        }

        static async CoTask Twin(CellProgram p, int cpu)
        {
            RecordedProgram.Call(cpu == 0 ? 'w' : 'r', 0x10001);
            if (cpu == 0)
            {
                await S.Store(p[0], 1);
                await S.Store(p[1], 1);
                RecordedProgram.Return(0);
                return;
            }

            uint low = await S.Load(p[0]);
            RecordedProgram.Return((int)(low | await S.Load(p[1]) << 16));
        }
    }

    [Theory]
    [InlineData(Substrate.Twin)]
    [InlineData(Substrate.Threads)]
    [InlineData(Substrate.Nested)]
    public void PlainCode_HasTheSameLaws(Substrate substrate)
    {
        using CellProgram p = new("guard x y flag", 2, Twin) { Code = Code };
        Report report = Exploration.Run(p, new() { Bound = 1, Substrate = substrate });
        Assert.Equal(Laws.UseAfterFree, report.Failure?.Law);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Load(p[0]);
            S.Born(p[1], 2);
            S.WriteWide(p[1], S.ReadWide(p[1]) + 1);
            S.Dies(p[1], 2);
            S.Read(p[2]);
        }

        static void Code(CellProgram p, int cpu)
        {
            Controlled.Load(p[0]);
            Controlled.Born(p[1], 2);
            Controlled.WriteWide(p[1], Controlled.ReadWide(p[1]) + 1);
            Controlled.Dies(p[1], 2);
            Controlled.Read(p[2]);
        }
    }

    private static void Breaks(
        string law, string pattern, int cpus, Func<CellProgram, int, CoTask> twin, string? schedule = null)
    {
        using CellProgram p = new("guard x y flag", cpus, twin);
        Failure failure = Exploration.Run(p, Everything).Failure!;
        Assert.Equal(law, failure.Law);
        Assert.Matches(pattern, failure.Message);
        if (schedule is not null) Assert.Equal(schedule, failure.Schedule.ToString());
    }

    private static void Holds(int cpus, Func<CellProgram, int, CoTask> twin)
    {
        using CellProgram p = new("guard x y flag", cpus, twin);
        Report report = Exploration.Run(p, Everything);
        Assert.True(report.VerdictText == "EXHAUSTIVE", report.Failure?.Message);
    }
}
