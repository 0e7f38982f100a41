namespace Plimsoll.Explorer;

/// <summary>
/// A failing execution as a text file. It names the steps of the schedule and knows no substrate. Against code that
/// was edited since, it is followed by its anchors (<see cref="Resynchronisation"/>).
/// </summary>
/// <remarks>
/// <code>
/// plimsoll-replay 2
/// scenario: two-takers-one-page
/// law: INV-STRICT
/// mutant: G1
/// memory: sc
/// steps: 12
/// cpu0 load zone0.NrFree #1 @ Zone.cs:42
/// </code>
/// A line a step follows the header; empty lines and lines that start with # mean nothing.
/// </remarks>
public sealed record Replay(string Scenario, string Law, string Mutant, MemoryModel Memory,
    IReadOnlyList<ReplayStep> Steps)
{
    public const string NoMutant = "none";

    /// <summary>
    /// What was left out of the scenario before the failure was recorded, in words that the scenario understands;
    /// null: nothing.
    /// </summary>
    public string? Without { get; init; }

    public static Replay Of(
        Failure failure, IProgram program, string scenario, string mutant = NoMutant,
        MemoryModel memory = MemoryModel.Sc)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(program);
        return new(scenario, failure.Law, mutant, memory, ReplayStep.Of(program, failure.Events));
    }

    /// <exception cref="ReplayFormatException">The text is no replay of this version; the message says where and
    /// why.</exception>
    public static Replay Parse(string text, string file = "replay") => ReplayText.Parse(text, file);

    public string Write() => ReplayText.Write(this);

    /// <summary>Runs the schedule; once, where it fits.</summary>
    public ReplayResult Run(
        IProgram program, Substrate substrate = Substrate.Twin, int maxSteps = 100_000, bool checkRaces = true)
    {
        ArgumentNullException.ThrowIfNull(program);
        ExplorationOptions options = Options(substrate, maxSteps, checkRaces);
        using (Engine engine = new(program, options))
        {
            ReplayResult result = new Resynchronisation(this, engine).Run();
            if (!engine.StartsDiffer || options.StartIsStep) return result;
        }

        // In the edited program a CPU's first access depends on others: there starting is a step.
        using Engine careful = new(program, options with { StartIsStep = true });
        return new Resynchronisation(this, careful).Run();
    }

    /// <summary>
    /// Runs what <see cref="Run"/> has shown once more, and calls <paramref name="stop"/> when its last step has been
    /// decided and has not been taken.
    /// </summary>
    public void Repeat(IProgram program, ReplayResult result, Action stop)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(stop);
        bool starts = result.Events.Any(happened => happened.Access is { Kind: AccessKind.Begin });
        ExplorationOptions options = Options(Substrate.Twin, 100_000, Law == Laws.Race);
        using Engine engine = new(program, options with { StartIsStep = starts });
        engine.Execute(new Stopping(result.Schedule, stop));
    }

    private ExplorationOptions Options(Substrate substrate, int maxSteps, bool checkRaces) => new()
    {
        Substrate = substrate,
        Memory = Memory,
        MaxSteps = maxSteps,
        CheckRaces = checkRaces,
        StartIsStep = Steps.Any(step => step.Kind == AccessKind.Begin),
    };
}
