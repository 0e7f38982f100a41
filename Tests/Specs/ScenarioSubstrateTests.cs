using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Specs;

/// <summary>One scenario, three carriers, one answer.</summary>
public sealed class ScenarioSubstrateTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Catalog.Scenarios.Select(s => s.Name)];

    [Theory]
    [InlineData("own-lists", 2)]
    [InlineData("zones-side-by-side", 2)]
    [InlineData("frees-beyond-high", 2)]
    [InlineData("two-takers-one-page", 1)]
    [InlineData("atomic-above-reserve", 1)]
    [InlineData("cpu-offline-against-free", 1)]
    public void TwinAndThreads_SameBound_SameCounts(string name, int bound) =>
        Same(name, new() { Bound = bound, CountTraces = true });

    [Theory]
    [MemberData(nameof(Names))]
    public void TwinAndThreads_SameSeed_SameCounts(string name) =>
        Same(name, new() { Strategy = StrategyKind.Random, Iterations = 40, Seed = 7, CountTraces = true });

    [Theory]
    [MemberData(nameof(Names))]
    public void Nested_AtMostOnePreemption_HoldsAndClaimsNoMoreThanItCovered(string name)
    {
        foreach (int bound in (int[])[0, 1])
        {
            Scenario scenario = Catalog.Scenario(name)!;
            Report twin = ScenarioRun.Explore(scenario, new() { Bound = bound }).Report;
            Report nested = ScenarioRun.Explore(scenario, new() { Bound = bound, Substrate = Substrate.Nested }).Report;
            output.WriteLine(
                $"{name}, bound {bound}: {nested.VerdictText}, {nested.Executions} executions, {nested.Blocked} given "
                + $"up; twin {twin.VerdictText}, {twin.Executions}");
            Assert.Null(nested.Failure?.Message);
            Assert.True(nested.Executions <= twin.Executions);

            // Where schedules with more preemptions exist nobody may speak of all.
            if (nested.Verdict == Verdict.Exhaustive)
            {
                Assert.Equal((Verdict.Exhaustive, twin.Executions), (twin.Verdict, nested.Executions));
            }

            if (nested.Verdict != Verdict.Bounded) continue;
            Assert.InRange(nested.Bound!.Value, 0, bound);
            if (nested.Bound == bound) Assert.Equal((twin.Executions, twin.Steps), (nested.Executions, nested.Steps));
        }
    }

    [Fact]
    public void Nested_AScenarioWhereNobodyBlocks_CoversTheBound()
    {
        Report nested =
            ScenarioRun.Explore(PageScenarios.OwnLists, new() { Bound = 1, Substrate = Substrate.Nested }).Report;
        Assert.Equal(("BOUNDED(1)", 20, 0), (nested.VerdictText, nested.Executions, nested.Blocked));
    }

    [Fact]
    public void Nested_BeyondOnePreemption_IsRefused()
    {
        ExplorationOptions nested = new() { Substrate = Substrate.Nested, Bound = 2 };
        Assert.Contains(
            "at most one preemption",
            Assert.Throws<ArgumentException>(() => ScenarioRun.Explore(PageScenarios.OwnLists, nested)).Message,
            StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(
            () => ScenarioRun.Explore(PageScenarios.OwnLists, nested with { Strategy = StrategyKind.Dfs }));
    }

    private void Same(string name, ExplorationOptions options)
    {
        Scenario scenario = Catalog.Scenario(name)!;
        ScenarioReport twin = ScenarioRun.Explore(scenario, options);
        ScenarioReport threads = ScenarioRun.Explore(scenario, options with { Substrate = Substrate.Threads });
        output.WriteLine(
            $"{name}: {twin.VerdictText}, seed {options.Seed}, {twin.Report.Executions} executions, "
            + $"{twin.Report.Steps} steps, {twin.Report.DistinctTraces} traces");
        Assert.Equal(Counts(twin), Counts(threads));
        Assert.Equal(twin.Report.Accesses, threads.Report.Accesses);
        Assert.Equal(
            twin.Laws.Select(l => (l.Id, l.Evaluated, l.PremiseHeld)),
            threads.Laws.Select(l => (l.Id, l.Evaluated, l.PremiseHeld)));
    }

    private static (string, long, long, long, long?) Counts(ScenarioReport r) =>
        (r.VerdictText, r.Report.Executions, r.Report.Blocked, r.Report.Steps, r.Report.DistinctTraces);
}
