using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>What the engine itself finds wrong with a program, each with a sibling in which nothing is.</summary>
public sealed class EngineTests
{
    [Fact]
    public void TwoLocks_TakenInOppositeOrders_DeadlockWithItsCycle()
    {
        using CellProgram p = TwoLocks((cpu, i) => cpu == 0 ? i : 1 - i);
        Failure failure = Broken(p, Laws.Deadlock);
        Assert.Equal("cpu0 waits for b, held by cpu1; cpu1 waits for a, held by cpu0", failure.Message);
        Assert.Equal(1, failure.Preemptions);
        Assert.False(failure.IsCrash);
    }

    [Fact]
    public void TwoLocks_TakenInOneOrder_Hold()
    {
        using CellProgram p = TwoLocks((_, i) => i);
        Assert.Equal(Verdict.Exhaustive, Exploration.Run(p, new() { Strategy = StrategyKind.Dfs }).Verdict);
    }

    [Fact]
    public void Lock_TakenTwiceByOneCpu_IsADeadlockWithItself()
    {
        using CellProgram p = new("a", 1, Twin);
        Assert.Equal("cpu0 waits for a, held by itself", Broken(p, Laws.Deadlock).Message);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Lock(p[0]);
            await S.Lock(p[0]);
        }
    }

    [Fact]
    public void Unlock_OfALockOfAnotherCpu_IsReported()
    {
        using CellProgram p = new("a", 2, Twin);
        Assert.Equal("cpu1 unlocks a, which it does not hold.", Broken(p, Laws.Lock).Message);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0) await S.Lock(p[0]);
            await S.Unlock(p[0]);
        }
    }

    [Fact]
    public void Cpu_FinishedWithALock_IsReported()
    {
        using CellProgram p = new("a", 1, Twin);
        Assert.Equal("cpu0 has finished and holds a.", Broken(p, Laws.Lock).Message);

        static async CoTask Twin(CellProgram p, int cpu) => await S.Lock(p[0]);
    }

    [Theory]
    [InlineData(Substrate.Twin)]
    [InlineData(Substrate.Threads)]
    [InlineData(Substrate.Nested)]
    public void Exception_OfAGuest_IsACrashAndNoLaw(Substrate substrate)
    {
        using CellProgram p = new("x", 2, Twin) { Code = Code };
        Failure failure = Broken(p, Laws.Crash, new() { Substrate = substrate, Bound = 1 });
        Assert.True(failure.IsCrash);
        Assert.Equal("cpu1: InvalidOperationException: seen 1", failure.Message);
        Assert.Equal(2, failure.Schedule.Length);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (await Bump(p) == 1) throw new InvalidOperationException("seen 1");
        }

        static async CoTask<uint> Bump(CellProgram p) => await S.Add(p[0], 1) - 1;

        static void Code(CellProgram p, int cpu)
        {
            if (Controlled.Add(p[0], 1) == 2) throw new InvalidOperationException("seen 1");
        }
    }

    [Fact]
    public void Exception_OfANestedCoroutine_ReachesItsCaller()
    {
        using CellProgram p = new("x caught", 2, Twin) { AtEnd = q => Require(q.Value(1) == 2) };
        Assert.Equal(Verdict.Exhaustive, Exploration.Run(p, new() { Strategy = StrategyKind.Dfs }).Verdict);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            try
            {
                await Throws(p, 3);
            }
            catch (FormatException)
            {
                await S.Add(p[1], 1);
            }
        }

        static async CoTask<uint> Throws(CellProgram p, int depth)
        {
            await S.Load(p[0]);
            if (depth == 0) throw new FormatException();
            return await Throws(p, depth - 1);
        }
    }

    [Fact]
    public void Address_OutsideMemory_IsACrashThatNamesTheAddress()
    {
        using CellProgram p = new("x", 1, (q, _) => Touch(q[0] + 4096));
        string message = Broken(p, Laws.Crash).Message;
        Assert.Contains("is no shared cell (at EngineTests.cs:", message, StringComparison.Ordinal);
        using CellProgram odd = new("x", 1, (q, _) => Touch(q[0] + 2));
        Broken(odd, Laws.Crash);

        static async CoTask Touch(nuint cell) => await S.Load(cell);
    }

    [Theory]
    [InlineData(Substrate.Twin)]
    [InlineData(Substrate.Threads)]
    public void Loop_WithoutEnd_IsStopped(Substrate substrate)
    {
        using CellProgram p = new("x", 2, Twin) { Code = Code };
        Failure failure = Broken(p, Laws.Steps, new() { Substrate = substrate, MaxSteps = 100 });
        Assert.Equal(100, failure.Schedule.Length);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            while (await S.Add(p[0], 1) != 0)
            {
            }
        }

        static void Code(CellProgram p, int cpu)
        {
            while (Controlled.Add(p[0], 1) != 0)
            {
            }
        }
    }

    [Fact]
    public void Loop_OfPlainAccessesWithoutEnd_IsStopped()
    {
        using CellProgram p = new("x", 1, Twin);
        Broken(p, Laws.Steps, new() { MaxSteps = 100 });

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Load(p[0]);
            while (S.Read(p[0]) == 0)
            {
            }
        }
    }

    [Fact]
    public void Fail_FromANote_EndsTheExecutionAtThatStep()
    {
        int after = 0;
        using CellProgram p = new("x", 2, Twin)
        {
            AtNote = (_, note) => { if (note.A == 2) Engine.Current!.Fail("LAW", "two"); },
            AtStep = (_, step) => { if (step.New > 2) after++; },
        };
        Failure failure = Broken(p, "LAW");
        Assert.Equal("two", failure.Message);
        Assert.Equal(2, failure.Schedule.Length);
        Assert.Equal(2u, failure.Events[^1].Note!.Value.A);
        Assert.Equal(0, after);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            for (int i = 0; i < 4; i++) S.Note(1, await S.Add(p[0], 1), 0, 0);
        }
    }

    [Fact]
    public void Fail_AtTheEnd_IsFoundWhereItsScheduleExists()
    {
        using CellProgram wrong = Counter(atomic: false);
        Assert.Equal("x is 1", Broken(wrong, "SUM").Message);
        using CellProgram right = Counter(atomic: true);
        Assert.Equal(Verdict.Exhaustive, Exploration.Run(right, new() { Strategy = StrategyKind.Dfs }).Verdict);
    }

    [Fact]
    public void Callback_ThatLooksAtMemory_IsNoAccessOfTheGuest()
    {
        using CellProgram p = new("x", 2, Programs.Adders(2, 2).Twin)
        {
            AtStep = (q, _) => S.Read(q[0]),
            AtEnd = q => Controlled.Store(q[0], 7),
        };
        Report report = Exploration.Run(p, new() { Strategy = StrategyKind.Dfs });
        Assert.Null(report.Failure?.Message);
        Assert.Equal(6, report.Executions);
    }

    [Fact]
    public void State_ThatIsNotRestored_IsUncontrolled()
    {
        int runs = 0;
        using CellProgram p = new("x", 2, Twin)
        {
            AtEnd = _ => { if (++runs == 2) Engine.Current!.Fail("LAW", "second run"); },
        };
        Failure failure = Broken(p, Laws.Uncontrolled, new() { Strategy = StrategyKind.Dfs });
        Assert.True(failure.IsCrash);
        Assert.Contains("LAW", failure.Message, StringComparison.Ordinal);

        static async CoTask Twin(CellProgram p, int cpu) => await S.Add(p[0], 1);
    }

    [Theory]
    [InlineData(StrategyKind.Dfs)]
    [InlineData(StrategyKind.Bounded)]
    public void Program_ThatTakesOtherStepsEachTime_IsUncontrolled(StrategyKind strategy)
    {
        int runs = 0;
        using CellProgram p = new("x", 3, Twin) { AtBegin = _ => runs++ };
        Assert.True(Broken(p, Laws.Uncontrolled, new() { Strategy = strategy, Bound = 3 }).IsCrash);

        async CoTask Twin(CellProgram p, int cpu)
        {
            int more = runs < 9 ? 2 : 0;
            await S.Add(p[0], 1);
            for (int i = 0; i < more; i++) await S.Add(p[0], 1);
        }
    }

    [Fact]
    public void Cpu_WithoutSteps_RunsBeforeTheFirstOne()
    {
        using CellProgram p = new("x done", 2, Twin) { AtEnd = q => Require(q.Value(1) == 1) };
        Report report = Exploration.Run(p, new() { Strategy = StrategyKind.Dfs });
        Assert.Equal(Verdict.Exhaustive, report.Verdict);
        Assert.Equal([1, 0], report.Accesses);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0) await S.Load(p[0]);
            else S.Write(p[1], 1);
        }
    }

    [Fact]
    public void Memory_AfterAnExploration_IsAsBefore()
    {
        using CellProgram p = Programs.Adders(2, 2);
        p.Set(0, 40);
        Exploration.Run(p);
        Assert.Equal(40u, p.Value(0));
    }

    [Fact]
    public void Minimisation_OfARandomFailure_LeavesOnePreemption()
    {
        using CellProgram p = Counter(atomic: false);
        Assert.Equal(1, Broken(p, "SUM", new() { Strategy = StrategyKind.Random, Seed = 3 }).Preemptions);
        Assert.Equal(1, Broken(p, "SUM", new() { Strategy = StrategyKind.Dfs }).Preemptions);
    }

    internal static Failure Broken(CellProgram program, string law, ExplorationOptions? options = null)
    {
        Report report = Exploration.Run(program, options);
        Assert.Equal(Verdict.Violation, report.Verdict);
        Assert.Equal(law, report.Failure!.Law);
        return report.Failure;
    }

    internal static CellProgram Counter(bool atomic)
    {
        return new("x", 2, Twin)
        {
            Name = "counter",
            AtEnd = p => { if (p.Value(0) != 2) Engine.Current!.Fail("SUM", $"x is {p.Value(0)}"); },
        };

        async CoTask Twin(CellProgram p, int cpu)
        {
            if (atomic) await S.Add(p[0], 1);
            else await S.Store(p[0], await S.Load(p[0]) + 1);
        }
    }

    private static void Require(bool holds)
    {
        if (!holds) Engine.Current!.Fail("END", "does not hold");
    }

    internal static CellProgram TwoLocks(Func<int, int, int> order)
    {
        return new("a b", 2, Twin) { Name = "two locks" };

        async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Lock(p[order(cpu, 0)]);
            await S.Lock(p[order(cpu, 1)]);
            await S.Unlock(p[order(cpu, 1)]);
            await S.Unlock(p[order(cpu, 0)]);
        }
    }
}
