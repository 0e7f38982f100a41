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
        int[] issued = Issues(events);
        for (int i = 0; i < steps.Length; i++)
        {
            for (int j = i + 1; j < steps.Length; j++) before[i, j] = Direct(steps, i, j, issued, memory);
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

    /// <summary>For each step that is a flush, how many steps of any CPU had been taken when it was issued.</summary>
    private static int[] Issues(Event[] events)
    {
        List<int> issued = [];
        List<(int Cpu, nuint Cell, int At)> waiting = [];
        foreach (Event happened in events)
        {
            if (happened.Access is not { } step) continue;
            if (step.Kind == AccessKind.Buffered) waiting.Add((step.Cpu, step.Cell, issued.Count));
            if (!step.IsSchedulingPoint) continue;
            int at = -1;
            if (step.Kind == AccessKind.Flush)
            {
                int found = waiting.FindIndex(w => w.Cpu == step.Cpu && w.Cell == step.Cell);
                at = waiting[found].At;
                waiting.RemoveAt(found);
            }

            issued.Add(at);
        }

        return [.. issued];
    }

    private static bool Direct(Step[] steps, int i, int j, int[] issued, MemoryModel memory)
    {
        (Step a, Step b) = (steps[i], steps[j]);
        bool flush = a.Kind == AccessKind.Flush, flushes = b.Kind == AccessKind.Flush;
        if (a.Cpu == b.Cpu && !flush && !flushes) return true;
        if (a.Cpu == b.Cpu && flush && flushes && (memory != MemoryModel.Pso || a.Cell == b.Cell)) return true;
        if (a.Cpu == b.Cpu && !flush && flushes && i < issued[j]) return true;
        if (a.Cpu == b.Cpu && flush && b.Kind.NeedsEmptyBuffer()) return true;
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
