using Plimsoll.Explorer;
using Plimsoll.Tests.Litmus;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>Source-DPOR with a bound explores the traces that have a schedule within it, and no others.</summary>
public sealed class DporBoundTests
{
    /// <summary>Traces for bounds 0, 1, 2, ...; the first bound at which nothing is left out.</summary>
    public static TheoryData<string, int, int[], int> Known => new()
    {
        { "readers_priv", 3, [8, 8], 0 },
        { "lastzero", 3, [12, 12], 0 },
        { "lastzero", 4, [28, 28], 0 },
        { "fib_bench", 2, [2, 8, 18, 19, 19], 3 },
        { "fib_bench", 3, [2, 12, 50, 102, 140], 5 },
        { "writes2x", 7, [2, 14, 86, 266, 716], 13 },
    };

    [Theory]
    [MemberData(nameof(Known))]
    public void SourceDpor_Bounded_FindsTheTracesOfEveryBound(string program, int size, int[] traces, int complete)
    {
        ArgumentNullException.ThrowIfNull(traces);
        for (int bound = 0; bound < traces.Length; bound++)
        {
            using LitmusGuest guest = OracleTests.Guest(program, size);
            Report report = Exploration.Run(guest, Bounded(bound));
            Assert.Equal(traces[bound], report.DistinctTraces);
            Assert.Equal(bound < complete ? $"BOUNDED({bound})" : "EXHAUSTIVE", report.VerdictText);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void SourceDpor_Bounded_OnRandomPrograms_CoversEverySchedule(int bound)
    {
        for (int number = 0; number < 300; number++)
        {
            LitmusProgram program = LitmusProgram.Parse(RandomPrograms.Text(number), "random.litmus");
            using LitmusGuest all = new(program);
            Report schedules = Exploration.Run(all, Bounded(bound) with { Strategy = StrategyKind.Bounded });
            using LitmusGuest reduced = new(program);
            Report traces = Exploration.Run(reduced, Bounded(bound));
            Assert.True(traces.DistinctTraces >= schedules.DistinctTraces, RandomPrograms.Text(number));
            Assert.Subset(Outcomes(reduced), Outcomes(all));
        }
    }

    [Fact]
    public void OptimalDpor_KnowsNoBound() => Assert.Throws<ArgumentException>(() =>
    {
        using LitmusGuest guest = OracleTests.Guest("lastzero", 3);
        Exploration.Run(guest, Bounded(1) with { Strategy = StrategyKind.OptimalDpor });
    });

    private static HashSet<string> Outcomes(LitmusGuest guest) => [.. guest.Outcomes.Select(BruteProgram.Text)];

    private static ExplorationOptions Bounded(int bound) =>
        new() { Strategy = StrategyKind.SourceDpor, Bound = bound, CountTraces = true, CheckRaces = false };
}
