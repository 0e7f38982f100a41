using System.Collections.Immutable;
using System.Diagnostics;
using System.Reflection;
using Plimsoll.Explorer;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;

namespace Plimsoll.Specs.Mutants;

/// <summary>What became of a mutant in one scenario, or of the attempt to build it.</summary>
/// <param name="How">law, crash, compile, timeout or survived.</param>
/// <param name="Killed">By a law it names; where it names none, by any law.</param>
/// <param name="Control">The unmutated source under the same strategy, bound, seed and memory model.</param>
/// <param name="Survives">
/// Of a mutant that needs a weak memory model: what all schedules of its scenarios came to under each stronger one.
/// </param>
public sealed record MutantResult(
    Mutant Mutant, bool Killed, string How, string? KilledBy, string? Scenario, long Executions, double Seconds,
    string Control, string? Message, string Survives = "");

/// <summary>Builds mutants and runs the scenarios they name, beside the unmutated source as control.</summary>
/// <param name="options">
/// The same for mutant and control, but for races: they are looked for only where RACE may kill.
/// </param>
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
        MutantResult result = new(mutant, false, "survived", null, null, 0, 0, "", null);
        if (build.Assembly is not { } form) result = result with { How = "compile", Message = build.Errors[0] };
        else if (Alone(form, result) is { How: "law" } dead) result = dead;
        else result = Together(form, scenarios, result);
        return result with { Seconds = Stopwatch.GetElapsedTime(start).TotalSeconds };
    }

    /// <summary>
    /// One operation at a time, against the model: the cheapest look at a mutant that any law may kill. A crash there
    /// is not the end: under a scenario a law may be broken before it.
    /// </summary>
    private MutantResult? Alone(Assembly form, MutantResult result)
    {
        if (!result.Mutant.Breaks.IsEmpty) return null;
        if (SequentialRun.FirstDisagreement(form, Sequences, (int)options.Seed) is not { IsCrash: false } found)
            return null;
        return result with
        {
            Killed = true, How = "law", KilledBy = SequentialRun.Law, Control = SequentialControl(),
            Message = $"{found}",
        };
    }

    private MutantResult Together(Assembly form, Scenario[] scenarios, MutantResult result)
    {
        ImmutableArray<string> breaks = result.Mutant.Breaks;
        ExplorationOptions search = SearchOf(result.Mutant) with
        {
            CheckRaces = breaks.IsEmpty || breaks.Contains(Laws.Race),
        };
        foreach (Scenario scenario in scenarios)
        {
            result = result with { Control = Control(scenario, SearchOf(result.Mutant)) };
            try
            {
                if (!Survives(form, scenario, search, ref result)) return result;
                Report report = ScenarioRun.Explore(scenario, search, form, LawsFor(breaks)).Report;
                result = result with { Executions = result.Executions + report.Executions };
                // A search that was stopped has not shown that the mutant survives it.
                if (report.Failure is null) options.Cancellation.ThrowIfCancellationRequested();
                if (report.Failure is { } failure) return Judge(result with { Scenario = scenario.Name }, failure);
            }
            catch (Exception e) when (e is not OperationCanceledException)
            {
                // The mutant did not even survive the scenario's setup, where no law watches.
                return result with { How = "crash", Scenario = scenario.Name, Message = e.Message };
            }
        }

        return result with { Control = Control(scenarios[0], SearchOf(result.Mutant)) };
    }

    /// <summary>
    /// Whether every schedule of the scenario holds under every model stronger than the one the mutant needs: only then
    /// is what kills it the memory model.
    /// </summary>
    private bool Survives(Assembly form, Scenario scenario, ExplorationOptions search, ref MutantResult result)
    {
        for (MemoryModel model = MemoryModel.Sc; model < result.Mutant.Memory; model++)
        {
            Report report = ScenarioRun.Explore(
                scenario, search with { Memory = model }, form, LawsFor(result.Mutant.Breaks)).Report;
            options.Cancellation.ThrowIfCancellationRequested();
            string separator = result.Survives.Length > 0 ? ", " : "";
            result = result with { Survives = $"{result.Survives}{separator}{model.Word()} {report.VerdictText}" };
            if (report.Failure is { } failure)
            {
                result = Judge(result with { Scenario = scenario.Name }, failure) with
                {
                    Killed = false, Message = $"already under {model.Word()}: {failure.Message}",
                };
                return false;
            }

            if (report.Verdict == Verdict.Exhaustive) continue;
            result = result with
            {
                How = "timeout", Scenario = scenario.Name,
                Message = $"not every schedule under {model.Word()} was seen: {report.VerdictText}",
            };
            return false;
        }

        return true;
    }

    /// <summary>
    /// The model sees nearly everything first; a mutant that names a law must be seen by that law.
    /// </summary>
    private static Law[] LawsFor(ImmutableArray<string> breaks) =>
        breaks.IsEmpty || breaks.Contains(new Refines().Id) ? Catalog.LawsAndModel() : Catalog.Laws();

    /// <summary>
    /// A mutant that needs a weak memory model is looked for, and missed, in every schedule: what the model makes
    /// possible is not a matter of the strategy asked for.
    /// </summary>
    private ExplorationOptions SearchOf(Mutant mutant) => mutant.Memory == MemoryModel.Sc
        ? options
        : options with
        {
            Memory = mutant.Memory, Strategy = StrategyKind.SourceDpor, Bound = null, Iterations = null,
        };

    private static MutantResult Judge(MutantResult result, Failure failure)
    {
        bool named = result.Mutant.Breaks.IsEmpty ? !IsAccident(failure) : result.Mutant.Breaks.Contains(failure.Law);
        string how = NeverEnds(failure) ? "timeout" : failure.IsCrash ? "crash" : "law";
        return result with { Killed = named, How = how, KilledBy = failure.Law, Message = failure.Message };
    }

    private static bool IsAccident(Failure failure) => failure.IsCrash || NeverEnds(failure);

    private static bool NeverEnds(Failure failure) => failure.Law is Laws.Steps or Laws.Livelock;

    private static Scenario[] Scenarios(Mutant mutant)
    {
        if (mutant.Scenarios.IsEmpty) return [.. Catalog.Scenarios];
        return [.. mutant.Scenarios.Select(name => Catalog.Scenario(name)
            ?? throw new MutantException($"{mutant.Id}: there is no scenario '{name}'"))];
    }

    private string SequentialControl()
    {
        if (!controls.TryGetValue(SequentialRun.Law, out string? verdict))
        {
            Disagreement? found = SequentialRun.FirstDisagreement(ScenarioRun.Twin, Sequences, (int)options.Seed);
            controls[SequentialRun.Law] = verdict = found is null ? "CONFORMS" : $"{found}";
        }

        return verdict;
    }

    private string Control(Scenario scenario, ExplorationOptions search)
    {
        string key = $"{scenario.Name} {search.Memory} {search.Strategy}";
        if (!controls.TryGetValue(key, out string? verdict))
        {
            verdict = ScenarioRun.Explore(scenario, search).VerdictText;
            controls[key] = verdict;
        }

        return verdict;
    }
}
