using System.Diagnostics;
using System.Runtime.CompilerServices;
using Plimsoll.Explorer;
using Xunit;
using S = Plimsoll.Explorer.Guest;

namespace Plimsoll.Tests.Explorer;

/// <summary>Programs that depend on what no schedule decides are stopped; others are not.</summary>
public sealed class GuardTests
{
    private static uint counter;

    [Theory]
    [InlineData("clock")]
    [InlineData("Random.Shared")]
    [InlineData("hash code")]
    [InlineData("static counter")]
    [InlineData("static counter, now and then")]
    [InlineData("number of accesses")]
    public void Nondeterminism_IsStoppedWithinAThousandExecutions(string source)
    {
        counter = 0;
        foreach (StrategyKind kind in new[] { StrategyKind.Bounded, StrategyKind.Dfs, StrategyKind.Random })
        {
            using CellProgram program = new("x y", 3, (p, cpu) => Body(p, cpu, source));
            Report report = Exploration.Run(program, new() { Strategy = kind, Iterations = 1001, Bound = 5 });
            Assert.Equal(Laws.Uncontrolled, report.Failure?.Law);
            Assert.Contains("event", report.Failure!.Message, StringComparison.Ordinal);
            Assert.True(report.Failure.IsCrash);
        }
    }

    [Fact]
    public void Determinism_IsNotStopped()
    {
        using CellProgram program = new("x y", 3, (p, cpu) => Body(p, cpu, "nothing"));
        Report report = Exploration.Run(program, new() { Strategy = StrategyKind.Random, Iterations = 2001 });
        Assert.Equal("SAMPLED(2001)", report.VerdictText);
    }

    [Fact]
    public void FirstAccess_DependsOnAPlainReadOfWhatOthersWrite_IsExplored()
    {
        HashSet<(uint X, uint Y)> ends = [];
        using CellProgram program = new("x y flag", 2, Twin) { AtEnd = p => ends.Add((p.Value(0), p.Value(1))) };
        ExplorationOptions options = new() { Strategy = StrategyKind.Dfs, CheckRaces = false };
        Report report = Exploration.Run(program, options);
        Assert.Equal("EXHAUSTIVE", report.VerdictText);
        Assert.Equal([(0u, 1u), (1u, 1u)], ends.Order());

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 1 && S.Read(p[2]) == 1) await S.Store(p[0], 1);
            else await S.Store(p[1], 1);
            if (cpu == 0) S.Write(p[2], 1);
        }
    }

    private static async CoTask Body(CellProgram p, int cpu, string source)
    {
        await S.Store(p[0], Value(source));
        await S.Load(p[1]);
        await S.Add(p[1], 1);
        if (source == "number of accesses" && counter++ % 7 < 3) await S.Store(p[1], 1);
    }

    private static uint Value(string source) => source switch
    {
        "clock" => unchecked((uint)Stopwatch.GetTimestamp()),
        "Random.Shared" => (uint)Random.Shared.Next(),
        "hash code" => unchecked((uint)RuntimeHelpers.GetHashCode(new object())),
        "static counter" => counter++,
        "static counter, now and then" => counter++ / 5,
        _ => 1,
    };
}
