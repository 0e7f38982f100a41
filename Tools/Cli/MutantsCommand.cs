using System.Collections.Immutable;
using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Mutants;

namespace Plimsoll.Cli;

/// <summary><c>mutants</c>: planted bugs, each to be killed by the law it names, beside the unmutated source as control.</summary>
internal static class MutantsCommand
{
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(60);

    public static Command Make(Terminal terminal, CancellationToken stop)
    {
        Command command = new("mutants", "Plants known bugs and looks for them. Example: plimsoll mutants G1 G5; plimsoll mutants --auto 100 --seed 1");
        Argument<string[]> ids = new("id") { Arity = ArgumentArity.ZeroOrMore, Description = "none: all" };
        Option<string?> from = new("--from") { Description = "a folder of mutant files instead of the catalogue" };
        Option<int?> auto = new("--auto") { Description = "make so many mechanical mutants" };
        Option<bool> json = ExplorationArguments.Json;
        ExplorationArguments exploration = new();
        command.Arguments.Add(ids);
        exploration.AddTo(command);
        foreach (Option option in new Option[] { from, auto, json }) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            ExplorationOptions options = exploration.Read(parsed, Knobs.Load(), stop) with { CheckRaces = false };
            options = options with { Time = options.Time ?? Each };
            if (parsed.GetValue(auto) is <= 0 or > 100_000) throw new InputException($"--auto {parsed.GetValue(auto)}: a number from 1 to 100000 is needed.");
            ImmutableArray<Mutant> mutants = parsed.GetValue(auto) is { } n ? AutoMutants.Make(n, unchecked((int)options.Seed))
                : parsed.GetValue(from) is { } folder ? MutantFile.ParseFolder(folder)
                : MutantFile.Catalogue();
            return Run(terminal, Select(mutants, parsed.GetValue(ids) ?? []), options, parsed.GetValue(json));
        });
        return command;
    }

    private static Mutant[] Select(ImmutableArray<Mutant> all, string[] ids)
    {
        if (ids.Length == 0) return [.. all];
        return [.. ids.Select(id => all.FirstOrDefault(m => m.Id == id)
            ?? throw new InputException($"there is no mutant '{id}': use {string.Join(", ", all.Select(m => m.Id))}."))];
    }

    private static int Run(Terminal terminal, Mutant[] mutants, ExplorationOptions options, bool json)
    {
        // All edits must fit before any mutant is run: nothing half-done.
        foreach (Mutant mutant in mutants) SourceTree.Embedded.With(mutant);
        MutantRun run = new(SourceTree.Embedded, options);
        List<MutantResult> results = [];
        foreach (Mutant mutant in mutants)
        {
            if (options.Cancellation.IsCancellationRequested) break;
            terminal.Progress($"[{results.Count + 1}/{mutants.Length}] {mutant.Id} {mutant.Name}");
            results.Add(run.Run(mutant));
            terminal.Progress("");
            if (!json) terminal.Out.WriteLine(Line(results[^1]));
        }

        if (json) terminal.Out.WriteLine(new JsonObject { ["mutants"] = new JsonArray([.. results.Select(Json)]) }.ToJsonString());
        else terminal.Out.WriteLine(Summary(results));
        return results.Count == mutants.Length && results.All(r => r.Killed) ? Exit.Held : Exit.Broken;
    }

    private static string Line(MutantResult r)
    {
        string fate = r.How switch
        {
            "law" when r.Killed => $"killed by {r.KilledBy}",
            "law" => $"NOT KILLED: broke {r.KilledBy}, which it does not name",
            "survived" => "SURVIVED",
            _ => $"NOT KILLED: {r.How}: {r.Message}",
        };
        string control = r.Control.Length > 0 ? $"; control {r.Control}" : "";
        string where = r.Scenario is not null ? $" in {r.Scenario}" : "";
        return $"{r.Mutant.Id,-7} {r.Mutant.Name}: {fate}{where} after {r.Executions.ToString("N0", CultureInfo.InvariantCulture)} executions, "
            + $"{r.Seconds.ToString("F1", CultureInfo.InvariantCulture)} s{control}";
    }

    private static string Summary(List<MutantResult> results)
    {
        int killed = results.Count(r => r.Killed), compiled = results.Count(r => r.How != "compile");
        string percent = compiled == 0 ? "" : $", {(100.0 * killed / compiled).ToString("F0", CultureInfo.InvariantCulture)} % of those that compile";
        return $"{killed} of {results.Count} mutants killed{percent}";
    }

    private static JsonObject Json(MutantResult r) => new()
    {
        ["id"] = r.Mutant.Id,
        ["law"] = string.Join(' ', r.Mutant.Breaks),
        ["killed"] = r.Killed,
        ["how"] = r.How,
        ["killedBy"] = r.KilledBy,
        ["scenario"] = r.Scenario,
        ["executions"] = r.Executions,
        ["seconds"] = r.Seconds,
        ["name"] = r.Mutant.Name,
        ["control"] = r.Control,
    };
}
