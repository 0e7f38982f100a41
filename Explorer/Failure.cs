namespace Plimsoll.Explorer;

/// <summary>A broken law, with the execution that broke it.</summary>
public sealed record Failure
{
    public required string Law { get; init; }

    public required string Message { get; init; }

    /// <summary>The guest threw, or did not do the same thing twice: no law says so.</summary>
    public required bool IsCrash { get; init; }

    public required Schedule Schedule { get; init; }

    public required int Preemptions { get; init; }

    /// <summary>Every access, plain ones included, and every note, up to the step that broke the law.</summary>
    public required IReadOnlyList<Event> Events { get; init; }

    /// <summary>The same failure in another instance of the program, whose cells lie elsewhere.</summary>
    public Failure On(IProgram program, ExplorationOptions options)
    {
        using Engine engine = new(program, options with { StartIsStep = StartIsStep, Lanes = Lanes });
        engine.IsRepetition = true;
        List<Event> events = [];
        engine.Execute(new Guided(Schedule), events);
        return this with { Events = events };
    }

    /// <summary>The lanes that the schedule names.</summary>
    internal IReadOnlyList<(int Cpu, int Cell)>? Lanes { get; init; }

    /// <summary>That a CPU starts was a step: the schedule counts it.</summary>
    internal bool StartIsStep => Steps.Any(step => step.Kind == AccessKind.Begin);

    /// <summary>The accesses alone.</summary>
    public IEnumerable<Step> Steps => Events.Where(e => e.Access is not null).Select(e => e.Access!.Value);
}
