using Plimsoll.Model.State;
using Plimsoll.Specs;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Scenarios;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Coyote;

public class ScenarioTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Catalog.Scenarios.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_OnTheProductionBuild_KeepsEveryLaw(string name)
    {
        Knobs knobs = Knobs.Load();
        Scenario scenario = Catalog.Scenario(name)!;
        using ThreadedScenario<Watched> run = new(scenario, PageLifecycle.Table);
        Assert.Null(run.Failure);
        Exploration exploration = Exploration.Of(run.RunThreads, knobs);
        output.WriteLine($"{name}: {exploration}, {run.DistinctOrders} orders of notes");
        if (exploration.Bugs != 0) Assert.Fail(Write(knobs, name, run, exploration));

        Assert.Equal((int)knobs.Iterations, exploration.Iterations);
        Assert.Empty(exploration.Doubts);
        Law own = run.Laws.Single(law => law.Id == scenario.Law);
        Assert.True(own.PremiseHeld > 0, $"VACUOUS: the premise of {own.Id} never held");
        if (knobs.Iterations >= 20)
            Assert.True(run.DistinctOrders > 1, "every iteration was the same run: nothing is controlled");
    }

    /// <summary>Writes what was found, and answers what to say.</summary>
    private static string Write(Knobs knobs, string name, ThreadedScenario<Watched> run, Exploration exploration)
    {
        string what = run.Failure is { } failure ? $"{failure.Law}: {failure.How}" : exploration.Bug;
        string path = Path.Combine(knobs.Folder(), $"{name}.txt");
        File.WriteAllText(
            path,
            $"{name}, iteration {exploration.Iterations}, {knobs}\n"
            + $"{what}\n\n{run.Story()}\n\n{exploration.Bug}\n{exploration.Trace}\n");
        return $"{what}\nafter {exploration.Iterations} iterations with {knobs}; written to {path}";
    }
}
