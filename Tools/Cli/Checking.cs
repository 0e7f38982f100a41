using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Specs.Search;

namespace Plimsoll.Cli;

/// <summary>One run of the search over configurations: progress, verdicts, counterexamples.</summary>
internal sealed class Checking(Terminal terminal, SearchOptions options, string? folder)
{
    private readonly List<(Check Check, SearchResult Result)> done = [];

    public int Run(ImmutableArray<Check> checks, bool json)
    {
        foreach (Check check in checks)
        {
            if (options.Cancellation.IsCancellationRequested) break;
            string place = $"[{done.Count + 1}/{checks.Length}] {check.Name}";
            SearchResult result = StateSearch.Run(check.Configuration, options with
            {
                Published = check.Rule is { } rule ? PublishedRules.Of(rule) : PublishedRules.None,
                Vacuity = check.IsPlain,
                Progress = p => ShowProgress(place, p),
            });
            terminal.Progress("");
            done.Add((check, result));
            Write(check, result);
            if (!json) CheckText.Print(terminal, check, result);
        }

        if (json) terminal.Out.WriteLine(Json().ToJsonString());
        else Conclude(checks.Length);
        return done.All(d => d.Result.Holds) ? Exit.Held : Exit.Broken;
    }

    private static string Count(double value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private void ShowProgress(string place, SearchProgress p)
    {
        double rate = p.Generated / Math.Max(0.001, p.Seconds);
        terminal.Progress(
            $"{place}: {Count(p.States)} states, {Count(p.Queue)} in the queue, depth {p.Depth}, "
            + $"{Count(rate)} successors/s");
    }

    private void Write(Check check, SearchResult result)
    {
        if (folder is null || result.Counterexample is not { } run) return;
        string path = Path.Combine(folder, $"{check.Name.Replace(' ', '-')}.{result.Law}.txt");
        File.WriteAllText(path, $"{check.Name} breaks {result.Law}: {result.How}\n{run.Text(check.Drop?.Describe)}");
        terminal.Progress("");
        terminal.Error.WriteLine($"plimsoll: counterexample written to {path}");
    }

    private void Conclude(int asked)
    {
        int broken = done.Count(d => d.Result.Verdict == SearchVerdict.Violation),
            vacuous = done.Count(d => d.Result.Verdict == SearchVerdict.Vacuous),
            bounded = done.Count(d => d.Result.Verdict == SearchVerdict.Bounded);
        if (done.Count(d => d.Check.Expected is not null) is > 1 and int listed)
        {
            int kept = done.Count(d => d.Check.Expected is { } law && d.Result.Law == law);
            terminal.Out.WriteLine($"{kept} of {listed} rules as published broke the law they are listed for.");
        }

        string verdict = broken > 0 ? $"{broken} broke a law"
            : vacuous > 0 ? $"{vacuous} vacuous"
            : done.Count == 0 ? "nothing searched"
            : bounded > 0 ? "all laws held as far as it came"
            : "all laws held";
        terminal.Out.WriteLine(
            $"{(done.Count < asked || bounded > 0 ? $"stopped: {done.Count} of {asked}" : $"{done.Count}")} "
            + $"configuration{(done.Count == 1 ? "" : "s")}: {verdict}; "
            + $"{Count(done.Sum(d => (double)d.Result.States))} states; "
            + $"{Count(done.Sum(d => d.Result.Seconds))} s");
    }

    private JsonObject Json() => new() { ["configs"] = new JsonArray([.. done.Select(d => Json(d.Check, d.Result))]) };

    private static JsonObject Json(Check check, SearchResult result)
    {
        Scene scene = check.Configuration.Scene(PublishedRules.None);
        return new()
        {
            ["name"] = check.Configuration.Name,
            ["title"] = check.Configuration.Title,
            ["published"] = check.Rule is { } rule ? PublishedRules.ItemOf(rule) : null,
            ["dropped"] = check.Drop?.Id,
            ["tasks"] = Strings(scene.Tasks.Select(t => t.Name)),
            ["gfp"] = Strings(CheckText.Gfps(scene)),
            ["bounds"] = new JsonArray([.. scene.Tasks.Select(t => JsonValue.Create(t.Bound))]),
            ["states"] = result.States,
            ["transitions"] = result.Transitions,
            ["depth"] = result.Depth,
            ["generated"] = result.Generated,
            ["deadEnds"] = result.DeadEnds,
            ["seconds"] = Math.Round(result.Seconds, 3),
            ["processorSeconds"] = Math.Round(result.ProcessorSeconds, 3),
            ["workers"] = result.Workers,
            ["generatedPerSecondAndCore"] = Math.Round(result.GeneratedRate),
            ["statesPerSecond"] = Math.Round(result.StateRate),
            ["verdict"] = $"{result.Verdict}".ToUpperInvariant(),
            ["vacuous"] = Strings(result.Verdict == SearchVerdict.Vacuous ? result.Vacuous : []),
            ["laws"] = new JsonArray([.. result.Laws.Select(l => new JsonObject
            {
                ["law"] = l.Law, ["evaluated"] = l.Evaluated, ["premiseHeld"] = l.PremiseHeld,
            })]),
            ["fired"] = new JsonObject(result.Kinds.Select(k => KeyValuePair.Create(k.Name, (JsonNode?)k.Fired))),
            ["law"] = result.Law,
            ["how"] = result.How,
            ["loopAt"] = result.Counterexample is { LoopAt: >= 0 } lasso ? lasso.LoopAt : null,
            ["fairness"] = Strings(result.Counterexample?.Fairness ?? []),
            ["counterexample"] = Steps(check, result.Counterexample),
        };
    }

    private static JsonArray Steps(Check check, Counterexample? run) =>
    [
        .. (run?.Steps ?? []).Select((step, i) => new JsonObject
        {
            ["step"] = i + 1,
            ["task"] = step.Task,
            ["operation"] = step.Operation,
            ["label"] = $"{step.Label}",
            ["changed"] = Strings(step.Changed),
            ["state"] = check.Drop?.Describe?.Invoke(step.After),
        }),
    ];

    private static JsonArray Strings(IEnumerable<string> texts) => [.. texts.Select(t => JsonValue.Create(t))];
}
