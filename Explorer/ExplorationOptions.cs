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

    /// <summary>See which accesses meet, and in which order. Not where a search is split.</summary>
    public bool Coverage { get; init; }

    /// <summary>Estimate before the start how many executions there are.</summary>
    public bool Estimates { get; init; }

    /// <summary>That a CPU starts is a step, even under sequential consistency. Found out where it is needed.</summary>
    internal bool StartIsStep { get; init; }

    /// <summary>Count failures instead of stopping at the first one.</summary>
    public bool GoOnAfterFailure { get; init; }

    /// <summary>The lanes of another engine of the program (<see cref="Engine.Lanes"/>).</summary>
    internal IReadOnlyList<(int Cpu, int Cell)>? Lanes { get; init; }

    /// <summary>Mistakes made on purpose, for tests.</summary>
    internal Flaws Flaws { get; init; }

    /// <summary>So many explore at once, each with a program of its own.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Which of the shards to explore, from 1 on.</summary>
    public int Shard { get; init; } = 1;

    /// <summary>The search is split among so many, which share nothing.</summary>
    public int Shards { get; init; } = 1;

    /// <summary>
    /// A reduction may be split by a guess of what every CPU touches. Wrong guesses are noticed; without one every part
    /// is larger.
    /// </summary>
    public bool SplitsByGuess { get; init; } = true;

    /// <summary>What is finished is written there, and not done again.</summary>
    public Journal? Journal { get; init; }

    /// <summary>Tells the program apart from others of its name, where what is finished is kept in files.</summary>
    public string Edition { get; init; } = "";

    internal int BoundOrDefault => Bound ?? DefaultBound;

    /// <summary>The same, by one worker at once.</summary>
    internal ExplorationOptions InOnePiece => this with
    {
        Workers = 1, Shard = 1, Shards = 1, Journal = null, Estimates = false, Coverage = false,
        Lanes = null,
    };

    internal bool IsSplit => Workers > 1 || Shards > 1 || Journal is not null;

    public CancellationToken Cancellation { get; init; }

    /// <summary>Called a few times a second.</summary>
    public Action<Progress>? Progress { get; init; }
}

/// <summary>How far an exploration is. Level is the number of preemptions that a bounded one explores now.</summary>
public readonly record struct Progress(long Executions, long Steps, TimeSpan Elapsed, int Level)
{
    /// <summary>How many executions this run has to do in all; null: unknown.</summary>
    public Estimate? Total { get; init; }
}
