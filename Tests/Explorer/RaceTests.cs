using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>A racy program is reported, its ordered sibling is not.</summary>
public sealed class RaceTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PlainWrites_RaceUnlessLocked(bool locked)
    {
        Check(!locked, Twin);

        async CoTask Twin(CellProgram p, int cpu)
        {
            if (locked) await S.Lock(p[0]);
            else await S.Load(p[0]);
            S.Write(p[1], S.Read(p[1]) + 1);
            if (locked) await S.Unlock(p[0]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Message_RacesUnlessItsFlagIsReleased(bool released)
    {
        Check(!released, Twin);

        async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0)
            {
                S.Write(p[1], 7);
                if (released) await S.Store(p[0], 1);
                else await S.Load(p[0]);
            }
            else if (await S.Load(p[0]) == (released ? 1u : 0u))
            {
                S.Read(p[1]);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void PlainAccess_RacesWithASynchronisingOne(bool plain)
    {
        Check(plain, Twin);

        async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 1 && plain)
            {
                await S.Load(p[2]);
                S.Write(p[0], 1);
            }
            else if (cpu == 1)
            {
                await S.Store(p[0], 1);
            }
            else
            {
                await S.Load(p[0]);
            }
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void SynchronisingRead_RacesWithAPlainWriteAndNotWithAPlainRead(bool write)
    {
        Check(write, Twin);

        async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Load(p[cpu]);
            if (cpu == 0) return;
            if (write) S.Write(p[0], 5);
            else S.Read(p[0]);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void CompareExchange_OrdersOnlyWhereItSucceeds(bool succeeds)
    {
        Check(!succeeds, Twin);

        async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0)
            {
                S.Write(p[1], 7);
                await S.CompareExchange(p[0], 1, succeeds ? 0u : 9u);
            }
            else if (await S.CompareExchange(p[0], 2, 1) == 1 || !succeeds)
            {
                S.Read(p[1]);
            }
        }
    }

    [Fact]
    public void Race_OfTwoSites_NamesBoth()
    {
        using CellProgram p = new("flag data", 2, Twin);
        Failure failure = EngineTests.Broken(p, Laws.Race);
        Assert.Matches(
            @"^the write of data by cpu1 at RaceTests\.cs:\d+ is not ordered with"
            + @" the write of cpu0 at RaceTests\.cs:\d+\.$",
            failure.Message);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Load(p[0]);
            if (cpu == 0) S.Write(p[1], 1);
            else S.Write(p[1], 2);
        }
    }

    [Fact]
    public void Race_NotLookedFor_IsNotFound()
    {
        using CellProgram p = new("flag data", 2, Twin);
        Assert.Equal(Verdict.Exhaustive, Exploration.Run(p, new() { CheckRaces = false }).Verdict);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Load(p[0]);
            S.Write(p[1], 1);
        }
    }

    private static void Check(bool racy, Func<CellProgram, int, CoTask> twin)
    {
        using CellProgram p = new("sync data other", 2, twin);
        Report report = Exploration.Run(p, new() { Strategy = StrategyKind.Dfs });
        Assert.Equal(racy ? Laws.Race : null, report.Failure?.Law);
    }
}
