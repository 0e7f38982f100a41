using System.Globalization;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Mutants;
using Plimsoll.Specs.Scenarios;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Specs;

/// <summary>Reduction loses nothing a scenario shows: how it ends, what it answers, which laws it breaks.</summary>
public sealed class ReductionTests(ITestOutputHelper output)
{
    private static readonly MutantCompiler Compiler = new(SourceTree.Embedded);

    /// <summary>
    /// The scenario, the operations that are left of it (none named: all), the mutant (none: the allocator itself),
    /// and whether a tenth of the executions is enough.
    /// </summary>
    public static TheoryData<string, string, string, bool> Rows => new()
    {
        { "two-takers-one-page", "cpu0.0 cpu1.0", "", false },
        { "two-takers-one-page", "cpu0.0 cpu2.1", "", false },
        { "refill-against-reserve", "cpu0.0 cpu1.0", "", true },
        { "entitled-against-stranded-lists", "cpu0.0 cpu1.0", "", true },
        { "remote-drain-against-free", "cpu0.0 cpu1.0", "", true },
        { "node-fallback-under-pressure", "cpu0.0 cpu1.0", "", true },
        { "adjust-against-takers", "cpu1.1 cpu2.0", "", true },
        { "cpu-offline-against-free", "cpu0.0 cpu1.0", "", false },
        { "cpu-offline-of-two-zones", "cpu0.0 cpu1.0", "", true },
        { "own-lists", "", "", true },
        { "zones-side-by-side", "", "", true },
        { "own-lists", "cpu0.0 cpu1.0", "", true },
        { "own-lists", "cpu0.0 cpu0.1 cpu1.0", "", true },
        { "atomic-above-reserve", "cpu0.0 cpu1.0 cpu2.0", "", true },
        { "zones-side-by-side", "cpu0.0 cpu1.0", "", true },
        { "frees-beyond-high", "cpu0.0 cpu1.0", "", false },
        { "adjust-beyond-memory", "cpu1.0 cpu2.0", "", true },
        { "two-frees-one-page", "cpu0.0 cpu1.0 cpu2.0", "", true },
        { "two-takers-one-page", "cpu0.0 cpu1.0", "G1", true },
        { "two-takers-one-page", "cpu0.0 cpu0.1 cpu2.2", "G4", false },
        { "cpu-offline-against-free", "cpu0.0 cpu1.0", "G6", false },
        { "two-frees-one-page", "cpu0.0 cpu1.0", "P14", false },
        { "zones-side-by-side", "cpu0.0 cpu1.0", "G9", false },
    };

    [Theory]
    [MemberData(nameof(Rows))]
    public void SourceDpor_OnAScenario_ShowsWhatDfsShows(string name, string remaining, string mutant, bool isTenth)
    {
        Scenario scenario = Only(Catalog.Scenario(name)!, remaining);
        using MutantBuild? build = mutant.Length == 0
            ? null
            : Compiler.Compile(MutantFile.Catalogue().Single(m => m.Id == mutant));
        (Report all, SortedSet<string> endings) = Endings.Of(scenario, StrategyKind.Dfs, build?.Assembly);
        (Report reduced, SortedSet<string> found) = Endings.Of(scenario, StrategyKind.SourceDpor, build?.Assembly);
        string[] laws = [.. endings.Where(ending => !ending.Contains(' ', StringComparison.Ordinal))];
        output.WriteLine(
            $"ROW {name} {remaining} {mutant}: dfs {all.VerdictText} {all.Executions} {all.Seconds:F1} s, source-dpor "
            + $"{reduced.VerdictText} {reduced.Executions} + {reduced.Blocked} {reduced.Seconds:F1} s, "
            + $"{endings.Count} endings; {string.Join(", ", laws)}");
        Assert.NotEqual(Verdict.Sampled, all.Verdict);
        Assert.Equal(endings, found);
        Assert.True(!isTenth || 10 * (reduced.Executions + reduced.Blocked) <= all.Executions);
    }

    /// <summary>
    /// Where nobody looks at the order of steps, what is left of schedules is what memory and answers can tell.
    /// </summary>
    [Theory]
    [InlineData("own-lists", "")]
    [InlineData("zones-side-by-side", "")]
    [InlineData("entitled-against-stranded-lists", "cpu0.0 cpu1.0")]
    [InlineData("adjust-against-takers", "cpu1.1 cpu2.0")]
    [InlineData("node-fallback-under-pressure", "cpu0.0 cpu1.0")]
    public void SourceDpor_WithoutLaws_ShowsEveryEndingInATenthOfTheExecutions(string name, string remaining)
    {
        Scenario scenario = Only(Catalog.Scenario(name)!, remaining);
        (Report all, SortedSet<string> endings) =
            Endings.Of(scenario, StrategyKind.Dfs, null, judges: false);
        (Report reduced, SortedSet<string> found) =
            Endings.Of(scenario, StrategyKind.SourceDpor, null, judges: false);
        output.WriteLine(
            $"ROW {name} {remaining}: dfs {all.VerdictText} {all.Executions} {all.Seconds:F1} s, source-dpor "
            + $"{reduced.VerdictText} {reduced.Executions} + {reduced.Blocked}, {endings.Count} endings");
        Assert.Equal(("EXHAUSTIVE", "EXHAUSTIVE"), (all.VerdictText, reduced.VerdictText));
        Assert.Equal(endings, found);
        Assert.True(10 * (reduced.Executions + reduced.Blocked) <= all.Executions);
    }

    /// <summary>What is left of a scenario; nothing named: all of it.</summary>
    private static Scenario Only(Scenario whole, string remaining) => remaining.Length == 0 ? whole : whole with
    {
        Programs =
        [
            .. whole.Programs.Select((program, cpu) => program.Where((_, index) => remaining.Split(' ').Contains(
                string.Create(CultureInfo.InvariantCulture, $"cpu{cpu}.{index}"))).ToArray()),
        ],
    };
}
