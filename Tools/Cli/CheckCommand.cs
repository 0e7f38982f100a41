using System.Collections.Immutable;
using System.CommandLine;
using Plimsoll.Model.State;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Search;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Cli;

using Command = System.CommandLine.Command;

/// <summary><c>check</c>: every state of small machines, and a verdict on each.</summary>
internal static class CheckCommand
{
    private const int MostWorkers = 64;

    private const string Everything = "all";

    public static Command Make(Terminal terminal, CancellationToken stop)
    {
        Command command = new("check", "Searches the model. Example: plimsoll check CFG1 --published G2");
        Argument<string[]> names = new("config")
        {
            Arity = ArgumentArity.ZeroOrMore,
            Description = "none: CFG1 to CFG6",
        };
        Option<string?> drop = new("--drop") { Description = "a theorem without this hypothesis: E1..E9, D1..D5" };
        Option<string?> published = new("--published")
        {
            Description = "a rule as published, by number (G29) or name; all: each in turn",
        };
        Option<int?> workers = new("--workers") { Description = "threads; none: one a processor" };
        Option<bool> unfair = new("--unfair") { Description = "liveness without any assumption of fairness" };
        Option<string?> folder = new("--out") { Description = "folder for counterexamples" };
        Option<bool> json = ExplorationArguments.Json;
        command.Subcommands.Add(ChurnCommand.Make(terminal, stop));
        command.Arguments.Add(names);
        foreach (Option option in new Option[] { drop, published, workers, unfair, folder, json })
            command.Options.Add(option);
        command.SetAction(parsed =>
        {
            bool isAlone = (parsed.GetValue(names) ?? []).Length == 0 && parsed.GetValue(drop) is null;
            if (isAlone && parsed.GetValue(published) is { } text && ConfigurationCatalog.Rule(text) is { } rule
                && ChurnCommand.Published(rule, terminal, parsed.GetValue(json), stop) is { } verdict) return verdict;
            ImmutableArray<Check> checks =
                Select(parsed.GetValue(names) ?? [], parsed.GetValue(drop), parsed.GetValue(published));
            SearchOptions options = new()
            {
                Workers = Workers(parsed.GetValue(workers)),
                Fair = !parsed.GetValue(unfair),
                Cancellation = stop,
            };
            string? into = ExplorationArguments.Folder(parsed.GetValue(folder));
            return new Checking(terminal, options, into).Run(checks, parsed.GetValue(json));
        });
        return command;
    }

    private static int Workers(int? given) => given switch
    {
        null => Math.Clamp(Environment.ProcessorCount, 1, MostWorkers),
        < 1 or > MostWorkers => throw new InputException(
            $"--workers {given}: a number of threads from 1 to {MostWorkers} is needed."),
        _ => given.Value,
    };

    private static ImmutableArray<Check> Select(string[] names, string? drop, string? published)
    {
        if (drop is not null && published is not null)
            throw new InputException("--drop and --published: use one of them.");
        if (drop is not null) return [Dropped(names, drop)];
        ImmutableArray<Configuration> configurations = [.. names.Select(Named)];
        if (published is not null) return AsPublished(configurations, published);
        return [.. (names.Length == 0 ? ConfigurationCatalog.Main : configurations).Select(c => new Check(c))];
    }

    private static Configuration Named(string name) => ConfigurationCatalog.Named(name)
        ?? throw new InputException(
            $"there is no configuration '{name}': "
            + $"use {string.Join(", ", ConfigurationCatalog.All.Select(c => c.Name))}.");

    private static Check Dropped(string[] names, string id)
    {
        Drop drop = Drops.Named(id)
            ?? throw new InputException(
                $"--drop '{id}' is no hypothesis: use {string.Join(", ", Drops.All.Select(d => d.Id))}.");
        if (names.Length > 0)
            throw new InputException($"--drop {drop.Id} has a configuration of its own: name none.");
        return new(drop.Configuration) { Drop = drop };
    }

    private static ImmutableArray<Check> AsPublished(ImmutableArray<Configuration> configurations, string text)
    {
        ImmutableArray<PublishedCase> cases = ConfigurationCatalog.PublishedCases;
        if (text == Everything)
        {
            if (!configurations.IsEmpty)
                throw new InputException("--published all has configurations of its own: name none.");
            return [.. cases.Select(c => new Check(Named(c.Configuration)) { Rule = c.Rule, Expected = c.Law })];
        }

        if (ConfigurationCatalog.Rule(text) is not { } rule) throw NoRule($"'{text}' is no rule", cases);
        if (!configurations.IsEmpty) return [.. configurations.Select(c => new Check(c) { Rule = rule })];
        ImmutableArray<Check> checks =
        [
            .. cases.Where(c => c.Rule == rule)
                .Select(c => new Check(Named(c.Configuration)) { Rule = rule, Expected = c.Law }),
        ];
        return checks.IsEmpty ? throw NoRule($"no configuration is listed for {text}; name one", cases) : checks;
    }

    private static InputException NoRule(string fact, ImmutableArray<PublishedCase> cases)
    {
        IEnumerable<string> listed = cases.Select(c => c.Rule).Distinct().Order().Select(PublishedRules.ItemOf);
        return new($"--published: {fact}: use all, {string.Join(", ", listed)}.");
    }
}

/// <summary>One search to run: a configuration, and what is not as the law has it.</summary>
internal sealed record Check(Configuration Configuration)
{
    public Published? Rule { get; init; }

    public Drop? Drop { get; init; }

    /// <summary>The law that the rule is listed to break.</summary>
    public string? Expected { get; init; }

    /// <summary>Nothing is changed: a law whose premise never holds is a failure.</summary>
    public bool IsPlain => Rule is null && Drop is null;

    private static string RuleName(Published rule) =>
        PublishedRules.ItemOf(rule) is var item && item == $"{rule}" ? item : $"{item} {rule}";

    public string Name => Rule is { } rule ? $"{Configuration.Name} with {RuleName(rule)}"
        : Drop is not null ? $"{Configuration.Name} without {Drop.Id}"
        : Configuration.Name;
}
