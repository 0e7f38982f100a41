using Plimsoll.Explorer;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// Happens-before by its definition: a matrix of direct dependences, closed by Warshall's algorithm, and reduced by
/// looking for a step in between.
/// </summary>
internal static class BruteOrder
{
    public static IEnumerable<(int From, int To)> CrossEdges(Event[] events, MemoryModel memory)
    {
        Step[] steps = [.. events.Where(e => e.Access is { IsSchedulingPoint: true }).Select(e => e.Access!.Value)];
        bool[,] before = new bool[steps.Length, steps.Length];
        (int[] issued, int[] seen) = Issues(events);
        for (int i = 0; i < steps.Length; i++)
        {
            for (int j = i + 1; j < steps.Length; j++) before[i, j] = Direct(steps, i, j, issued, seen, memory);
        }

        for (int k = 0; k < steps.Length; k++)
        {
            for (int i = 0; i < steps.Length; i++)
            {
                for (int j = 0; j < steps.Length; j++) before[i, j] |= before[i, k] && before[k, j];
            }
        }

        return from i in Enumerable.Range(0, steps.Length)
            from j in Enumerable.Range(0, steps.Length)
            where before[i, j] && steps[i].Cpu != steps[j].Cpu
            where !Enumerable.Range(0, steps.Length).Any(k => before[i, k] && before[k, j])
            select (i, j);
    }

    /// <summary>
    /// For each flush, how many steps had been taken when its store was issued; for each load of what waits in its own
    /// CPU's buffer, the flush of what it saw. -1 where that is not so.
    /// </summary>
    private static (int[] Issued, int[] Seen) Issues(Event[] events)
    {
        List<int> issued = [], seen = [];
        List<(int Cpu, nuint Cell, int At, List<int> Readers)> waiting = [];
        foreach (Event happened in events)
        {
            if (happened.Access is not { } step) continue;
            if (step.Kind == AccessKind.Buffered) waiting.Add((step.Cpu, step.Cell, issued.Count, []));
            if (!step.IsSchedulingPoint) continue;
            int at = -1;
            if (step.Kind == AccessKind.Flush)
            {
                int found = waiting.FindIndex(w => w.Cpu == step.Cpu && w.Cell == step.Cell);
                at = waiting[found].At;
                foreach (int reader in waiting[found].Readers) seen[reader] = issued.Count;
                waiting.RemoveAt(found);
            }

            int newest = waiting.FindLastIndex(w => w.Cpu == step.Cpu && w.Cell == step.Cell);
            bool forwarded = newest >= 0 && step.Kind is AccessKind.Load or AccessKind.LoadRelaxed;
            if (forwarded) waiting[newest].Readers.Add(issued.Count);
            seen.Add(forwarded ? int.MaxValue : -1);
            issued.Add(at);
        }

        return ([.. issued], [.. seen]);
    }

    private static bool Direct(
        Step[] steps, int i, int j, int[] issued, int[] seen, MemoryModel memory)
    {
        (Step a, Step b) = (steps[i], steps[j]);
        bool flush = a.Kind == AccessKind.Flush, flushes = b.Kind == AccessKind.Flush;
        if (a.Cpu == b.Cpu && !flush && !flushes) return true;
        if (a.Cpu == b.Cpu && flush && flushes && (memory != MemoryModel.Pso || a.Cell == b.Cell)) return true;
        if (a.Cpu == b.Cpu && !flush && flushes && i < issued[j]) return true;
        if (a.Cpu == b.Cpu && flush && b.Kind.NeedsEmptyBuffer()) return true;
        if (seen[i] >= 0 || seen[j] >= 0) return seen[i] == j;
        bool cells = a.Kind is not (AccessKind.Begin or AccessKind.Fence or AccessKind.ProcessFence)
            && b.Kind is not (AccessKind.Begin or AccessKind.Fence or AccessKind.ProcessFence);
        return cells && a.Cell == b.Cell && (IsWrite(a) || IsWrite(b));
    }

    private static bool IsWrite(Step step) => step.Kind switch
    {
        AccessKind.Load or AccessKind.LoadRelaxed or AccessKind.Await => false,
        AccessKind.CompareExchange or AccessKind.TryLock => step.Old != step.New,
        _ => true,
    };
}
