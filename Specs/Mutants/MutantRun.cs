using System.Collections.Immutable;
using System.Diagnostics;
using Plimsoll.Explorer;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;

namespace Plimsoll.Specs.Mutants;

/// <summary>What became of a mutant in one scenario, or of the attempt to build it.</summary>
/// <param name="How">law, crash, compile, timeout or survived.</param>
/// <param name="Killed">By a law it names; where it names none, by any law.</param>
/// <param name="Control">The unmutated source under the same strategy, bound and seed.</param>
public sealed record MutantResult(
    Mutant Mutant, bool Killed, string How, string? KilledBy, string? Scenario, long Executions, double Seconds, string Control, string? Message);

/// <summary>Builds mutants and runs the scenarios they name, beside the unmutated source as control.</summary>
/// <param name="options">The same for mutant and control. Races are not looked for: a mutant is killed by the law it breaks.</param>
public sealed class MutantRun(SourceTree sources, ExplorationOptions options)
{
    private const int Sequences = 60;

    private readonly MutantCompiler compiler = new(sources);
    private readonly Dictionary<string, string> controls = [];

    public MutantResult Run(Mutant mutant)
    {
        long start = Stopwatch.GetTimestamp();
        Scenario[] scenarios = Scenarios(mutant);
        using MutantBuild build = compiler.Compile(mutant);
        if (build.Assembly is null) return new(mutant, false, "compile", null, null, 0, Seconds(start), "", build.Errors[0]);

        // A mutant that names no law is put to the model first: one operation at a time is the cheapest look at it.
        if (mutant.Breaks.IsEmpty && SequentialRun.FirstDisagreement(build.Assembly, Sequences, (int)options.Seed) is { } disagreement)
        {
            string how = disagreement.IsCrash ? "crash" : "law";
            return new(
                mutant, !disagreement.IsCrash, how, SequentialRun.Law, null, 0, Seconds(start), SequentialControl(), $"{disagreement}");
        }

        ExplorationOptions search = mutant.Breaks.IsEmpty ? options with { CheckRaces = true } : options;
        long executions = 0;
        foreach (Scenario scenario in scenarios)
        {
            Report report;
            try
            {
                // The model sees nearly everything first; a mutant that names a law must be seen by that law.
                Law[] laws = mutant.Breaks.IsEmpty ? Catalog.LawsAndModel() : Catalog.Laws();
                report = ScenarioRun.Explore(scenario, search, build.Assembly, laws).Report;
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The mutant did not even survive the scenario's setup, where no law watches.
                return new(mutant, false, "crash", null, scenario.Name, executions, Seconds(start), Control(scenario), e.Message);
            }

            executions += report.Executions;
            if (report.Failure is not { } failure) continue;
            bool named = mutant.Breaks.IsEmpty ? !IsAccident(failure) : mutant.Breaks.Contains(failure.Law);
            string how = failure.Law == Laws.Steps ? "timeout" : failure.IsCrash ? "crash" : "law";
            return new(mutant, named, how, failure.Law, scenario.Name, executions, Seconds(start), Control(scenario), failure.Message);
        }

        return new(mutant, false, "survived", null, null, executions, Seconds(start), Control(scenarios[0]), null);
    }

    private static bool IsAccident(Failure failure) => failure.IsCrash || failure.Law == Laws.Steps;

    private static Scenario[] Scenarios(Mutant mutant)
    {
        if (mutant.Scenarios.IsEmpty) return [.. Catalog.Scenarios];
        return [.. mutant.Scenarios.Select(name => Catalog.Scenario(name) ?? throw new MutantException($"{mutant.Id}: there is no scenario '{name}'"))];
    }

    private static double Seconds(long start) => Stopwatch.GetElapsedTime(start).TotalSeconds;

    private string SequentialControl()
    {
        if (!controls.TryGetValue(SequentialRun.Law, out string? verdict))
        {
            Disagreement? found = SequentialRun.FirstDisagreement(ScenarioRun.Twin, Sequences, (int)options.Seed);
            controls[SequentialRun.Law] = verdict = found is null ? "CONFORMS" : $"{found}";
        }

        return verdict;
    }

    private string Control(Scenario scenario)
    {
        if (!controls.TryGetValue(scenario.Name, out string? verdict))
        {
            verdict = ScenarioRun.Explore(scenario, options).VerdictText;
            controls[scenario.Name] = verdict;
        }

        return verdict;
    }
}
