namespace Plimsoll.Explorer;

/// <summary>
/// Judges a history by its annotated linearization points. Each lies between its operation's call and return, so
/// their order respects real time; if the specification allows it, the history is linearizable and no search is
/// needed: one step of the specification an operation. If not, nothing follows, for the annotation may be wrong.
/// </summary>
internal sealed class LockStep<TState, TOperation, TResult>(ISequentialSpec<TState, TOperation, TResult> spec)
    where TState : notnull
{
    private readonly HashSet<TState> seen = [];
    private List<TState> states = [];
    private List<TState> following = [];

    /// <summary>The order of the points, or null: some operation that returned has none, or they disagree.</summary>
    public int[]? Order(ReadOnlySpan<Invocation<TOperation, TResult>> operations)
    {
        int annotated = 0;
        foreach (ref readonly Invocation<TOperation, TResult> operation in operations)
        {
            if (operation.Point >= 0) annotated++;
            else if (!operation.IsPending) return null;
        }

        int[] order = new int[annotated];
        int[] points = new int[annotated];
        for (int i = 0, at = 0; i < operations.Length; i++)
        {
            if (operations[i].Point < 0) continue;
            order[at] = i;
            points[at++] = operations[i].Point;
        }

        Array.Sort(points, order);
        return Allows(operations, order) ? order : null;
    }

    private bool Allows(ReadOnlySpan<Invocation<TOperation, TResult>> operations, int[] order)
    {
        states.Clear();
        states.AddRange(spec.Initial);
        foreach (int number in order)
        {
            following.Clear();
            seen.Clear();
            foreach (TState state in states)
            {
                foreach (TState next in spec.After(state, operations[number]))
                {
                    if (seen.Add(next)) following.Add(next);
                }
            }

            if (following.Count == 0) return false;
            (states, following) = (following, states);
        }

        return true;
    }
}

internal static class SequentialSpecs
{
    /// <summary>
    /// Every state that may follow an operation of a history: any result will do while it is pending.
    /// </summary>
    public static IEnumerable<TState> After<TState, TOperation, TResult>(
        this ISequentialSpec<TState, TOperation, TResult> spec,
        TState state,
        Invocation<TOperation, TResult> operation)
        where TState : notnull => !operation.IsPending
        ? spec.Next(state, operation.Operation, operation.Result!)
        : spec.Results(state, operation.Operation).SelectMany(r => spec.Next(state, operation.Operation, r));
}
