using System.Diagnostics;
using System.Reflection;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;

namespace Plimsoll.Cli;

/// <summary>
/// A failure made small and explained: the scenario with all that the law does not need left out, the tables, the race
/// that flips the verdict, and the files.
/// </summary>
internal sealed class FailureReport : IDisposable
{
    private const long MostExecutions = 20_000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    private readonly ScenarioProgram program;
    private readonly Failure failure;
    private readonly FlippingRace? race;
    private readonly ScenarioCut cut;
    private readonly MemoryModel memory;
    private readonly string unsure;

    private FailureReport(
        ScenarioProgram program, Failure failure, FlippingRace? race, ScenarioCut cut, MemoryModel memory,
        string unsure) =>
        (this.program, this.failure, this.race, this.cut, this.memory, this.unsure) =
            (program, failure, race, cut, memory, unsure);

    /// <param name="scenario">What was explored.</param>
    /// <param name="options">How.</param>
    /// <param name="form">The form of the allocator; null: the twin.</param>
    /// <param name="failure">What came of it.</param>
    public static FailureReport Of(
        Scenario scenario, ExplorationOptions options, Assembly? form, Failure failure)
    {
        ExplorationOptions search = options with { Time = null, Progress = null, Substrate = Substrate.Twin };
        ScenarioCut cut = new(scenario);
        string unsure = "";
        if (!failure.IsCrash) (cut, failure, unsure) = Shrink(cut, search, form, failure);
        ScenarioProgram program = ScenarioRun.Program(cut.Scenario, Substrate.Twin, form, Catalog.LawsAndModel());
        FlippingRace? race = FlippingRace.Of(program, failure, search);
        return new(program, failure.On(program, search), race, cut, options.Memory, unsure);
    }

    public string Text
    {
        get
        {
            string without = cut.IsWhole ? "" : $"left out, since the law breaks without it: {cut}\n\n";
            return without + unsure + FailureText.Render(program, failure, race);
        }
    }

    /// <summary>The replay file, and the page beside it; each whole or not at all.</summary>
    /// <returns>Where the replay file is.</returns>
    public string Write(string folder, string mutant)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{program.Name}.{failure.Law}.replay");
        Replay replay = Replay.Of(failure, program, program.Name, mutant, memory);
        Whole(path, (replay with { Without = cut.IsWhole ? null : cut.ToString() }).Write());
        string[] remarks =
        [
            $"{failure.Law}: {failure.Message}", $"schedule: {failure.Schedule}", race?.Text ?? FailureText.NoRace,
        ];
        string page = Page.Render(program, failure.Events, program.Name, remarks, marked: true, memory);
        Whole(Path.ChangeExtension(path, ".html"), page);
        return path;
    }

    public void Dispose() => program.Dispose();

    /// <returns>The smaller situation, its failure, and what is to be said where a limit was met.</returns>
    private static (ScenarioCut, Failure, string) Shrink(
        ScenarioCut cut, ExplorationOptions options, Assembly? form, Failure failure)
    {
        long start = Stopwatch.GetTimestamp();
        bool late = false;
        HashSet<string> open = [];
        (cut, failure) = Shrinking.Run(cut, failure, smaller => smaller.Smaller(), Search);
        open.IntersectWith(cut.Smaller().Select(smaller => smaller.ToString()));
        return (cut, failure, Unsure(late, open.Count));

        Failure? Search(ScenarioCut candidate)
        {
            if (options.Cancellation.IsCancellationRequested) return null;
            late |= Stopwatch.GetElapsedTime(start) > MostTime;
            if (late) return null;
            try
            {
                using ScenarioProgram program =
                    ScenarioRun.Program(candidate.Scenario, Substrate.Twin, form, Catalog.LawsAndModel());
                (Failure? found, bool certain) = Shrinking.Search(program, failure.Law, options, MostExecutions);
                if (!certain) open.Add(candidate.ToString());
                return found;
            }
            catch (InvalidOperationException)
            {
                // What came before the scenario is refused without the operation that was left out.
                return null;
            }
        }
    }

    private static string Unsure(bool late, int open)
    {
        if (late) return $"shrinking stopped after {MostTime.TotalSeconds} seconds: there may be a smaller one\n\n";
        if (open == 0) return "";
        return $"shrinking stopped after {MostExecutions} executions of each of {open} smaller ones: "
            + "the law may break in one of them\n\n";
    }

    /// <summary>Two runs may write the same file at once.</summary>
    private static void Whole(string path, string text)
    {
        string part = $"{path}.{Guid.NewGuid():N}.part";
        File.WriteAllText(part, text);
        File.Move(part, path, overwrite: true);
    }
}
