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
    private const long MostExecutions = 5000;
    private static readonly TimeSpan MostTime = TimeSpan.FromSeconds(10);

    private readonly ScenarioProgram program;
    private readonly Failure failure;
    private readonly FlippingRace? race;
    private readonly ScenarioCut cut;
    private readonly MemoryModel memory;

    private FailureReport(
        ScenarioProgram program, Failure failure, FlippingRace? race, ScenarioCut cut, MemoryModel memory) =>
        (this.program, this.failure, this.race, this.cut, this.memory) = (program, failure, race, cut, memory);

    /// <param name="scenario">What was explored.</param>
    /// <param name="options">How.</param>
    /// <param name="form">The form of the allocator; null: the twin.</param>
    /// <param name="failure">What came of it.</param>
    public static FailureReport Of(
        Scenario scenario, ExplorationOptions options, Assembly? form, Failure failure)
    {
        ExplorationOptions search = options with { Time = null, Progress = null, Substrate = Substrate.Twin };
        ScenarioCut cut = new(scenario);
        if (!failure.IsCrash) (cut, failure) = Shrink(cut, search, form, failure);
        ScenarioProgram program = ScenarioRun.Program(cut.Scenario, Substrate.Twin, form, Catalog.LawsAndModel());
        FlippingRace? race = FlippingRace.Of(program, failure, search);
        return new(program, failure.On(program, search), race, cut, options.Memory);
    }

    public string Text
    {
        get
        {
            string without = cut.Left.IsEmpty ? "" : $"left out, since the law breaks without it: {cut}\n\n";
            return without + FailureText.Render(program, failure, race);
        }
    }

    /// <summary>The replay file, and the page beside it; each whole or not at all.</summary>
    /// <returns>Where the replay file is.</returns>
    public string Write(string folder, string mutant)
    {
        Directory.CreateDirectory(folder);
        string path = Path.Combine(folder, $"{program.Name}.{failure.Law}.replay");
        Replay replay = Replay.Of(failure, program, program.Name, mutant, memory);
        Whole(path, (replay with { Without = cut.Left.IsEmpty ? null : cut.ToString() }).Write());
        string[] remarks =
        [
            $"{failure.Law}: {failure.Message}", $"schedule: {failure.Schedule}", race?.Text ?? FailureText.NoRace,
        ];
        string page = Page.Render(program, failure.Events, program.Name, remarks, marked: true, memory);
        Whole(Path.ChangeExtension(path, ".html"), page);
        return path;
    }

    public void Dispose() => program.Dispose();

    private static (ScenarioCut, Failure) Shrink(
        ScenarioCut cut, ExplorationOptions options, Assembly? form, Failure failure)
    {
        long start = Stopwatch.GetTimestamp();
        return Shrinking.Run(cut, failure, smaller => smaller.Smaller(), Search);

        Failure? Search(ScenarioCut candidate)
        {
            if (Stopwatch.GetElapsedTime(start) > MostTime || options.Cancellation.IsCancellationRequested) return null;
            try
            {
                using ScenarioProgram program =
                    ScenarioRun.Program(candidate.Scenario, Substrate.Twin, form, Catalog.LawsAndModel());
                return Shrinking.Search(program, failure.Law, options, MostExecutions);
            }
            catch (InvalidOperationException)
            {
                // What came before the scenario is refused without the operation that was left out.
                return null;
            }
        }
    }

    /// <summary>Two runs may write the same file at once.</summary>
    private static void Whole(string path, string text)
    {
        string part = $"{path}.{Guid.NewGuid():N}.part";
        File.WriteAllText(part, text);
        File.Move(part, path, overwrite: true);
    }
}
