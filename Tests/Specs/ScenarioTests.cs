using System.Text.RegularExpressions;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Specs;

/// <summary>The main claim: every scenario holds, honestly explored, and none of them is empty talk.</summary>
public sealed partial class ScenarioTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Catalog.Scenarios.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_WithTheKnobsOfTheFile_HoldsAndSaysSomething(string name)
    {
        ScenarioReport result = Explored.Scenario(name);
        Report report = result.Report;
        output.WriteLine(
            $"{name}: {result.VerdictText}, seed {Knobs.Load().Seed}, {report.Executions} executions, accesses "
            + $"{string.Join(' ', report.Accesses)}");
        Assert.Null(report.Failure?.Message);
        Assert.False(result.IsVacuous, $"the premise of {result.Scenario.Law} never held");
        Assert.True(result.Holds);
        Assert.True(
            report.Verdict == Verdict.Exhaustive
            || (report.Verdict == Verdict.Bounded && report.Bound >= 2), result.VerdictText);
        Assert.Equal(0, report.Blocked);
        Assert.True(report.Accesses.Sum() >= 12, $"only {report.Accesses.Sum()} accesses");
        Assert.Equal(Catalog.LawsAndModel().Select(l => l.Id), result.Laws.Select(l => l.Id));
        Assert.All(result.Laws, law => Assert.InRange(law.PremiseHeld, 0, law.Evaluated));
        bool followed = result.Laws.OfType<Refines>().Single().PremiseHeld > 0;
        Assert.True(followed == Refines.Follows(result.Scenario.Programs), "the model did not follow");
    }

    [Fact]
    public void Catalogue_HasTheScenariosThatWereAskedFor() => Assert.Subset(
        Catalog.Scenarios.Select(s => s.Name).ToHashSet(),
        new HashSet<string>
        {
            "two-takers-one-page", "refill-against-reserve", "entitled-against-stranded-lists",
                "remote-drain-against-free",
            "node-fallback-under-pressure", "adjust-against-takers", "cpu-offline-against-free", "own-lists",
        });

    [Fact]
    public void Catalogue_NamesAreUnique_AndEachNamesALawItHas()
    {
        string[] laws = [.. Catalog.Laws().Select(l => l.Id)];
        Assert.Equal(laws.Length, laws.Distinct().Count());
        Assert.Equal(Catalog.Scenarios.Length, Catalog.Scenarios.Select(s => s.Name).Distinct().Count());
        Assert.All(Catalog.Scenarios, s =>
        {
            Assert.Contains(s.Law, laws);
            Assert.Matches(NameForm(), s.Name);
            Assert.Same(s, Catalog.Scenario(s.Name));
        });
        Assert.All(Catalog.LawsAndModel(), law => Assert.EndsWith(".", law.Sentence, StringComparison.Ordinal));
    }

    [Fact]
    public void Catalogue_AtLeastFourScenarios_HaveThreeCpusWithTenAccessesEach()
    {
        string[] large = [.. Catalog.Scenarios
            .Where(s => s.Programs.Length >= 3 && Explored.Scenario(s.Name).Report.Accesses.All(a => a >= 10))
            .Select(s => s.Name)];
        output.WriteLine(string.Join(", ", large));
        Assert.True(large.Length >= 4, $"only {string.Join(", ", large)}");
    }

    [Fact]
    public void Scenario_ExploredTwice_GivesTheSameCounts()
    {
        ScenarioReport again = ScenarioRun.Explore(PageScenarios.TwoTakersOnePage, Explored.Options(Knobs.Load()));
        ScenarioReport once = Explored.Scenario(PageScenarios.TwoTakersOnePage.Name);
        Assert.Equal((once.Report.Executions, once.Report.Steps), (again.Report.Executions, again.Report.Steps));
        Assert.Equal(
            once.Laws.Select(l => (l.Id, l.Evaluated, l.PremiseHeld)),
            again.Laws.Select(l => (l.Id, l.Evaluated, l.PremiseHeld)));
    }

    [Fact]
    public void OwnLists_EveryInterleaving_IsOneTrace()
    {
        // Without laws: that all of the 20-over-10 interleavings are one run is a claim about accesses alone.
        using ScenarioProgram program = ScenarioRun.Program(PageScenarios.OwnLists, Substrate.Twin, null, []);
        Report report =
            Exploration.Run(program, new() { Strategy = StrategyKind.Dfs, CountTraces = true, CheckRaces = false });
        Assert.Equal(("EXHAUSTIVE", 184_756, 1), (report.VerdictText, report.Executions, report.DistinctTraces));
        Assert.Equal([10, 10], report.Accesses);
    }

    [Fact]
    public void FreesBeyondHigh_WhichDoesShare_HasManyTraces()
    {
        using ScenarioProgram program = ScenarioRun.Program(PageScenarios.FreesBeyondHigh, Substrate.Twin, null, []);
        Report report = Exploration.Run(program, new() { Bound = 2, CountTraces = true });
        Assert.InRange(report.DistinctTraces!.Value, 2, report.Executions);
    }

    [Fact]
    public void Scenario_WithoutItsPremise_IsVacuousAndDoesNotHold()
    {
        // own-lists has no reserve adjusted: as a scenario about INV-ADJUST it would say nothing.
        Scenario idle = PageScenarios.OwnLists with { Law = "INV-ADJUST" };
        ScenarioReport result = ScenarioRun.Explore(idle, new() { Bound = 1 });
        Assert.True(result.IsVacuous);
        Assert.False(result.Holds);
        Assert.Equal("VACUOUS", result.VerdictText);
    }

    [GeneratedRegex("^[a-z0-9]+(-[a-z0-9]+)*$")]
    private static partial Regex NameForm();
}
