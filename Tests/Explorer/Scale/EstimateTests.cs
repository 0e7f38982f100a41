using Plimsoll.Explorer;
using Plimsoll.Tests.Litmus;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Explorer;

/// <summary>What an exploration says, a tenth of the way, of how long the way is.</summary>
public sealed class EstimateTests(ITestOutputHelper output)
{
    [Fact]
    public void Estimate_AtATenth_IsKnownOfHalfTheProgramsAndHoldsTheTruthInFourOfFive()
    {
        Judge held = new(output);
        foreach (var row in DporTests.Known)
        {
            object[] values = row;
            long truth = (int)values[2];
            held.See(AtATenth((string)values[0], (int)values[1], truth, StrategyKind.SourceDpor), truth);
        }

        held.Conclude();
    }

    [Fact]
    public void Estimate_OfSchedules_IsKnownOfHalfTheProgramsAndHoldsTheTruthInFourOfFive()
    {
        Judge held = new(output);
        foreach (var row in OracleTests.Naive)
        {
            object[] values = row;
            held.See(AtATenth((string)values[0], (int)values[1], (long)values[2], StrategyKind.Dfs), (long)values[2]);
        }

        held.Conclude();
    }

    [Fact]
    public void Estimate_OfAProgramWithLoopsThatWait_IsUnknown()
    {
        const string Text = "cells x; thread; W x 1; thread; while (R x == 0) { }";
        using LitmusGuest guest = new(LitmusProgram.Parse(Text, "spin"));
        Assert.Null(Exploration.Run(guest, new() { Strategy = StrategyKind.SourceDpor, Estimates = true }).Total);
    }

    [Fact]
    public void Estimate_OfWhatIsDrawn_IsTheirNumber()
    {
        using LitmusGuest guest = OracleTests.Guest("sb", 0);
        ExplorationOptions options = new() { Strategy = StrategyKind.Random, Iterations = 77, Estimates = true };
        Assert.Equal(new Estimate(77, 77, 77), Exploration.Run(guest, options).Total);
    }

    /// <summary>Walks are looked at and not counted.</summary>
    [Fact]
    public void Estimate_ChangesNothingElse()
    {
        using LitmusGuest with = OracleTests.Guest("casw", 3);
        using LitmusGuest without = OracleTests.Guest("casw", 3);
        ExplorationOptions options = new() { Strategy = StrategyKind.SourceDpor };
        Report estimated = Exploration.Run(with, options with { Estimates = true });
        Assert.NotNull(estimated.Total);
        Assert.Equal(Exploration.Run(without, options).Executions, estimated.Executions);
        Assert.Equal(
            without.Outcomes.Select(o => $"{o.Executions} {BruteProgram.Text(o)}"),
            with.Outcomes.Select(o => $"{o.Executions} {BruteProgram.Text(o)}"));
    }

    private static Estimate? AtATenth(string program, int size, long truth, StrategyKind strategy)
    {
        using LitmusGuest guest = OracleTests.Guest(program, size);
        ExplorationOptions options =
            new() { Strategy = strategy, CheckRaces = false, Estimates = true, Iterations = Math.Max(1, truth / 10) };
        return Exploration.Run(guest, options).Total;
    }

    private sealed class Judge(ITestOutputHelper output)
    {
        private int rows;
        private int known;
        private int held;

        public void See(Estimate? estimate, long truth)
        {
            rows++;
            if (estimate is not { } seen) return;
            known++;
            if (seen.Low <= truth && truth <= seen.High) held++;
        }

        public void Conclude()
        {
            output.WriteLine($"{rows} programs, {known} known, {held} held");
            Assert.True(2 * known >= rows, $"{known} of {rows} known");
            Assert.True(held >= 0.8 * known, $"{held} of {known} held");

            // An interval that always holds is too wide to say anything.
            Assert.True(held < known);
        }
    }
}
