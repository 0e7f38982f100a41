namespace Plimsoll.Explorer;

/// <summary>What executions came to: those of a whole exploration, or of a part of one. Parts add up.</summary>
internal sealed class Tally(int cpus)
{
    private readonly int[] accesses = new int[cpus];

    /// <summary>Complete ones.</summary>
    public long Executions { get; set; }

    public long Blocked { get; set; }

    public long Deadlocks { get; set; }

    public long Failures { get; set; }

    public long Steps { get; set; }

    /// <summary>Steps of each CPU, the most in one execution.</summary>
    public ReadOnlySpan<int> Accesses => accesses;

    /// <summary>The traces that were seen, where they are counted.</summary>
    public HashSet<UInt128> Traces { get; } = [];

    /// <summary>The most preemptions that were tried.</summary>
    public int Level { get; set; }

    /// <summary>Some schedule has more preemptions than the bound.</summary>
    public bool Cut { get; set; }

    /// <summary>The substrate could not express some preemption.</summary>
    public bool Narrowed { get; set; }

    /// <summary>The fewest preemptions among schedules that the substrate could not express.</summary>
    public int FirstLossyLevel { get; set; } = int.MaxValue;

    public Failure? Failure { get; set; }

    public void See(ReadOnlySpan<int> of)
    {
        for (int cpu = 0; cpu < accesses.Length; cpu++) accesses[cpu] = Math.Max(accesses[cpu], of[cpu]);
    }

    public void Add(Tally other)
    {
        Executions += other.Executions;
        Blocked += other.Blocked;
        Deadlocks += other.Deadlocks;
        Failures += other.Failures;
        Steps += other.Steps;
        See(other.Accesses);
        Traces.UnionWith(other.Traces);
        Level = Math.Max(Level, other.Level);
        Cut |= other.Cut;
        Narrowed |= other.Narrowed;
        FirstLossyLevel = Math.Min(FirstLossyLevel, other.FirstLossyLevel);
        Failure ??= other.Failure;
    }
}
