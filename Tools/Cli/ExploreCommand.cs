using System.CommandLine;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Mutants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;

namespace Plimsoll.Cli;

using Command = System.CommandLine.Command;

/// <summary><c>explore</c>: every relevant interleaving of scenarios, and an honest verdict on each.</summary>
internal static class ExploreCommand
{
    private static readonly TimeSpan MainBudget = TimeSpan.FromMinutes(1);

    public static Command Make(Terminal terminal, CancellationToken stop)
    {
        Command command = new("explore", "Explores scenarios. Example: plimsoll explore two-takers-one-page --bound 3");
        Argument<string[]> names = new("scenario") { Arity = ArgumentArity.ZeroOrMore, Description = "none: all" };
        ExplorationArguments exploration = new();
        Option<string?> substrate = new("--substrate") { Description = "twin (default), nested or threads" };
        Option<string?> mutant = new("--mutant") { Description = "explore with this bug planted" };
        Option<bool> list = new("--list") { Description = "name the scenarios with their sizes" };
        Option<bool> json = ExplorationArguments.Json;
        command.Arguments.Add(names);
        exploration.AddTo(command);
        command.Options.Add(exploration.Out);
        foreach (Option option in new Option[] { substrate, mutant, list, json }) command.Options.Add(option);
        command.SetAction(parsed =>
        {
            Scenario[] scenarios = Select(parsed.GetValue(names) ?? []);
            if (parsed.GetValue(list)) return List(terminal, scenarios, parsed.GetValue(json));
            Knobs knobs = Knobs.Load();
            ExplorationOptions options = exploration.Read(parsed, knobs, stop) with
            {
                CountTraces = true, Coverage = true, Estimates = true,
            };
            options = OnSubstrate(options, parsed.GetValue(substrate) ?? "twin", exploration.GivesBound(parsed),
                exploration.Resumes(parsed));
            string? folder = exploration.Folder(parsed);
            using Journal? journal = exploration.Journal(parsed);
            options = options with { Journal = journal, Edition = Edition(parsed.GetValue(mutant)) };
            Exploring exploring =
                new(terminal, options, folder ?? knobs.Out, parsed.GetValue(mutant));
            return exploring.Run(scenarios, parsed.GetValue(json));
        });
        return command;
    }

    /// <summary>Every scenario, within a minute.</summary>
    public static int MainJob(Terminal terminal, CancellationToken stop)
    {
        Knobs knobs = Knobs.Load();
        ExplorationOptions options = new()
        {
            CountTraces = true, Coverage = true, Estimates = true, Bound = knobs.Bound, Seed = knobs.Seed,
            Time = MainBudget, Cancellation = stop,
        };
        Exploring exploring = new(terminal, options, knobs.Out, mutant: null) { IsMainJob = true };
        return exploring.Run([.. Catalog.Scenarios], json: false);
    }

    private static Scenario[] Select(string[] names)
    {
        if (names.Length == 0) return [.. Catalog.Scenarios];
        return [.. names.Select(name => Catalog.Scenario(name) ?? throw new InputException(
            $"there is no scenario '{name}': use {string.Join(", ", Catalog.Scenarios.Select(s => s.Name))}."))];
    }

    /// <summary>A search goes on with the very build that began it.</summary>
    private static string Edition(string? mutant)
    {
        Guid[] built = [.. new[] { ScenarioRun.Twin, typeof(Scenario).Assembly, typeof(Exploration).Assembly }
            .Select(assembly => assembly.ManifestModule.ModuleVersionId)];
        byte[] bytes = [.. built.SelectMany(id => id.ToByteArray())];
        return $"{Convert.ToHexStringLower(SHA256.HashData(bytes).AsSpan(0, 8))} {mutant ?? Replay.NoMutant}";
    }

    private static ExplorationOptions OnSubstrate(
        ExplorationOptions options, string text, bool boundGiven, bool resumes)
    {
        Substrate substrate = text switch
        {
            "twin" => Substrate.Twin,
            "nested" => Substrate.Nested,
            "threads" => Substrate.Threads,
            _ => throw new InputException($"--substrate '{text}' is unknown: use twin, nested or threads."),
        };
        if (substrate != Substrate.Twin && (options.Workers > 1 || options.Shards > 1 || resumes))
            throw new InputException($"--substrate {text} cannot be split: --workers, --shard and --resume need twin.");
        if (substrate != Substrate.Nested) return options with { Substrate = substrate };
        bool covered = options.Strategy switch
        {
            StrategyKind.Bounded => !boundGiven || options.Bound <= 1,
            StrategyKind.Dfs => false,
            _ => true,
        };
        if (!covered)
            throw new InputException(
                "--substrate nested covers schedules with at most one preemption: use --bound 1 or another substrate.");
        return options with { Substrate = substrate, Bound = Math.Min(options.Bound ?? 1, 1) };
    }

    private static int List(Terminal terminal, Scenario[] scenarios, bool json)
    {
        // One look at the schedules with at most one preemption is enough to see how many accesses each CPU makes.
        var sizes =
            scenarios.Select(s => (Scenario: s, ScenarioRun.Explore(s, new() { Bound = 1 }).Report.Accesses)).ToArray();
        if (json)
        {
            JsonArray array = [.. sizes.Select(s => new JsonObject
            {
                ["name"] = s.Scenario.Name,
                ["cpus"] = s.Scenario.Programs.Length,
                ["operations"] = s.Scenario.Programs.Sum(p => p.Length),
                ["accesses"] = new JsonArray([.. s.Accesses.Select(a => JsonValue.Create(a))]),
            })];
            terminal.Out.WriteLine(new JsonObject { ["scenarios"] = array }.ToJsonString());
            return Exit.Held;
        }

        terminal.Table(["scenario", "law", "CPUs", "operations", "accesses per CPU"], sizes.Select(s => new[]
        {
            s.Scenario.Name, s.Scenario.Law, $"{s.Scenario.Programs.Length}",
            $"{s.Scenario.Programs.Sum(p => p.Length)}", string.Join(' ', s.Accesses),
        }));
        foreach (Scenario scenario in scenarios) terminal.Out.WriteLine($"{scenario.Name}: {scenario.Why}");
        return Exit.Held;
    }
}
