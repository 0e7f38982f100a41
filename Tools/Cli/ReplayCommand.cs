using System.CommandLine;
using System.Diagnostics;
using System.Text.Json.Nodes;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Mutants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;

namespace Plimsoll.Cli;

using Command = System.CommandLine.Command;

/// <summary><c>replay</c>: a recorded schedule, once; where it no longer fits, by its anchors.</summary>
internal static class ReplayCommand
{
    private static readonly string[] EngineLaws =
        [Laws.Deadlock, Laws.Lock, Laws.Race, Laws.Livelock, Laws.Steps, Laws.Crash, Laws.Uncontrolled];

    public static Command Make(Terminal terminal)
    {
        Command command = new(
            "replay",
            "Runs a recorded schedule once. Example: plimsoll replay "
            + "artifacts/out/two-takers-one-page.INV-STRICT.replay");
        Argument<string> file = new("file") { Description = "a .replay file" };
        Option<string?> mutant =
            new("--mutant") { Description = "run it against this mutant, or none, instead of the file's" };
        Option<bool> full = new("--full") { Description = "show plain accesses and notes too" };
        Option<string?> html = new("--html") { Description = "write the page with a lane per CPU to this file" };
        Option<bool> stop = new("--break") { Description = "stop in a debugger just before the last step" };
        Option<bool> json = ExplorationArguments.Json;
        command.Arguments.Add(file);
        foreach (Option option in new Option[] { mutant, full, html, stop, json }) command.Options.Add(option);
        command.SetAction(
            parsed => Run(
                terminal, parsed.GetValue(file)!,
                new(parsed.GetValue(mutant), parsed.GetValue(full), parsed.GetValue(html), parsed.GetValue(stop),
                    parsed.GetValue(json))));
        return command;
    }

    private static int Run(Terminal terminal, string path, Wishes wishes)
    {
        if (wishes.Html is { } page && string.IsNullOrWhiteSpace(page))
            throw new InputException("--html '': name a file for the page.");
        if (string.IsNullOrWhiteSpace(path)) throw new InputException("replay '': name a .replay file.");
        if (Directory.Exists(path)) throw new InputException($"replay '{path}': a folder; name a .replay file.");
        if (Directory.Exists(wishes.Html))
            throw new InputException($"--html '{wishes.Html}': a folder; name a file for the page.");
        Replay replay = Replay.Parse(File.ReadAllText(path), path);
        Scenario scenario = Catalog.Scenario(replay.Scenario)
            ?? throw new InputException($"{path}: there is no scenario '{replay.Scenario}'.");
        try
        {
            scenario = ScenarioCut.Parse(scenario, replay.Without).Scenario;
        }
        catch (FormatException e)
        {
            throw new InputException($"{path}: without: {e.Message}");
        }

        if (!EngineLaws.Contains(replay.Law) && Catalog.LawsAndModel().All(l => l.Id != replay.Law))
            throw new InputException($"{path}: there is no law '{replay.Law}'.");
        string id = wishes.Mutant ?? replay.Mutant;
        using MutantBuild? build = id == Replay.NoMutant ? null : MutantForm.Build(id);
        using ScenarioProgram program = Prepare(scenario, build, id);
        bool races = replay.Law == Laws.Race;
        ReplayResult result = replay.Run(program, checkRaces: races);
        if (wishes.Html is { } file) WritePage(file, program, replay, result);
        if (wishes.Json) terminal.Out.WriteLine(Json(result).ToJsonString());
        else Show(terminal, program, replay, result, wishes.Full);
        if (wishes.Break) Break(terminal, program, replay, result);
        return result.Reproduced ? Exit.Broken : Exit.Held;
    }

    private static void WritePage(string file, ScenarioProgram program, Replay replay, ReplayResult result)
    {
        List<string> remarks = [result.Verdict(replay.Law)];
        if (result.Law is not null) remarks.Add($"{result.Law}: {result.Message}");
        if (result.Divergence is not null) remarks.Add($"diverged: {result.Divergence}");
        remarks.AddRange(result.Notes);
        remarks.Add($"schedule: {result.Schedule}");
        File.WriteAllText(
            file,
            Page.Render(program, result.Events, program.Name, remarks, result.Law is not null, replay.Memory));
    }

    /// <summary>Runs what was shown once more, and stops there.</summary>
    private static void Break(Terminal terminal, ScenarioProgram program, Replay replay, ReplayResult result)
    {
        if (!Debugger.IsAttached && !Debugger.Launch())
        {
            terminal.Error.WriteLine(
                "plimsoll: --break: no debugger is attached, and none can be launched here: start plimsoll under one.");
            return;
        }

        if (!Debugger.IsAttached)
        {
            terminal.Error.WriteLine("plimsoll: --break: the debugger that was launched did not attach.");
            return;
        }

        replay.Repeat(program, result, Debugger.Break);
    }

    private static ScenarioProgram Prepare(Scenario scenario, MutantBuild? build, string id)
    {
        try
        {
            return ScenarioRun.Program(scenario, Substrate.Twin, build?.Assembly, Catalog.LawsAndModel());
        }
        catch (Exception e) when (build is not null && e is not OutOfMemoryException)
        {
            throw new InputException($"mutant {id} does not survive the setup of {scenario.Name}: {e.Message}");
        }
    }

    private static void Show(Terminal terminal, ScenarioProgram program, Replay replay, ReplayResult result, bool full)
    {
        terminal.Out.WriteLine(Table.Render(program, result.Events, result.Law is not null, full));
        if (result.Law is not null) terminal.Out.WriteLine($"{result.Law}: {result.Message}");
        if (result.Divergence is not null) terminal.Out.WriteLine($"diverged: {result.Divergence}");
        foreach (string note in result.Notes) terminal.Out.WriteLine($"  {note}");
        terminal.Out.WriteLine(result.Verdict(replay.Law));
    }

    private sealed record Wishes(string? Mutant, bool Full, string? Html, bool Break, bool Json);

    private static JsonObject Json(ReplayResult result) => new()
    {
        ["reproduced"] = result.Reproduced,
        ["law"] = result.Law,
        ["divergedAt"] = result.DivergedAt,
        ["steps"] = result.Steps,
        ["executions"] = result.Executions,
    };
}
