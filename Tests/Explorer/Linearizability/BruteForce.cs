using Plimsoll.Explorer;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// Linearizability by definition: every permutation of the operations that respects real time, with every choice of
/// pending operations left out, is tried against the specification. Shares nothing with the checker but that.
/// </summary>
internal static class BruteForce
{
    public static bool IsLinearizable<TState>(ISequentialSpec<TState, Op, int> spec, Placed[] operations)
        where TState : notnull => Extend(spec, operations, new bool[operations.Length], [.. spec.Initial]);

    private static bool Extend<TState>(
        ISequentialSpec<TState, Op, int> spec, Placed[] operations, bool[] taken, List<TState> states)
        where TState : notnull
    {
        if (states.Count == 0) return false;
        bool complete = true;
        for (int i = 0; i < operations.Length; i++)
        {
            complete &= taken[i] || operations[i].IsPending;
            if (taken[i] || !MayComeNext(operations, taken, i)) continue;
            taken[i] = true;
            List<TState> next = [];
            foreach (TState state in states)
            {
                foreach (TState after in After(spec, state, operations[i]))
                {
                    if (!next.Contains(after)) next.Add(after);
                }
            }

            bool found = Extend(spec, operations, taken, next);
            taken[i] = false;
            if (found) return true;
        }

        return complete;
    }

    private static bool MayComeNext(Placed[] operations, bool[] taken, int next)
    {
        for (int i = 0; i < operations.Length; i++)
        {
            if (!taken[i] && operations[i].Returned < operations[next].Called) return false;
        }

        return true;
    }

    private static IEnumerable<TState> After<TState>(
        ISequentialSpec<TState, Op, int> spec, TState state, Placed operation)
        where TState : notnull
    {
        if (operation.Returned != Placed.Never) return spec.Next(state, operation.Operation, operation.Result);
        return spec.Results(state, operation.Operation)
            .SelectMany(result => spec.Next(state, operation.Operation, result));
    }
}
