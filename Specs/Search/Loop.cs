namespace Plimsoll.Specs.Search;

/// <summary>
/// One round of a fair cycle: from its first state through a step of every assumption that is served and a state
/// without a step of every one that is not, and back.
/// </summary>
internal sealed class Loop(StateGraph graph, FairCycle cycle)
{
    private readonly HashSet<int> inside = [.. cycle.States];
    private readonly List<Edge> way = [];
    private ulong served;
    private ulong idle;
    private int at = cycle.States[0];

    public List<Edge> Edges()
    {
        idle = ~graph.Enabled(at);
        for (int bit = 0; bit < 64; bit++)
        {
            ulong mask = 1UL << bit;
            if ((cycle.Served & ~served & mask) != 0) Walk(edge => (edge.Covers & mask) != 0);
            if ((cycle.Idle & ~idle & mask) != 0) Walk(edge => (graph.Enabled(edge.To) & mask) == 0);
        }

        int start = cycle.States[0];
        if (at != start || way.Count == 0) Walk(edge => edge.To == start);
        return way;
    }

    /// <summary>The shortest way inside the cycle whose last edge is wanted.</summary>
    private void Walk(Func<Edge, bool> wanted)
    {
        Dictionary<int, (int From, int Choice)> seen = new() { [at] = (-1, -1) };
        Queue<int> pending = new([at]);
        while (pending.TryDequeue(out int state))
        {
            ReadOnlySpan<Edge> edges = graph.EdgesOf(state);
            for (int choice = 0; choice < edges.Length; choice++)
            {
                Edge edge = edges[choice];
                if (!inside.Contains(edge.To)) continue;
                if (wanted(edge))
                {
                    Go(seen, state, choice);
                    return;
                }

                if (seen.TryAdd(edge.To, (state, choice))) pending.Enqueue(edge.To);
            }
        }

        throw new InvalidOperationException("a fair cycle is not strongly connected");
    }

    private void Go(Dictionary<int, (int From, int Choice)> seen, int last, int choice)
    {
        List<(int State, int Choice)> walked = [(last, choice)];
        for (int s = last; seen[s].From >= 0; s = seen[s].From) walked.Add(seen[s]);
        walked.Reverse();
        foreach ((int state, int taken) in walked)
        {
            Edge edge = graph.EdgesOf(state)[taken];
            way.Add(edge);
            served |= edge.Covers;
            idle |= ~graph.Enabled(edge.To);
            at = edge.To;
        }
    }
}
