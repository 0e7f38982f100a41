using Plimsoll.Explorer;
using Xunit;
using S = Plimsoll.Explorer.Guest;

namespace Plimsoll.Tests.Explorer;

/// <summary>The classic programs that tell memory models apart: how many outcomes each allows.</summary>
public sealed class MemoryModelTests
{
    private const int X = 0;
    private const int Y = 1;

    [Theory]
    [InlineData("SB", 3, 4, 4)]
    [InlineData("SB+fences", 3, 3, 3)]
    [InlineData("SB+one fence", 3, 4, 4)]
    [InlineData("SB+xchg", 3, 3, 3)]
    [InlineData("SB+process fence", 3, 3, 3)]
    [InlineData("SB+rfi", 3, 4, 4)]
    [InlineData("MP", 3, 3, 4)]
    [InlineData("MP+release", 3, 3, 3)]
    [InlineData("LB", 3, 3, 3)]
    [InlineData("2+2W", 3, 3, 4)]
    [InlineData("S", 3, 3, 4)]
    [InlineData("same cell twice", 6, 6, 6)]
    public void Outcomes_AreThoseOfTheModel(string name, int sc, int tso, int pso)
    {
        Assert.Equal(sc, Outcomes(name, MemoryModel.Sc).Count);
        Assert.Equal(tso, Outcomes(name, MemoryModel.Tso).Count);
        Assert.Equal(pso, Outcomes(name, MemoryModel.Pso).Count);
    }

    [Theory]
    [InlineData("SB")]
    [InlineData("MP")]
    [InlineData("2+2W")]
    [InlineData("S")]
    public void WeakerModel_HasEveryOutcomeOfTheStronger(string name)
    {
        Assert.Subset(Outcomes(name, MemoryModel.Tso), Outcomes(name, MemoryModel.Sc));
        Assert.Subset(Outcomes(name, MemoryModel.Pso), Outcomes(name, MemoryModel.Tso));
    }

    [Theory]
    [InlineData("SB", MemoryModel.Tso)]
    [InlineData("MP", MemoryModel.Pso)]
    public void Threads_SeeTheSameOutcomesAsTheTwin(string name, MemoryModel model) =>
        Assert.Equal(Outcomes(name, model), Outcomes(name, model, Substrate.Threads));

    [Fact]
    public void Nested_WeakModel_IsRefused() => Assert.Throws<ArgumentException>(
        () => Outcomes("SB", MemoryModel.Tso, Substrate.Nested));

    [Fact]
    public void Await_IsBlockedUntilTheCellChanges()
    {
        using CellProgram program = new("x y", 2, Body);
        Report report = Exploration.Run(program, new() { Strategy = StrategyKind.Dfs, CountTraces = true });
        Assert.Equal(Verdict.Exhaustive, report.Verdict);
        Assert.Equal(1, report.DistinctTraces);

        static async CoTask Body(CellProgram p, int cpu)
        {
            if (cpu == 0) await S.Store(p[X], 7);
            else await S.Store(p[Y], await S.Await(p[X], 0));
        }
    }

    [Fact]
    public void Await_OfWhatNobodyChanges_IsADeadlock()
    {
        using CellProgram program = new("x y", 2, async (p, cpu) => await S.Await(p[X], 0));
        Report report = Exploration.Run(program, new() { Strategy = StrategyKind.Dfs });
        Assert.Equal(Laws.Deadlock, report.Failure?.Law);
    }

    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void PlainAccess_ComesAfterTheCpusOwnStores(MemoryModel model)
    {
        using CellProgram program = new("x lock", 2, Twin) { AtEnd = p => Assert.Equal(6u, p.Value(X)) };
        Report report = Exploration.Run(program, new() { Strategy = StrategyKind.Dfs, Memory = model });
        Assert.Null(report.Failure?.Message);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Lock(p[Y]);
            await S.Store(p[X], S.Read(p[X]) + 1);
            S.Write(p[X], S.Read(p[X]) + 2);
            await S.Unlock(p[Y]);
        }
    }

    /// <summary>What the loads saw, and what the cells hold in the end.</summary>
    private static HashSet<string> Outcomes(string name, MemoryModel model, Substrate substrate = Substrate.Twin)
    {
        HashSet<string> outcomes = [];
        uint[] seen = new uint[4];
        using CellProgram program = new("x y", 2, (p, cpu) => Twin(name, p, cpu, seen))
        {
            Name = name,
            Code = (p, cpu) => Code(name, p, cpu, seen),
            AtBegin = _ => Array.Clear(seen),
            AtEnd = p => outcomes.Add($"{string.Join(' ', seen)} x={p.Value(X)} y={p.Value(Y)}"),
        };
        ExplorationOptions options = new() { Strategy = StrategyKind.Dfs, Memory = model, Substrate = substrate };
        Assert.Equal(Verdict.Exhaustive, Exploration.Run(program, options).Verdict);
        return outcomes;
    }

    private static async CoTask Twin(string name, CellProgram p, int cpu, uint[] seen)
    {
        nuint mine = p[cpu];
        nuint other = p[1 - cpu];
        switch (name)
        {
            case "SB":
            case "SB+fences":
            case "SB+one fence":
            case "SB+process fence":
                await S.StoreRelaxed(mine, 1);
                if (name == "SB+fences" || (name == "SB+one fence" && cpu == 0)) await S.Fence();
                if (name == "SB+process fence" && cpu == 0) await S.ProcessFence();
                if (name == "SB+process fence" && cpu == 1) await S.Fence();
                seen[cpu] = await S.LoadRelaxed(other);
                break;
            case "SB+xchg":
                await S.Exchange(mine, 1);
                seen[cpu] = await S.LoadRelaxed(other);
                break;
            case "SB+rfi":
                await S.StoreRelaxed(mine, 1);
                seen[cpu + 2] = await S.LoadRelaxed(mine);
                seen[cpu] = await S.LoadRelaxed(other);
                break;
            case "MP" when cpu == 0:
            case "MP+release" when cpu == 0:
                await S.StoreRelaxed(p[X], 1);
                if (name == "MP") await S.StoreRelaxed(p[Y], 1);
                else await S.Store(p[Y], 1);
                break;
            case "MP":
            case "MP+release":
                seen[0] = await S.LoadRelaxed(p[Y]);
                seen[1] = await S.LoadRelaxed(p[X]);
                break;
            case "LB":
                seen[cpu] = await S.LoadRelaxed(other);
                await S.StoreRelaxed(mine, 1);
                break;
            case "2+2W":
                await S.StoreRelaxed(mine, 1);
                await S.StoreRelaxed(other, 2);
                break;
            case "S" when cpu == 0:
                await S.StoreRelaxed(p[X], 2);
                await S.StoreRelaxed(p[Y], 1);
                break;
            case "S":
                seen[0] = await S.LoadRelaxed(p[Y]);
                await S.StoreRelaxed(p[X], 1);
                break;
            default:
                await S.StoreRelaxed(p[X], (uint)(1 + (2 * cpu)));
                await S.StoreRelaxed(p[X], (uint)(2 + (2 * cpu)));
                seen[cpu] = await S.LoadRelaxed(p[X]);
                break;
        }
    }

    private static void Code(string name, CellProgram p, int cpu, uint[] seen)
    {
        if (name == "SB")
        {
            Controlled.StoreRelaxed(p[cpu], 1);
            seen[cpu] = Controlled.LoadRelaxed(p[1 - cpu]);
        }
        else if (cpu == 0)
        {
            Controlled.StoreRelaxed(p[X], 1);
            Controlled.StoreRelaxed(p[Y], 1);
        }
        else
        {
            seen[0] = Controlled.LoadRelaxed(p[Y]);
            seen[1] = Controlled.LoadRelaxed(p[X]);
        }
    }
}
