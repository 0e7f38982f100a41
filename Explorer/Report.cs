using System.Globalization;

namespace Plimsoll.Explorer;

public enum Verdict
{
    /// <summary>Every schedule was executed.</summary>
    Exhaustive,

    /// <summary>Every schedule with at most <see cref="Report.Bound"/> preemptions was executed.</summary>
    Bounded,

    /// <summary>Some schedules were executed.</summary>
    Sampled,

    /// <summary>A law was broken, or the program crashed.</summary>
    Violation,
}

/// <summary>What an exploration did, and what may be concluded from it.</summary>
public sealed record Report
{
    public required string Program { get; init; }

    public required Verdict Verdict { get; init; }

    public required StrategyKind Strategy { get; init; }

    public required Substrate Substrate { get; init; }

    public required MemoryModel Memory { get; init; }

    /// <summary>
    /// Preemptions: the level that is complete; null where the strategy knows none, or not even level 0 is.
    /// </summary>
    public required int? Bound { get; init; }

    /// <summary>Complete executions.</summary>
    public required long Executions { get; init; }

    /// <summary>
    /// Executions given up: the substrate could not go on with them, or what would follow is seen elsewhere.
    /// </summary>
    public required long Blocked { get; init; }

    /// <summary>Executions that ended because nobody could go on, whether that breaks a law or not.</summary>
    public long Deadlocks { get; init; }

    /// <summary>
    /// Executions that broke a law: more than one only with <see cref="ExplorationOptions.GoOnAfterFailure"/>.
    /// </summary>
    public required long Failures { get; init; }

    /// <summary>Distinct Mazurkiewicz traces, where they were counted.</summary>
    public required long? DistinctTraces { get; init; }

    /// <summary>Steps, summed over executions.</summary>
    public required long Steps { get; init; }

    public required double Seconds { get; init; }

    /// <summary>Steps of each CPU, the most in one execution.</summary>
    public required IReadOnlyList<int> Accesses { get; init; }

    /// <summary>
    /// Of <see cref="StrategyKind.Pct"/>: the least probability with which one such execution finds a bug that needs
    /// one order of steps more than priorities change. Else, and under weak memory models, null.
    /// </summary>
    public double? Guarantee { get; init; }

    public required Failure? Failure { get; init; }

    /// <summary>How many executions there are in all; null: unknown, or not asked for.</summary>
    public Estimate? Total { get; init; }

    /// <summary>Which accesses met; null where it was not asked for.</summary>
    public CoverageReport? Coverage { get; init; }

    /// <summary>Of a search that was split: its units. Else null.</summary>
    public Part? Part { get; init; }

    /// <summary><c>EXHAUSTIVE</c>, <c>BOUNDED(2)</c>, <c>SAMPLED(1000)</c>, <c>VIOLATION(LAW)</c>.</summary>
    public string VerdictText => Verdict switch
    {
        Verdict.Exhaustive => "EXHAUSTIVE",
        Verdict.Bounded => string.Create(CultureInfo.InvariantCulture, $"BOUNDED({Bound})"),
        Verdict.Sampled => string.Create(CultureInfo.InvariantCulture, $"SAMPLED({Executions})"),
        _ => $"VIOLATION({Failure?.Law})",
    };

    /// <summary>The report on a search in one piece.</summary>
    internal static Report Of(
        string program, ExplorationOptions options, Tally tally, Watch watch, int? complete, SearchEnd end)
    {
        bool everything = end == SearchEnd.Exhausted && tally.FirstLossyLevel == int.MaxValue && !tally.Narrowed
            && !tally.Cut;
        return Of(program, options.Strategy, options.Memory, tally, everything, complete) with
        {
            Substrate = options.Substrate,
            Total = watch.Estimate,
            DistinctTraces = options.CountTraces ? tally.Traces.Count : null,
            Seconds = watch.Elapsed.TotalSeconds,
            Guarantee = GuaranteeOf(options.Strategy, options.Memory, options.BoundOrDefault, tally),
        };
    }

    /// <summary>The report on the units of a search.</summary>
    internal static Report Of(string program, SearchKey key, Tally tally, Part part, double seconds)
    {
        bool everything = part.IsComplete && !key.Strategy.IsSampling();
        int? complete = everything && key.Strategy == StrategyKind.Bounded ? tally.Level : null;
        return Of(program, key.Strategy, key.Memory, tally, everything && !tally.Cut, complete) with
        {
            DistinctTraces = key.CountsTraces ? tally.Traces.Count : null,
            Seconds = seconds,
            Guarantee = GuaranteeOf(key.Strategy, key.Memory, key.Bound ?? 0, tally),
            Part = part,
        };
    }

    private static Report Of(
        string program, StrategyKind strategy, MemoryModel memory, Tally tally, bool everything, int? complete) => new()
    {
        Program = program,
        Verdict = tally.Failures > 0 ? Verdict.Violation
            : everything ? Verdict.Exhaustive
            : complete is not null ? Verdict.Bounded
            : Verdict.Sampled,
        Strategy = strategy,
        Substrate = Substrate.Twin,
        Memory = memory,
        Bound = complete,
        Executions = tally.Executions,
        Blocked = tally.Blocked,
        Deadlocks = tally.Deadlocks,
        Failures = tally.Failures,
        DistinctTraces = null,
        Steps = tally.Steps,
        Seconds = 0,
        Accesses = tally.Accesses.ToArray(),
        Failure = tally.Failure,
    };

    /// <summary>Where stores are buffered, lanes have priorities too, and how many there are is not counted.</summary>
    private static double? GuaranteeOf(StrategyKind strategy, MemoryModel memory, int bound, Tally tally)
    {
        if (strategy != StrategyKind.Pct || memory != MemoryModel.Sc) return null;
        int steps = 0;
        foreach (int number in tally.Accesses) steps += number;
        return Pct.Guarantee(tally.Accesses.Length, steps, bound);
    }
}
