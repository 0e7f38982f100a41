using System.Reflection;
using Plimsoll.Explorer;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Scenarios;
using Plimsoll.Specs.Subjects;

namespace Plimsoll.Specs.Refinement;

using Controlled = Plimsoll.Specs.Subjects.Controlled;

/// <summary>A scenario explored: the explorer's report, and how often each law was asked.</summary>
public sealed record ScenarioReport(Scenario Scenario, Report Report, IReadOnlyList<Law> Laws)
{
    /// <summary>The scenario's own law never had its premise: the run says nothing.</summary>
    public bool IsVacuous => Report.Failure is null && Laws.Any(l => l.Id == Scenario.Law && l.PremiseHeld == 0);

    public string VerdictText => IsVacuous ? "VACUOUS" : Report.VerdictText;

    public bool Holds => Report.Failure is null && !IsVacuous;
}

/// <summary>Explores scenarios on any form of the allocator.</summary>
public static class ScenarioRun
{
    /// <summary>The unmutated twin.</summary>
    public static Assembly Twin => typeof(Twin.Subjects.PageSubject).Assembly;

    /// <param name="form">A coroutine form of the allocator; none: the twin. Of no interest off the twin
    /// substrate.</param>
    /// <param name="laws">None: all of them, and the model in lock-step.</param>
    public static ScenarioReport Explore(
        Scenario scenario, ExplorationOptions options, Assembly? form = null, Law[]? laws = null)
    {
        using ScenarioProgram program = Program(scenario, options.Substrate, form, laws ?? Catalog.LawsAndModel());
        Report report = Exploration.Run(program, options);
        return new(scenario, report, program.Laws);
    }

    /// <summary>A scenario ready to run on a substrate, watched by the laws given.</summary>
    public static ScenarioProgram Program(Scenario scenario, Substrate substrate, Assembly? form, IEnumerable<Law> laws)
    {
        ISubject subject = substrate == Substrate.Twin
            ? new TwinSubject(form ?? Twin, scenario.Topology, scenario.Slots)
            : new ProductionSubject<Controlled>(scenario.Topology, scenario.Slots);
        return new(scenario, subject, laws);
    }
}
