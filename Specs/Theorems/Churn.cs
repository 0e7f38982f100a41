using System.Diagnostics;

namespace Plimsoll.Specs.Theorems;

/// <summary>What a search of a <see cref="ChurnMachine"/> found.</summary>
/// <param name="Trace">The steps to a state with more pages than the bound; empty if there is none.</param>
/// <param name="Shortest">No shorter trace leads there.</param>
/// <param name="Exhausted">Every state was visited, so that no trace means that there is none.</param>
/// <param name="States">States visited.</param>
/// <param name="Steps">Steps tried from them, to new states and to known ones.</param>
/// <param name="Depth">Steps from the empty machine to the farthest state that was left behind.</param>
/// <param name="MostPages">Pages in the state that holds most of them.</param>
public sealed record ChurnResult(
    IReadOnlyList<ChurnStep> Trace, bool Shortest, bool Exhausted, int States, long Steps, double Branching, int Depth,
    int MostPages, double Seconds)
{
    public bool Found => Trace.Count > 0;
}

/// <summary>
/// The search for a history that takes more pages than a bound allows. Breadth first over all states: a trace is as
/// short as can be, and none at all is a proof for this machine. Where there are too many states for that, what is left
/// is looked at in order of promise.
/// </summary>
public sealed class Churn
{
    private const int ReportEvery = 1 << 16;

    private readonly ChurnMachine machine;
    private readonly StateTable table;
    private readonly List<ChurnStep> steps = [];
    private readonly List<Origin> origins = [default];
    private readonly ushort[] next;
    private readonly long bound;
    private long tried;
    private int expanded;
    private int depth;
    private int mostPages;
    private int found = -1;

    private Churn(ChurnMachine machine, long bound)
    {
        this.machine = machine;
        this.bound = bound;
        next = new ushort[machine.Cells];
        table = new(machine.Cells);
        table.Add(next);
    }

    /// <param name="bound">Pages; a state with more is what is looked for.</param>
    /// <param name="breadthFirst">States to visit in order of distance.</param>
    /// <param name="mostStates">Give up when so many states were visited.</param>
    /// <param name="progress">Told of states and depth now and then.</param>
    public static ChurnResult Search(
        ChurnMachine machine, long bound, int breadthFirst, int mostStates, Action<int, int>? progress,
        CancellationToken stop)
    {
        long start = Stopwatch.GetTimestamp();
        Churn search = new(machine, bound);
        bool GoesOn(int most)
        {
            if (search.expanded % ReportEvery == 0) progress?.Invoke(search.table.Count, search.depth);
            return search.found < 0 && search.table.Count < most && !stop.IsCancellationRequested;
        }

        int at = 0;
        while (at < search.table.Count && GoesOn(Math.Min(breadthFirst, mostStates))) search.Expand(at++);
        bool shortest = search.found >= 0;
        PriorityQueue<int, ChurnPromise> left = new();
        if (at < search.table.Count && GoesOn(mostStates)) search.Rank(at, left);
        while (left.Count > 0 && GoesOn(mostStates))
        {
            int known = search.table.Count;
            search.Expand(left.Dequeue());
            search.Rank(known, left);
        }

        bool exhausted = search.found < 0 && search.expanded == search.table.Count;
        return search.Result(shortest, exhausted, Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private void Rank(int from, PriorityQueue<int, ChurnPromise> into)
    {
        for (int at = from; at < table.Count; at++) into.Enqueue(at, ChurnPromise.Of(machine, table[at]));
    }

    private void Expand(int at)
    {
        expanded++;
        depth = Math.Max(depth, origins[at].Depth);
        steps.Clear();
        machine.Steps(table[at], steps);
        foreach (ChurnStep step in steps)
        {
            table[at].CopyTo(next);
            machine.Take(step, next);
            tried++;
            if (!table.Add(next)) continue;
            origins.Add(new(at, step, origins[at].Depth + 1));
            mostPages = Math.Max(mostPages, machine.Pages(next));
            if (mostPages <= bound) continue;
            found = table.Count - 1;
            return;
        }
    }

    private ChurnResult Result(bool shortest, bool exhausted, double seconds)
    {
        List<ChurnStep> trace = [];
        for (int at = found; at > 0; at = origins[at].Parent) trace.Add(origins[at].By);
        trace.Reverse();
        double branching = expanded == 0 ? 0 : (double)tried / expanded;
        return new(trace, shortest, exhausted, table.Count, tried, branching, depth, mostPages, seconds);
    }

    private readonly record struct Origin(int Parent, ChurnStep By, int Depth);
}
