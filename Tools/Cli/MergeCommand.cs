using System.CommandLine;
using System.Text.Json.Nodes;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;

namespace Plimsoll.Cli;

using Command = System.CommandLine.Command;

/// <summary><c>merge</c>: what shards came to, added up to what the whole run would have printed.</summary>
internal static class MergeCommand
{
    public static Command Make(Terminal terminal)
    {
        Command command = new(
            "merge",
            "Adds up the results of shards. Example: plimsoll merge artifacts/out/own-lists.*-of-5.json");
        Argument<string[]> files = new("file")
        {
            Arity = ArgumentArity.OneOrMore, Description = "results of --shard: NAME.I-of-N.json",
        };
        Option<bool> json = ExplorationArguments.Json;
        command.Arguments.Add(files);
        command.Options.Add(json);
        command.SetAction(parsed => Run(terminal, parsed.GetValue(files) ?? [], parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string[] paths, bool json)
    {
        ShardFile[] files = [.. paths.Select(ShardFile.Read)];
        List<Merged> all = [.. files.GroupBy(f => (f.Verb, f.Part.Key.Program, f.Mutant)).Select(g => Merge([.. g]))];
        try
        {
            if (!json) Print(terminal, all);
            else
            {
                foreach (Merged merged in all) ShardText.Warn(terminal, merged.Report!);
                terminal.Out.WriteLine(Json(all).ToJsonString());
            }

            return all.All(m => m.Holds) ? Exit.Held : Exit.Broken;
        }
        finally
        {
            foreach (Merged merged in all) merged.Litmus?.Dispose();
        }
    }

    private static Merged Merge(ShardFile[] files)
    {
        ShardFile first = files[0];
        if (files.FirstOrDefault(f => f.Subject != first.Subject) is { } other)
            throw new InputException($"{other.Path}: not of the same program as {first.Path}.");
        Part whole;
        try
        {
            whole = Part.Merge([.. files.Select(f => f.Part)]);
        }
        catch (FormatException e)
        {
            throw new InputException($"{first.Path} and others of {first.Part.Key.Program}: {e.Message}.");
        }

        double seconds = files.Sum(f => f.Seconds);
        Merged merged = new(first.Verb, whole, files.Select(f => f.Counterexample).FirstOrDefault(c => c is not null));
        if (first.Verb == ShardFile.Litmus)
        {
            LitmusGuest guest = new(LitmusProgram.Parse(first.Subject, first.File));
            return merged with { Litmus = guest, Report = Conclude(first, whole, guest, seconds) };
        }

        Scenario scenario = Catalog.Scenario(first.Subject)
            ?? throw new InputException($"{first.Path}: there is no scenario '{first.Subject}'.");
        using ScenarioProgram program = ScenarioRun.Program(scenario, Substrate.Twin, null, Catalog.LawsAndModel());
        Report report = Conclude(first, whole, program, seconds);
        return merged with { Scenario = new(scenario, report, program.Laws), Report = report };
    }

    private static Report Conclude(ShardFile first, Part whole, IProgram program, double seconds)
    {
        try
        {
            return whole.Conclude(program, seconds);
        }
        catch (FormatException e)
        {
            throw new InputException($"{first.Path}, or another of {program.Name}: {e.Message}.");
        }
    }

    private static JsonObject Json(List<Merged> all)
    {
        JsonObject json = [];
        Merged[] scenarios = [.. all.Where(m => m.Scenario is not null)];
        if (scenarios.Length > 0)
        {
            json["scenarios"] =
                new JsonArray([.. scenarios.Select(m => Exploring.Json(m.Scenario!, m.Counterexample))]);
        }

        Merged[] programs = [.. all.Where(m => m.Litmus is not null)];
        if (programs.Length > 0) json["programs"] = LitmusText.Programs(programs.Select(m => (m.Litmus!, m.Report!)));
        return json;
    }

    private static void Print(Terminal terminal, List<Merged> all)
    {
        foreach (Merged merged in all)
        {
            if (merged.Litmus is { } guest) LitmusText.Print(terminal, guest, merged.Report!, tables: false);
            else terminal.Out.WriteLine(Exploring.Line(merged.Scenario!));
            if (merged.Report!.Failure is { } failure)
            {
                terminal.Out.WriteLine($"{failure.Law}: {failure.Message}");
                if (merged.Counterexample is { } path) terminal.Out.WriteLine($"plimsoll replay {path} runs it again");
            }

            terminal.Out.WriteLine(ShardText.Of(merged.Part));
            terminal.Out.WriteLine();
        }

        int broken = all.Count(m => !m.Holds);
        string verdict = broken > 0 ? $"{broken} broke a law" : "all laws held";
        IEnumerable<string> each = all.Where(m => m.Holds).GroupBy(m => ReportText.Word(m.Report!))
            .Select(g => $"{g.Count()} {g.Key}");
        terminal.Out.WriteLine($"{all.Count} merged: {string.Join("; ", [verdict, .. each])}");
    }

    private sealed record Merged(string Verb, Part Part, string? Counterexample)
    {
        public LitmusGuest? Litmus { get; init; }

        public ScenarioReport? Scenario { get; init; }

        public Report? Report { get; init; }

        public bool Holds => Scenario?.Holds ?? Report!.Failure is null;
    }
}
