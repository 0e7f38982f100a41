namespace Plimsoll.Explorer;

/// <summary>
/// What must come before what in a recorded execution, over its steps (scheduling points), counted from 0. Steps of
/// one CPU are ordered, and so are two steps on one cell of which one writes; a failed compare-exchange or try-lock
/// does not. With store buffers a store counts when it becomes visible: after the step that its CPU took before it
/// issued the store, after the CPU's stores before it (under PSO: to the same cell), and before the CPU's next step
/// that needs an empty buffer.
/// </summary>
internal sealed class HappensBefore
{
    private readonly List<Step> steps = [];
    private readonly List<int> actors = [];
    private readonly List<int> indexOfActor = [];
    private readonly List<int[]> clocks = [];
    private readonly List<int[]> stepsOf = [];
    private readonly Dictionary<(int, nuint), int> numbers = [];

    public HappensBefore(IEnumerable<Event> events, int cpus, MemoryModel memory = MemoryModel.Sc)
    {
        Event[] recorded = [.. events];
        foreach (Event happened in recorded)
        {
            if (happened.Access is not { Kind: AccessKind.Flush } flush) continue;
            (int, nuint) key = (flush.Cpu, memory == MemoryModel.Pso ? flush.Cell : 0);
            numbers.TryAdd(key, cpus + numbers.Count);
        }

        int count = cpus + numbers.Count;
        Order(recorded, count, memory);
        List<int>[] lists = [.. Enumerable.Range(0, count).Select(_ => new List<int>())];
        for (int i = 0; i < steps.Count; i++) lists[actors[i]].Add(i);
        stepsOf = [.. lists.Select(list => list.ToArray())];
    }

    public IReadOnlyList<Step> Steps => steps;

    /// <summary>Whether step <paramref name="i"/> must come before step <paramref name="j"/>.</summary>
    public bool Precedes(int i, int j) => i != j && clocks[j][actors[i]] > indexOfActor[i];

    /// <summary>
    /// The edges of the transitive reduction that lead from one CPU to another: what is ordered by them and by the
    /// order within each CPU is everything that is ordered.
    /// </summary>
    public IEnumerable<(int From, int To)> CrossEdges()
    {
        for (int j = 0; j < steps.Count; j++)
        {
            // Of each actor the last step before j; the others before j come before that one.
            int[] last = [.. Enumerable.Range(0, stepsOf.Count).Select(actor => Last(actor, j)).Where(i => i >= 0)];
            foreach (int i in last)
            {
                if (steps[i].Cpu != steps[j].Cpu && !last.Any(k => Precedes(i, k))) yield return (i, j);
            }
        }
    }

    private int Last(int actor, int before)
    {
        int count = clocks[before][actor] - (actors[before] == actor ? 1 : 0);
        return count == 0 ? -1 : stepsOf[actor][count - 1];
    }

    private void Order(Event[] recorded, int count, MemoryModel memory)
    {
        int[][] now = [.. Enumerable.Range(0, count).Select(_ => new int[count])];
        Dictionary<(int, nuint), List<int[]>> issued = [];
        Dictionary<nuint, (int[] Write, int[] Reads)> cells = [];
        int[] everything = new int[count];
        foreach (Event happened in recorded)
        {
            if (happened.Access is not { } step) continue;
            if (step.Kind == AccessKind.Buffered)
            {
                if (!issued.TryGetValue((step.Cpu, step.Cell), out List<int[]>? waiting))
                    issued[(step.Cpu, step.Cell)] = waiting = new();
                waiting.Add([.. now[step.Cpu]]);
                continue;
            }

            if (step.Kind == AccessKind.Drained) issued[(step.Cpu, step.Cell)].RemoveAt(0);
            if (!step.IsSchedulingPoint) continue;
            int actor = step.Kind == AccessKind.Flush
                ? numbers[(step.Cpu, memory == MemoryModel.Pso ? step.Cell : 0)]
                : step.Cpu;
            int[] clock = now[actor];
            List<int[]> stores = issued.GetValueOrDefault((step.Cpu, step.Cell), []);
            bool forwarded = step.Kind.IsLoad() && stores.Count > 0;
            if (step.Kind == AccessKind.Flush)
            {
                Join(clock, stores[0]);
                stores.RemoveAt(0);
            }

            if (step.Kind.NeedsEmptyBuffer() || step.Kind == AccessKind.ProcessFence)
            {
                foreach (KeyValuePair<(int Cpu, nuint), int> buffer in numbers)
                    if (buffer.Key.Cpu == step.Cpu) Join(clock, now[buffer.Value]);
            }

            if (!forwarded) Touch(step, clock, cells, everything);
            clock[actor]++;
            steps.Add(step);
            actors.Add(actor);
            indexOfActor.Add(clock[actor] - 1);
            clocks.Add([.. clock]);
            if (forwarded) Join(stores[^1], clock);
            else Leave(step, clock, cells, everything);
        }
    }

    private static void Touch(
        in Step step, int[] clock, Dictionary<nuint, (int[] Write, int[] Reads)> cells, int[] everything)
    {
        if (step.Kind == AccessKind.ProcessFence)
        {
            foreach ((int[] write, int[] reads) in cells.Values)
            {
                Join(clock, write);
                Join(clock, reads);
            }
        }

        Join(clock, everything);
        if (step.Kind.HasNoCell() || !cells.TryGetValue(step.Cell, out (int[] Write, int[] Reads) cell)) return;
        Join(clock, cell.Write);
        if (step.Writes) Join(clock, cell.Reads);
    }

    private static void Leave(
        in Step step, int[] clock, Dictionary<nuint, (int[] Write, int[] Reads)> cells, int[] everything)
    {
        if (step.Kind == AccessKind.ProcessFence) Join(everything, clock);
        if (step.Kind.HasNoCell()) return;
        if (!cells.TryGetValue(step.Cell, out (int[] Write, int[] Reads) cell))
            cells[step.Cell] = cell = (new int[clock.Length], new int[clock.Length]);
        Join(step.Writes ? cell.Write : cell.Reads, clock);
    }

    private static void Join(int[] clock, int[] other)
    {
        for (int i = 0; i < clock.Length; i++) clock[i] = Math.Max(clock[i], other[i]);
    }
}
