namespace Plimsoll.Specs.Search;

/// <summary>A set of states that a run can stay in for ever: strongly connected, and fair.</summary>
/// <param name="States">By number; the first is nearest to the start.</param>
/// <param name="Served">The assumptions that steps inside it serve: the run must take such a step of each.</param>
/// <param name="Idle">The assumptions that are not always enabled inside it and are not served.</param>
internal sealed record FairCycle(int[] States, ulong Served, ulong Idle);

/// <summary>
/// Runs that never end although they are fair. A run stays in one strongly connected component at last. It is fair to a
/// weak assumption if a step of it is taken inside, or some state inside has no such step; to a strong one if a step of
/// it is taken inside, or no state inside has one: else the states that have one are taken out and what is left is
/// looked at again.
/// </summary>
internal sealed class Lassos(StateGraph graph, Assumption[] assumptions)
{
    private readonly ulong strong =
        assumptions.Select((a, i) => a.Strong ? 1UL << i : 0).Aggregate(0UL, (all, bit) => all | bit);

    private readonly ulong every = assumptions.Length == 64 ? ulong.MaxValue : (1UL << assumptions.Length) - 1;

    /// <summary>The fair cycle nearest to the start in which an operation never ends; null if there is none.</summary>
    public FairCycle? First()
    {
        bool[] inside = new bool[graph.Count];
        Array.Fill(inside, true);
        FairCycle? first = null;
        foreach (int[] component in new Components(graph).Of(Enumerable.Range(0, graph.Count), inside))
        {
            if (first is not null && component[0] > first.States[0]) continue;
            if (!graph.IsBusy(component[0])) continue;
            if (Fair(component) is { } cycle && (first is null || cycle.States[0] < first.States[0])) first = cycle;
        }

        return first;
    }

    private FairCycle? Fair(int[] states)
    {
        HashSet<int> inside = [.. states];
        (ulong served, ulong somewhere, ulong everywhere, bool moves) = (0, 0, ulong.MaxValue, false);
        foreach (int state in states)
        {
            ulong enabled = graph.Enabled(state);
            somewhere |= enabled;
            everywhere &= enabled;
            foreach (Edge edge in graph.EdgesOf(state))
            {
                if (!inside.Contains(edge.To)) continue;
                served |= edge.Covers;
                moves = true;
            }
        }

        if (!moves || (everywhere & ~served & ~strong & every) != 0) return null;
        ulong unserved = somewhere & ~served & strong;
        return unserved == 0
            ? new(states, served & every, every & ~served & ~everywhere & somewhere)
            : Without(states, unserved);
    }

    /// <summary>What is left of a component without the states that have a step which is never taken.</summary>
    private FairCycle? Without(int[] states, ulong unserved)
    {
        int[] left = [.. states.Where(state => (graph.Enabled(state) & unserved) == 0)];
        if (left.Length == 0) return null;
        bool[] inside = new bool[graph.Count];
        foreach (int state in left) inside[state] = true;
        return new Components(graph).Of(left, inside).OrderBy(c => c[0]).Select(Fair)
            .FirstOrDefault(cycle => cycle is not null);
    }
}
