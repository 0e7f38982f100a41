namespace Plimsoll.Explorer;

public sealed record ExplorationOptions
{
    /// <summary>Where none is given: most bugs need one preemption or two.</summary>
    public const int DefaultBound = 2;

    public StrategyKind Strategy { get; init; } = StrategyKind.Bounded;

    /// <summary>
    /// Preemptions, for <see cref="StrategyKind.Bounded"/>; changes of priority for <see cref="StrategyKind.Pct"/>,
    /// which then finds bugs of a depth of one more. <see cref="StrategyKind.SourceDpor"/> is bounded where it is
    /// given.
    /// </summary>
    public int? Bound { get; init; }

    /// <summary>
    /// At most so many executions; none: no limit, except that a random walk does 1,000 where time is unlimited too.
    /// </summary>
    public long? Iterations { get; init; }

    public TimeSpan? Time { get; init; }

    public ulong Seed { get; init; } = 1;

    public Substrate Substrate { get; init; } = Substrate.Twin;

    /// <summary>Weak ones run on the twin and on threads.</summary>
    public MemoryModel Memory { get; init; }

    /// <summary>An execution with more steps fails.</summary>
    public int MaxSteps { get; init; } = 100_000;

    /// <summary>Report races, torn values and breaches of lifetimes. Off: faster, and blind to them.</summary>
    public bool CheckRaces { get; init; } = true;

    public bool CountTraces { get; init; }

    /// <summary>That a CPU starts is a step, even under sequential consistency. Found out where it is needed.</summary>
    internal bool StartIsStep { get; init; }

    /// <summary>Count failures instead of stopping at the first one.</summary>
    public bool GoOnAfterFailure { get; init; }

    /// <summary>Mistakes made on purpose, for tests.</summary>
    internal Flaws Flaws { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>Called a few times a second.</summary>
    public Action<Progress>? Progress { get; init; }
}

/// <summary>How far an exploration is. Level is the number of preemptions that a bounded one explores now.</summary>
public readonly record struct Progress(long Executions, long Steps, TimeSpan Elapsed, int Level);
