using Plimsoll.Model.State;
using Plimsoll.Specs;
using Plimsoll.Specs.Scenarios;

namespace Plimsoll.Tests.Coyote;

public class LifecycleTests
{
    public static TheoryData<PageLife, PageTrigger> Rows
    {
        get
        {
            TheoryData<PageLife, PageTrigger> rows = [];
            foreach (Transition<PageLife, PageTrigger> row in PageLifecycle.Table) rows.Add(row.From, row.Trigger);
            return rows;
        }
    }

    [Fact]
    public void Machine_BuiltFromTheTable_PermitsItsRowsAndNoOther()
    {
        PageLifeMachine machine = new(PageLifecycle.Table, 1, _ => { });

        Transition<PageLife, PageTrigger>[] permitted = [.. machine.Permitted];

        Assert.Equal(PageLifecycle.Table.Count, permitted.Length);
        Assert.Equal(PageLifecycle.Table.ToHashSet(), permitted.ToHashSet());
    }

    [Fact]
    public void Machine_OverAllScenarios_TakesEveryTransition()
    {
        Knobs knobs = Knobs.Load() with { Iterations = 25 };
        HashSet<Transition<PageLife, PageTrigger>> taken = [];
        foreach (Scenario scenario in Catalog.Scenarios)
        {
            using ThreadedScenario<Watched> run = new(scenario, PageLifecycle.Table);
            Assert.Equal(0, Exploration.Of(run.RunThreads, knobs).Bugs);
            taken.UnionWith(run.Machine.Taken);
        }

        Assert.Equal(PageLifecycle.Table.ToHashSet(), taken);
    }

    /// <summary>The opposite: were the machine deaf, this would not fail.</summary>
    [Theory]
    [MemberData(nameof(Rows))]
    public void Machine_WithoutOneRow_ReportsIt(PageLife from, PageTrigger trigger)
    {
        Transition<PageLife, PageTrigger>[] table =
            [.. PageLifecycle.Table.Where(row => row.From != from || row.Trigger != trigger)];
        Assert.Equal(PageLifecycle.Table.Count - 1, table.Length);

        Assert.Contains(Catalog.Scenarios, scenario => Reports(scenario, table, $"{trigger} while {from}"));
    }

    /// <summary>In the setup, or within a few runs.</summary>
    private static bool Reports(Scenario scenario, Transition<PageLife, PageTrigger>[] table, string what)
    {
        using ThreadedScenario<Watched> run = new(scenario, table);
        if (run.Failure is null) Exploration.Of(run.RunThreads, Knobs.Load() with { Iterations = 10 });
        return run.Failure is { Law: ThreadedScenario<Watched>.LifeCycle } failure
            && failure.How.EndsWith(what, StringComparison.Ordinal);
    }
}
