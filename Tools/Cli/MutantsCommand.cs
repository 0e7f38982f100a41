using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Nodes;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Mutants;

namespace Plimsoll.Cli;

/// <summary>
/// <c>mutants</c>: planted bugs, each to be killed by the law it names, beside the unmutated source as control.
/// </summary>
internal sealed class MutantsCommand
{
    private static readonly TimeSpan Search = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(60);

    private readonly Argument<string[]> ids = new("id") { Arity = ArgumentArity.ZeroOrMore, Description = "none: all" };
    private readonly Option<string?> from =
        new("--from") { Description = "a folder of mutant files instead of the catalogue" };
    private readonly Option<int?> auto = new("--auto") { Description = "make so many mechanical mutants" };
    private readonly Option<bool> json = ExplorationArguments.Json;
    private readonly ExplorationArguments exploration = new();
    private readonly Terminal terminal;
    private readonly CancellationToken stop;

    private MutantsCommand(Terminal terminal, CancellationToken stop)
    {
        this.terminal = terminal;
        this.stop = stop;
    }

    public static Command Make(Terminal terminal, CancellationToken stop)
    {
        const string text = "Plants known bugs and looks for them. Example: plimsoll mutants G1 G5; plimsoll mutants "
            + "--auto 100 --seed 1";
        MutantsCommand verb = new(terminal, stop);
        return verb.Command("mutants", text, verb.Run);
    }

    /// <summary>The same command line, answered by a worker process.</summary>
    public static Command MakeWorker(Terminal terminal, CancellationToken stop)
    {
        MutantsCommand verb = new(terminal, stop);
        Command command = verb.Command(MutantWorker.Verb, "Answers for mutants, an id a line.", verb.Serve);
        command.Hidden = true;
        return command;
    }

    private Command Command(string name, string text, Func<ParseResult, int> action)
    {
        Command command = new(name, text);
        command.Arguments.Add(ids);
        exploration.AddTo(command);
        foreach (Option option in new Option[] { from, auto, json }) command.Options.Add(option);
        command.SetAction(action);
        return command;
    }

    private int Run(ParseResult parsed)
    {
        ExplorationOptions options = Options(parsed);
        Mutant[] mutants = Select(Mutants(parsed, options), parsed.GetValue(ids) ?? []);
        // All edits must fit before any mutant is run: nothing half-done.
        foreach (Mutant mutant in mutants) SourceTree.Embedded.With(mutant);
        List<MutantResult> results = [];
        long start = Stopwatch.GetTimestamp();
        try
        {
            using MutantWorker worker = new(Words(parsed), options.Time!.Value + Grace, stop);
            foreach (Mutant mutant in mutants)
            {
                if (exploration.GivesTime(parsed) && Stopwatch.GetElapsedTime(start) > options.Time) break;
                terminal.Progress($"[{results.Count + 1}/{mutants.Length}] {mutant.Id} {mutant.Name}");
                results.Add(worker.Run(mutant));
                terminal.Progress("");
                if (!parsed.GetValue(json)) terminal.Out.WriteLine(Line(results[^1]));
            }
        }
        catch (OperationCanceledException)
        {
            terminal.Progress("");
        }

        if (parsed.GetValue(json))
            terminal.Out.WriteLine(
                new JsonObject { ["mutants"] = new JsonArray([.. results.Select(Json)]) }.ToJsonString());
        else terminal.Out.WriteLine(Summary(results, mutants.Length));
        return results.Count == mutants.Length && results.All(r => r.Killed) ? Exit.Held : Exit.Broken;
    }

    private int Serve(ParseResult parsed)
    {
        ExplorationOptions options = Options(parsed);
        MutantWorker.Serve(Console.In, terminal.Out, Mutants(parsed, options), new(SourceTree.Embedded, options));
        return Exit.Held;
    }

    private ExplorationOptions Options(ParseResult parsed)
    {
        ExplorationOptions options = exploration.Read(parsed, Knobs.Load(), stop) with { CheckRaces = false };
        return options with { Time = options.Time ?? Search };
    }

    private Mutant[] Mutants(ParseResult parsed, ExplorationOptions options)
    {
        int? n = parsed.GetValue(auto);
        string? folder = parsed.GetValue(from);
        if (n is not null && folder is not null) throw new InputException("--auto and --from exclude each other.");
        if (n is <= 0 or > 100_000) throw new InputException($"--auto {n}: a number from 1 to 100000 is needed.");
        if (n is { } count) return [.. AutoMutants.Make(count, unchecked((int)options.Seed))];
        return folder is not null ? [.. MutantFile.ParseFolder(folder)]
            : [.. MutantFile.Catalogue(), AutoMutants.Neutral()];
    }

    /// <summary>All but the neutral mutant, which must survive and so is run only when asked for.</summary>
    private static Mutant[] Select(Mutant[] all, string[] ids)
    {
        if (ids.Length == 0) return [.. all.Where(m => m.Id != AutoMutants.Neutral().Id)];
        return [.. ids.Select(id => all.FirstOrDefault(m => m.Id == id)
            ?? throw new InputException(
                $"there is no mutant '{id}': use {string.Join(", ", all.Select(m => m.Id))}."))];
    }

    /// <summary>What was said on the command line, but for the ids and the verb.</summary>
    private string[] Words(ParseResult parsed)
    {
        HashSet<string> named = [.. parsed.GetValue(ids) ?? []];
        return [.. parsed.Tokens.Select(t => t.Value).Where(word => word != "mutants" && !named.Contains(word))];
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
        if (r.Survives.Length > 0) control += $"; mutant survives {r.Survives}";
        string memory = r.Mutant.Memory == MemoryModel.Sc ? ""
            : $" under {ExplorationArguments.NameOf(r.Mutant.Memory)}";
        string where = r.Scenario is not null ? $" in {r.Scenario}{memory}" : "";
        return $"{r.Mutant.Id,-7} {r.Mutant.Name}: {fate}{where} after "
            + $"{r.Executions.ToString("N0", CultureInfo.InvariantCulture)} executions, "
            + $"{r.Seconds.ToString("F1", CultureInfo.InvariantCulture)} s{control}";
    }

    private static string Summary(List<MutantResult> results, int asked)
    {
        string stopped = results.Count < asked ? $"stopped after {results.Count} of {asked}: " : "";
        int killed = results.Count(r => r.Killed), compiled = results.Count(r => r.How != "compile");
        string percent = compiled == 0 ? ""
            : $", {(100.0 * killed / compiled).ToString("F0", CultureInfo.InvariantCulture)} % of those that compile";
        return $"{stopped}{killed} of {results.Count} mutants killed{percent}";
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
        ["memory"] = ExplorationArguments.NameOf(r.Mutant.Memory),
        ["survives"] = r.Survives,
    };
}
