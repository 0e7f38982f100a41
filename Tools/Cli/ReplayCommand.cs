using System.CommandLine;
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
        [Laws.Deadlock, Laws.Lock, Laws.Race, Laws.Steps, Laws.Crash, Laws.Uncontrolled];

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
        Option<bool> json = ExplorationArguments.Json;
        command.Arguments.Add(file);
        foreach (Option option in new Option[] { mutant, full, json }) command.Options.Add(option);
        command.SetAction(
            parsed => Run(
                terminal, parsed.GetValue(file)!, parsed.GetValue(mutant), parsed.GetValue(full),
                parsed.GetValue(json)));
        return command;
    }

    private static int Run(Terminal terminal, string path, string? mutant, bool full, bool json)
    {
        if (string.IsNullOrWhiteSpace(path)) throw new InputException("replay '': name a .replay file.");
        Replay replay = Replay.Parse(File.ReadAllText(path), path);
        Scenario scenario = Catalog.Scenario(replay.Scenario)
            ?? throw new InputException($"{path}: there is no scenario '{replay.Scenario}'.");
        if (!EngineLaws.Contains(replay.Law) && Catalog.LawsAndModel().All(l => l.Id != replay.Law))
            throw new InputException($"{path}: there is no law '{replay.Law}'.");
        string id = mutant ?? replay.Mutant;
        using MutantBuild? build = id == Replay.NoMutant ? null : MutantForm.Build(id);
        using ScenarioProgram program = Prepare(scenario, build, id);
        ReplayResult result = replay.Run(program, checkRaces: replay.Law == Laws.Race);
        if (json) terminal.Out.WriteLine(Json(result).ToJsonString());
        else Show(terminal, program, replay, result, full);
        return result.Reproduced ? Exit.Broken : Exit.Held;
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

    private static JsonObject Json(ReplayResult result) => new()
    {
        ["reproduced"] = result.Reproduced,
        ["law"] = result.Law,
        ["divergedAt"] = result.DivergedAt,
        ["steps"] = result.Steps,
        ["executions"] = result.Executions,
    };
}
