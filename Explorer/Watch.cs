using System.Diagnostics;

namespace Plimsoll.Explorer;

/// <summary>
/// What ends an exploration before its end: the number of executions, the time, the user. Shared by all who explore.
/// </summary>
internal sealed class Watch(ExplorationOptions options, long limit)
{
    /// <summary>Looking at the clock costs as much as some steps; an execution takes microseconds.</summary>
    public const int Patience = 16;

    private readonly long start = Stopwatch.GetTimestamp();
    private readonly Lock reporting = new();
    private long begun;
    private long executions;
    private long steps;
    private TimeSpan nextProgress;

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(start);

    /// <summary>What is known of how much there is in all; set once it is.</summary>
    public Estimate? Estimate { get; set; }

    /// <summary>How much of that is for this run to do: a shard of it, less what was done before.</summary>
    public Estimate? Due { get; set; }

    /// <summary>The time is over, or the user has had enough.</summary>
    public bool IsOver => Elapsed > options.Time || options.Cancellation.IsCancellationRequested;

    /// <summary>There may be no execution more.</summary>
    public bool IsSpent => Volatile.Read(ref begun) >= limit;

    /// <summary>Whether there may be one execution more.</summary>
    public bool Begins() => begun < limit && Interlocked.Increment(ref begun) <= limit;

    /// <summary>Counts executions that have ended; false: time to stop.</summary>
    public bool GoesOn(long ended, long stepsTaken, int level)
    {
        Interlocked.Add(ref executions, ended);
        Interlocked.Add(ref steps, stepsTaken);
        if (IsOver) return false;
        TimeSpan elapsed = Elapsed;
        if (options.Progress is null || elapsed < nextProgress) return true;
        lock (reporting)
        {
            if (elapsed < nextProgress) return true;
            nextProgress = elapsed + TimeSpan.FromMilliseconds(250);
            options.Progress(new(executions, steps, elapsed, level) { Total = Due });
        }

        return true;
    }
}
