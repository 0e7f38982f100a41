namespace Plimsoll.Explorer;

/// <summary>
/// Searches for an order of a history that respects real time and that the specification allows.
/// <para>
/// Wing and Gong: the operation that comes first is one that was called before anything returned. So the calls and
/// returns, in order of time, form a linked list, and the search walks it from its head. At a call that the
/// specification allows in the present state, call and return are lifted out of the list, the operation is ordered,
/// and the walk starts again at the head. At a return that is still in the list the walk must stop: that operation had
/// to take effect before, and did not. The last one ordered is then put back (its entries still know where they were)
/// and the walk goes on after its call. Where the specification leaves several next states, each is tried in turn
/// before the operation is put back. An operation that never returned has no return at which to stop: it may be
/// ordered, or stay in the list to the end.
/// </para>
/// <para>
/// Lowe: what is ordered, as a set, and the state it leads to decide everything that follows. Pairs seen before are
/// not entered again. They are remembered in bounded memory; a pair that was forgotten is searched again.
/// </para>
/// <para>
/// The explanation of a failure is the return at which the walk stopped furthest to the right: all those before it
/// could be passed, it never, whichever of the operations that were open then are ordered before it. That operation is
/// named, with the states in which it was refused.
/// </para>
/// </summary>
internal sealed class WingGongLowe<TState, TOperation, TResult>(
    ISequentialSpec<TState, TOperation, TResult> spec, int cacheEntries)
    where TState : notnull
{
    private const int Head = 0;
    private const int NoOperation = -1;
    private const int MostRefusals = 4;

    private readonly BoundedMemo<Configuration<TState>, byte> cache = new(cacheEntries);
    private readonly List<Frame> frames = [];
    private readonly List<TState> branches = [];
    private readonly List<(int[] Order, TState State)> stops = [];

    // The list: entries 1 to 2n in order of time, 0 its head. A call holds its operation, a return the complement.
    private int[] content = [];
    private int[] next = [];
    private int[] previous = [];
    private int[] calls = [];
    private int[] returns = [];

    private OrderedSet ordered;
    private TState? present;
    private int unordered;
    private int at;
    private int furthest;
    private bool moreStops;

    public Linearization<TState, TOperation, TResult> Run(History<TOperation, TResult> history)
    {
        ReadOnlySpan<Invocation<TOperation, TResult>> operations = history.Operations;
        Link(operations);
        bool holds = Search(operations);
        cache.Clear();
        if (holds) return new(spec, history, JudgedBy.Search) { Order = Order() };
        int blocked = ~content[furthest];
        return new(spec, history, JudgedBy.Search)
        {
            Blocked = blocked,
            HasMoreRefusals = moreStops,
            Refusals = [.. stops.OrderByDescending(stop => stop.Order.Length)
                .Select(stop => Refuse(history.Operations[blocked], stop.Order, stop.State))],
        };
    }

    private Refusal<TState, TResult> Refuse(
        in Invocation<TOperation, TResult> operation, int[] order, TState state) =>
        new(order, state, [.. spec.Results(state, operation.Operation).Take(Refusal.MostResults + 1)]);

    /// <summary>Makes the list: of the entries of a moment the calls come first.</summary>
    private void Link(ReadOnlySpan<Invocation<TOperation, TResult>> operations)
    {
        int size = (2 * operations.Length) + 2;
        if (content.Length < size)
        {
            content = new int[size];
            next = new int[size];
            previous = new int[size];
            calls = new int[size];
            returns = new int[size];
        }

        long[] returning = new long[operations.Length];
        int completed = 0;
        for (int i = 0; i < operations.Length; i++)
        {
            if (!operations[i].IsPending) returning[completed++] = (long)operations[i].Returned << 32 | (uint)i;
        }

        Array.Sort(returning, 0, completed);
        int entry = Head;
        for (int call = 0, done = 0; call < operations.Length || done < completed;)
        {
            entry++;
            bool isCall = call < operations.Length
                && (done == completed || operations[call].Called <= (int)(returning[done] >> 32));
            if (isCall)
            {
                content[entry] = call;
                returns[call] = 0;
                calls[call++] = entry;
            }
            else
            {
                int operation = (int)(returning[done++] & uint.MaxValue);
                content[entry] = ~operation;
                returns[operation] = entry;
            }
        }

        for (int i = Head; i <= entry; i++) (next[i], previous[i + 1]) = (i + 1, i);
        unordered = completed;
    }

    private bool Search(ReadOnlySpan<Invocation<TOperation, TResult>> operations)
    {
        frames.Clear();
        branches.Clear();
        stops.Clear();
        furthest = 0;
        moreStops = false;
        at = Head;
        ordered = OrderedSet.Empty(operations.Length);
        branches.AddRange(spec.Initial);
        if (branches.Count == 0) throw new InvalidOperationException("The specification has no initial state.");
        frames.Add(new(NoOperation, 0, 0, default));
        TakeBranch();

        // While an operation that returned is not ordered, its return is in the list: the walk never leaves it.
        while (unordered > 0)
        {
            int entry = next[at];
            int operation = content[entry];
            if (operation >= 0)
            {
                at = Enter(operation, operations[operation]) ? Head : entry;
                continue;
            }

            Stop(entry);
            if (!Backtrack()) return false;
        }

        return true;
    }

    /// <summary>Orders the operation next, if that leads to a pair not seen before.</summary>
    private bool Enter(int operation, in Invocation<TOperation, TResult> invocation)
    {
        int start = branches.Count;
        branches.AddRange(spec.After(present!, invocation));
        if (branches.Count == start) return false;
        frames.Add(new(operation, start, start, present));
        Lift(operation);
        if (TakeBranch()) return true;
        Leave();
        return false;
    }

    /// <summary>Takes the next state of the last frame that gives a pair not seen before.</summary>
    private bool TakeBranch()
    {
        Frame frame = frames[^1];
        while (frame.NextBranch < branches.Count)
        {
            TState state = branches[frame.NextBranch];
            frames[^1] = frame = frame with { NextBranch = frame.NextBranch + 1 };
            if (!cache.TryAdd(new(ordered, state), 0)) continue;
            present = state;
            return true;
        }

        return false;
    }

    private bool Backtrack()
    {
        if (TakeBranch())
        {
            at = Head;
            return true;
        }

        int operation = Leave();
        if (operation == NoOperation) return false;
        at = calls[operation];
        return true;
    }

    private int Leave()
    {
        Frame frame = frames[^1];
        frames.RemoveAt(frames.Count - 1);
        branches.RemoveRange(frame.FirstBranch, branches.Count - frame.FirstBranch);
        present = frame.Before;
        if (frame.Operation != NoOperation) PutBack(frame.Operation);
        return frame.Operation;
    }

    private void Lift(int operation)
    {
        ordered.Toggle(operation);
        Unlink(calls[operation]);
        if (returns[operation] == 0) return;
        Unlink(returns[operation]);
        unordered--;
    }

    private void PutBack(int operation)
    {
        ordered.Toggle(operation);
        if (returns[operation] != 0)
        {
            Relink(returns[operation]);
            unordered++;
        }

        Relink(calls[operation]);
    }

    private void Unlink(int entry) => (next[previous[entry]], previous[next[entry]]) = (next[entry], previous[entry]);

    private void Relink(int entry) => next[previous[entry]] = previous[next[entry]] = entry;

    /// <summary>Keeps what the explanation needs of a walk that got as far as any.</summary>
    private void Stop(int entry)
    {
        if (entry < furthest) return;
        if (entry > furthest)
        {
            stops.Clear();
            moreStops = false;
        }

        furthest = entry;
        foreach ((_, TState state) in stops)
        {
            if (EqualityComparer<TState>.Default.Equals(state, present)) return;
        }

        if (stops.Count == MostRefusals) moreStops = true;
        else stops.Add((Order(), present!));
    }

    private int[] Order() =>
        [.. frames.Where(frame => frame.Operation != NoOperation).Select(frame => frame.Operation)];

    private readonly record struct Frame(int Operation, int FirstBranch, int NextBranch, TState? Before);
}
