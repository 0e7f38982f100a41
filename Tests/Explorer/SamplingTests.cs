using Plimsoll.Explorer;
using Xunit;
using S = Plimsoll.Explorer.Guest;

namespace Plimsoll.Tests.Explorer;

/// <summary>What the strategies that sample promise: how likely each schedule, or each bug, is.</summary>
public sealed class SamplingTests
{
    /// <summary>A uniform source exceeds this chi-square of 69 degrees of freedom once in a thousand.</summary>
    private const double Critical69 = 111.06;

    [Theory]
    [InlineData(1, 2, 0)]
    [InlineData(1, 3, 6)]
    [InlineData(2, 2, 0)]
    [InlineData(2, 3, 6)]
    [InlineData(3, 2, 0)]
    [InlineData(3, 3, 4)]
    public void Pct_PlantedBug_IsFoundAtLeastAsOftenAsPromised(int depth, int cpus, int privateSteps)
    {
        const int Runs = 5000;
        using CellProgram program = Planted(depth, cpus, privateSteps);
        Report report = Sample(program, StrategyKind.Pct, Runs, depth - 1);
        double promised = report.Guarantee!.Value;
        double noise = 3 * Math.Sqrt(Runs * promised * (1 - promised));
        Assert.InRange(report.Failures, (Runs * promised) - noise, Runs);
    }

    /// <summary>Lanes of store buffers draw priorities too: the bound, counted in CPUs, would be too high.</summary>
    [Fact]
    public void Pct_WithStoreBuffers_PromisesNothing()
    {
        using CellProgram program = Planted(1, 2, 0);
        Report report = Exploration.Run(
            program, new() { Strategy = StrategyKind.Pct, Bound = 0, Iterations = 10, Memory = MemoryModel.Tso });
        Assert.Null(report.Guarantee);
    }

    [Fact]
    public void Pct_TooFewChanges_MissesTheDeeperBug()
    {
        using CellProgram program = Planted(3, 2, 0);
        Assert.Equal(0, Sample(program, StrategyKind.Pct, 5000, 0).Failures);
    }

    [Fact]
    public void Pct_CpuThatSpins_DoesNotRunForEver()
    {
        using CellProgram program = new("x", 2, Twin);
        Assert.Null(Sample(program, StrategyKind.Pct, 200, 2).Failure?.Message);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 0) await S.Store(p[0], 1);
            else while (await S.Load(p[0]) == 0) { }
        }
    }

    [Fact]
    public void UniformWalk_EveryInterleaving_IsEquallyLikely()
    {
        Assert.InRange(ChiSquare(StrategyKind.Urw), 0, Critical69);
        Assert.InRange(ChiSquare(StrategyKind.Random), 2 * Critical69, double.MaxValue);
    }

    [Fact]
    public void Pos_OrderThatAWalkNeverSees_IsSampled()
    {
        // CPU 0 has 20 steps to go before what races with CPU 1's first.
        using CellProgram program = new("x p0 p1", 2, Twin);
        Assert.InRange(Sample(program, StrategyKind.Pos, 1000, 0).Failures, 20, 100);
        Assert.Equal(0, Sample(program, StrategyKind.Random, 1000, 0).Failures);

        static async CoTask Twin(CellProgram p, int cpu)
        {
            if (cpu == 1 && await S.Load(p[0]) == 1) Engine.Current!.Fail("LATE", "");
            for (int i = 0; i < 20; i++) await S.Store(p[1 + cpu], 1);
            if (cpu == 0) await S.Store(p[0], 1);
        }
    }

    [Theory]
    [InlineData(StrategyKind.Urw)]
    [InlineData(StrategyKind.Pct)]
    [InlineData(StrategyKind.Pos)]
    public void Sampling_SameSeed_SameSchedules(StrategyKind kind)
    {
        Assert.Equal(Chosen(kind, 7), Chosen(kind, 7));
        Assert.NotEqual(Chosen(kind, 7), Chosen(kind, 8));
    }

    [Theory]
    [InlineData(StrategyKind.Urw)]
    [InlineData(StrategyKind.Pct)]
    [InlineData(StrategyKind.Pos)]
    public void Sampling_StoreBuffers_ReachTheWeakOutcome(StrategyKind kind)
    {
        bool both = false;
        uint[] seen = new uint[2];
        using CellProgram watched = new("x y", 2, Twin) { AtEnd = _ => both |= seen[0] == 0 && seen[1] == 0 };
        ExplorationOptions options = new() { Strategy = kind, Iterations = 300, Memory = MemoryModel.Tso };
        Assert.Equal("SAMPLED(300)", Exploration.Run(watched, options).VerdictText);
        Assert.True(both);

        async CoTask Twin(CellProgram p, int cpu)
        {
            await S.Store(p[cpu], 1);
            seen[cpu] = await S.Load(p[1 - cpu]);
        }
    }

    /// <summary>
    /// A bug that needs as many orders of steps as its depth: CPU 0 stores 1, 2, 3; CPU 1 looks at the right times.
    /// </summary>
    private static CellProgram Planted(int depth, int cpus, int privateSteps)
    {
        return new("x p0 p1 p2 p3", cpus, Twin) { Name = $"depth {depth}" };

        async CoTask Twin(CellProgram p, int cpu)
        {
            for (int i = 0; i < privateSteps; i++) await S.Store(p[1 + cpu], 1);
            if (cpu == 0)
            {
                for (uint value = 1; value <= 3; value++) await S.Store(p[0], value);
            }
            else if (cpu == 1)
            {
                uint first = await S.Load(p[0]);
                uint second = depth < 3 ? 0 : await S.Load(p[0]);
                bool found = depth switch { 1 => first == 0, 2 => first is 1 or 2, _ => first == 1 && second >= 2 };
                if (found) Engine.Current!.Fail("PLANTED", "");
            }
        }
    }

    private static Report Sample(CellProgram program, StrategyKind kind, long runs, int bound) => Exploration.Run(
        program,
        new() { Strategy = kind, Iterations = runs, Bound = bound, Seed = 5, GoOnAfterFailure = true });

    /// <summary>Of the 70 interleavings of two CPUs with 4 steps each, in 7,000 samples.</summary>
    private static double ChiSquare(StrategyKind kind)
    {
        Dictionary<string, int> counts = [];
        List<int> cpus = [];
        using CellProgram program = new("x", 2, Programs.Adders(2, 4).Twin)
        {
            AtBegin = _ => cpus.Clear(),
            AtStep = (_, step) => cpus.Add(step.Cpu),
            AtEnd = _ => counts[string.Concat(cpus)] = counts.GetValueOrDefault(string.Concat(cpus)) + 1,
        };
        Sample(program, kind, 7000, 0);
        Assert.Equal(70, counts.Count);
        return counts.Values.Sum(n => (n - 100.0) * (n - 100.0) / 100);
    }

    private static string Chosen(StrategyKind kind, ulong seed)
    {
        List<int> cpus = [];
        using CellProgram p = new("x", 3, Programs.Adders(3, 4).Twin) { AtStep = (_, step) => cpus.Add(step.Cpu) };
        Exploration.Run(p, new() { Strategy = kind, Iterations = 20, Seed = seed });
        return string.Concat(cpus);
    }
}
