namespace Plimsoll.Specs.Search;

/// <summary>An edge of the stored graph.</summary>
/// <param name="Covers">The fairness assumptions it serves, one bit each.</param>
internal readonly record struct Edge(int To, ulong Covers);

/// <summary>The states of a search by number, with their edges: what liveness is judged on.</summary>
internal sealed class StateGraph
{
    private readonly List<Edge> edges = [];
    private readonly List<int> starts = [0];
    private readonly List<bool> busy = [];

    public int Count => busy.Count;

    public ReadOnlySpan<Edge> EdgesOf(int state) =>
        System.Runtime.InteropServices.CollectionsMarshal.AsSpan(edges)[starts[state]..starts[state + 1]];

    /// <summary>Some task, no daemon, is inside an operation.</summary>
    public bool IsBusy(int state) => busy[state];

    /// <summary>The assumptions that some step of the state serves.</summary>
    public ulong Enabled(int state)
    {
        ulong enabled = 0;
        foreach (Edge edge in EdgesOf(state)) enabled |= edge.Covers;
        return enabled;
    }

    /// <summary>Adds the states of a chunk, whose successors all have numbers by now.</summary>
    public void Add(Chunk chunk, FingerprintTable known)
    {
        int at = 0;
        for (int i = 0; i < chunk.Degrees.Count; i++)
        {
            for (int end = at + chunk.Degrees[i]; at < end; at++)
            {
                edges.Add(new(known.Find(chunk.Edges[at].To), chunk.Edges[at].Covers));
            }

            starts.Add(edges.Count);
            busy.Add(chunk.Busy[i]);
        }
    }
}
