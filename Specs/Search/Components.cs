namespace Plimsoll.Specs.Search;

/// <summary>Strongly connected components, after Tarjan, without recursion.</summary>
internal sealed class Components(StateGraph graph)
{
    private readonly int[] index = new int[graph.Count];
    private readonly int[] low = new int[graph.Count];
    private readonly bool[] onStack = new bool[graph.Count];
    private readonly Stack<int> stack = [];
    private int visited;

    /// <summary>The components of the part of the graph that is inside, each in ascending order.</summary>
    public IEnumerable<int[]> Of(IEnumerable<int> roots, bool[] inside)
    {
        List<int[]> found = [];
        foreach (int root in roots)
        {
            if (inside[root] && index[root] == 0) Visit(root, inside, found);
        }

        return found;
    }

    private void Visit(int root, bool[] inside, List<int[]> found)
    {
        Stack<(int State, int Next)> path = [];
        Enter(root, path);
        while (path.TryPop(out (int State, int Next) at))
        {
            ReadOnlySpan<Edge> edges = graph.EdgesOf(at.State);
            if (at.Next == edges.Length)
            {
                Leave(at.State, path, found);
                continue;
            }

            path.Push((at.State, at.Next + 1));
            int to = edges[at.Next].To;
            if (!inside[to]) continue;
            if (index[to] == 0) Enter(to, path);
            else if (onStack[to]) low[at.State] = Math.Min(low[at.State], index[to]);
        }
    }

    private void Enter(int state, Stack<(int State, int Next)> path)
    {
        index[state] = low[state] = ++visited;
        onStack[state] = true;
        stack.Push(state);
        path.Push((state, 0));
    }

    private void Leave(int state, Stack<(int State, int Next)> path, List<int[]> found)
    {
        if (path.TryPeek(out (int State, int Next) parent)) low[parent.State] = Math.Min(low[parent.State], low[state]);
        if (low[state] != index[state]) return;
        List<int> component = [];
        int member;
        do
        {
            member = stack.Pop();
            onStack[member] = false;
            component.Add(member);
        }
        while (member != state);
        component.Sort();
        found.Add([.. component]);
    }
}
