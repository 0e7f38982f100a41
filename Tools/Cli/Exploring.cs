using System.Diagnostics;
using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Mutants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;

namespace Plimsoll.Cli;

/// <summary>One run of the explorer over scenarios: progress, verdicts, counterexamples.</summary>
internal sealed class Exploring(Terminal terminal, ExplorationOptions options, string folder, string? mutant)
{
    private readonly List<(ScenarioReport Report, string? Counterexample)> done = [];
    private int asked;

    public bool IsMainJob { get; init; }

    public int Run(Scenario[] scenarios, bool json)
    {
        using MutantBuild? build = mutant is null ? null : MutantForm.Build(mutant);
        if (build is not null && options.Substrate != Substrate.Twin)
            throw new InputException("--mutant needs --substrate twin.");
        asked = scenarios.Length;
        long start = Stopwatch.GetTimestamp();
        foreach (Scenario scenario in scenarios)
        {
            if (options.Cancellation.IsCancellationRequested) break;
            TimeSpan? share = options.Time - Stopwatch.GetElapsedTime(start);
            if (share is { } left)
                share = left > TimeSpan.Zero ? left / (scenarios.Length - done.Count) : TimeSpan.FromMilliseconds(1);
            Explore(
                scenario, options with { Time = share, Progress = p => ShowProgress(scenario, scenarios.Length, p) },
                build?.Assembly, json);
        }

        terminal.Progress("");
        if (json) terminal.Out.WriteLine(Json().ToJsonString());
        else Conclude(Stopwatch.GetElapsedTime(start));
        return done.All(d => d.Report.Holds) ? Exit.Held : Exit.Broken;
    }

    private void ShowProgress(Scenario scenario, int of, Progress progress)
    {
        bool levels = options is { Strategy: StrategyKind.Bounded or StrategyKind.SourceDpor, Bound: not null };
        string level = levels ? $", level {progress.Level} of {options.Bound}" : "";
        terminal.Progress(
            $"[{done.Count + 1}/{of}] {scenario.Name}: {ReportText.Progress(progress)}{level}");
    }

    private void Explore(Scenario scenario, ExplorationOptions exploration, Assembly? form, bool json)
    {
        using ScenarioProgram? ready = Prepare(scenario, exploration, form, out string? crash);
        if (ready is not { } program)
        {
            Crashed(scenario, exploration, crash!, json);
            return;
        }

        Report report = Exploration.Run(
            program, exploration,
            () => ScenarioRun.Program(scenario, exploration.Substrate, form, Catalog.LawsAndModel()));
        ScenarioReport result = new(scenario, report, program.Laws);
        terminal.Progress("");
        using FailureReport? found =
            report.Failure is { } failure ? FailureReport.Of(scenario, exploration, form, failure) : null;
        string? path = found?.Write(folder, mutant ?? Replay.NoMutant);
        done.Add((result, path));
        if (options.Shards > 1) WriteShard(scenario, report, path);
        if (json)
        {
            ShardText.Warn(terminal, report);
            return;
        }

        terminal.Out.WriteLine(Line(result));
        if (ReportText.Coverage(report) is { Length: > 0 } coverage) terminal.Out.WriteLine($"  {coverage}");
        if (report.Part is { } part && options.Shards > 1) terminal.Out.WriteLine(ShardText.Of(part));
        if (found is null) return;
        terminal.Out.WriteLine();
        terminal.Out.WriteLine(found.Text);
        terminal.Out.WriteLine(
            $"written to {path}, and as a page to {Path.GetFileName(Path.ChangeExtension(path, ".html"))}; "
                + $"plimsoll replay {path} runs it again");
        terminal.Out.WriteLine();
    }

    /// <summary>One line on one scenario.</summary>
    public static string Line(ScenarioReport result)
    {
        Report report = result.Report;
        string traces = report.DistinctTraces is { } distinct ? $", {ReportText.Count(distinct)} distinct traces" : "";
        return $"{result.Scenario.Name,-32} {result.VerdictText,-14} "
            + $"{ReportText.Count(report.Executions),10} executions, {ReportText.Count(report.Steps),11} accesses"
            + $"{traces}, {ReportText.Seconds(report.Seconds)} s";
    }

    private void WriteShard(Scenario scenario, Report report, string? counterexample)
    {
        ShardFile shard = new(
            ShardFile.PathOf(folder, scenario.Name, options), ShardFile.Explore, scenario.Name, File: "",
            mutant ?? Replay.NoMutant, report.Part!, report.Seconds, counterexample);
        shard.Write();
    }

    /// <summary>A mutant may not survive what comes before the scenario; that is its failure, not ours.</summary>
    private static ScenarioProgram? Prepare(
        Scenario scenario, ExplorationOptions exploration, Assembly? form, out string? crash)
    {
        crash = null;
        try
        {
            return ScenarioRun.Program(scenario, exploration.Substrate, form, Catalog.LawsAndModel());
        }
        catch (Exception e) when (form is not null && e is not (OutOfMemoryException or OperationCanceledException))
        {
            crash = $"setup: {e.Message}";
            return null;
        }
    }

    private void Crashed(Scenario scenario, ExplorationOptions exploration, string crash, bool json)
    {
        Failure failure = new()
        {
            Law = Plimsoll.Explorer.Laws.Crash,
            Message = crash,
            IsCrash = true,
            Schedule = Schedule.Empty,
            Preemptions = 0,
            Events = [],
        };
        Report report = new()
        {
            Program = scenario.Name, Verdict = Verdict.Violation, Strategy = exploration.Strategy,
            Substrate = exploration.Substrate, Memory = exploration.Memory, Bound = null,
            Executions = 0, Blocked = 0, Failures = 1, DistinctTraces = null, Steps = 0, Seconds = 0,
            Accesses = new int[scenario.Programs.Length],
            Failure = failure,
        };
        done.Add((new(scenario, report, []), null));
        terminal.Progress("");
        if (!json) terminal.Out.WriteLine($"{scenario.Name,-32} {report.VerdictText,-14} {crash}");
    }

    private void Conclude(TimeSpan elapsed)
    {
        var laws = done.SelectMany(d => d.Report.Laws).GroupBy(l => l.Id)
            .Select(g => (Id: g.Key, Evaluated: g.Sum(l => l.Evaluated), Premise: g.Sum(l => l.PremiseHeld)));
        terminal.Out.WriteLine();
        terminal.Table(
            ["law", "evaluated", "premise held"],
            laws.Select(l => new[] { l.Id, ReportText.Count(l.Evaluated), ReportText.Count(l.Premise) }));
        terminal.Out.WriteLine();
        if (IsMainJob)
        {
            terminal.Out.WriteLine(
                "Next: plimsoll mutants (the same search finds planted bugs); plimsoll explore NAME --bound 3; "
                + "plimsoll explore NAME --mutant G1.");
        }

        int broken = done.Count(d => d.Report.Report.Failure is not null),
            vacuous = done.Count(d => d.Report.IsVacuous);
        string verdict = broken > 0 ? $"{broken} broke a law"
            : vacuous > 0 ? $"{vacuous} vacuous"
            : done.Count == 0 ? "nothing explored"
            : "all laws held";
        string each = string.Join(
            ", ",
            done.Where(d => d.Report.Holds).GroupBy(d => ReportText.Word(d.Report.Report))
                .Select(g => $"{g.Count()} {g.Key}"));
        terminal.Out.WriteLine(
            $"{(done.Count < asked ? $"stopped: {done.Count} of {asked}" : $"{done.Count}")} scenarios: "
            + $"{verdict}{(each.Length > 0 ? $"; {each}" : "")}; "
            + $"{elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s");
    }

    private JsonObject Json() => new()
    {
        ["scenarios"] = new JsonArray([.. done.Select(d => Json(d.Report, d.Counterexample))]),
    };

    public static JsonObject Json(ScenarioReport result, string? counterexample)
    {
        Report report = result.Report;
        return new()
        {
            ["name"] = result.Scenario.Name,
            ["verdict"] = result.IsVacuous ? "VACUOUS" : report.Verdict.ToString().ToUpperInvariant(),
            ["bound"] = report.Bound,
            ["strategy"] = ExplorationArguments.NameOf(report.Strategy),
            ["memory"] = ExplorationArguments.NameOf(report.Memory),
            ["substrate"] = ExplorationArguments.NameOf(report.Substrate),
            ["executions"] = report.Executions,
            ["blocked"] = report.Blocked,
            ["distinctTraces"] = report.DistinctTraces,
            ["steps"] = report.Steps,
            ["seconds"] = report.Seconds,
            ["laws"] = new JsonArray([.. result.Laws.Select(Json)]),
            ["law"] = report.Failure?.Law,
            ["counterexample"] = counterexample,
        };
    }

    private static JsonObject Json(Law law) =>
        new() { ["law"] = law.Id, ["evaluated"] = law.Evaluated, ["premiseHeld"] = law.PremiseHeld };
}
