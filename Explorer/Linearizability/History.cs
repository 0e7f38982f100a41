namespace Plimsoll.Explorer;

/// <summary>
/// The calls and returns of operations on one object, written down while they happen. A thread has at most one
/// operation open; one that never returns stays pending.
/// <para>
/// All that linearizability asks of the order is which operation returned before which was called. So time here
/// advances only where a call follows a return: what happens in between is one moment, and within a moment all calls
/// come before all returns. Operations are kept by the moment of their call and then by thread, so that two histories
/// that differ only in the order of neighbouring calls, or of neighbouring returns, are the same
/// <see cref="IsOfClass">class</see> and share a verdict.
/// </para>
/// </summary>
public sealed class History<TOperation, TResult>
{
    private const int Idle = -1;

    private Invocation<TOperation, TResult>[] operations = new Invocation<TOperation, TResult>[8];
    private int[] open = [];
    private int moment;
    private int points;
    private bool returning;

    public int Count { get; private set; }

    public ReadOnlySpan<Invocation<TOperation, TResult>> Operations => operations.AsSpan(0, Count);

    /// <summary>A thread calls an operation.</summary>
    /// <exception cref="InvalidOperationException">The thread's last operation has not returned.</exception>
    public void Call(int thread, TOperation operation)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(thread);
        if (IsOpen(thread))
            throw new InvalidOperationException($"Thread {thread} calls an operation within another one.");
        if (returning) moment++;
        returning = false;
        if (Count == operations.Length) Array.Resize(ref operations, 2 * Count);
        while (open.Length <= thread) open = [.. open, Idle];

        int at = Count++;
        for (; at > 0 && operations[at - 1] is var other && other.Called == moment && other.Thread > thread; at--)
        {
            operations[at] = other;
            open[other.Thread] = at;
        }

        operations[at] = new(thread, operation, default, moment, Invocation<TOperation, TResult>.Pending, -1);
        open[thread] = at;
    }

    /// <summary>The thread's operation returns.</summary>
    /// <exception cref="InvalidOperationException">The thread has called none.</exception>
    public void Return(int thread, TResult result)
    {
        ref Invocation<TOperation, TResult> operation = ref Open(thread, "returns from");
        operation = operation with { Result = result, Returned = moment };
        open[thread] = Idle;
        returning = true;
    }

    /// <summary>The thread's operation takes effect here; of several such points the last counts.</summary>
    /// <exception cref="InvalidOperationException">The thread has called none.</exception>
    public void LinPoint(int thread)
    {
        ref Invocation<TOperation, TResult> operation = ref Open(thread, "annotates");
        operation = operation with { Point = points++ };
    }

    public bool IsOpen(int thread) => thread < open.Length && open[thread] != Idle;

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        Count = moment = points = 0;
        returning = false;
        open.AsSpan().Fill(Idle);
    }

    public History<TOperation, TResult> Copy()
    {
        History<TOperation, TResult> copy = new();
        copy.Count = Count;
        copy.operations = operations.AsSpan(0, Math.Max(Count, 1)).ToArray();
        copy.open = [.. open];
        (copy.moment, copy.points, copy.returning) = (moment, points, returning);
        return copy;
    }

    /// <summary>Whether the other has the same operations with the same results, ordered in time alike.</summary>
    public bool IsOfClass(History<TOperation, TResult> other)
    {
        ArgumentNullException.ThrowIfNull(other);
        if (Count != other.Count) return false;
        for (int i = 0; i < Count; i++)
        {
            ref Invocation<TOperation, TResult> a = ref operations[i];
            ref Invocation<TOperation, TResult> b = ref other.operations[i];
            bool same = a.Thread == b.Thread && a.Called == b.Called && a.Returned == b.Returned
                && EqualityComparer<TOperation>.Default.Equals(a.Operation, b.Operation)
                && (a.IsPending || EqualityComparer<TResult>.Default.Equals(a.Result, b.Result));
            if (!same) return false;
        }

        return true;
    }

    /// <summary>Equal for histories of the same class.</summary>
    public int ClassHash()
    {
        HashCode hash = default;
        foreach (ref readonly Invocation<TOperation, TResult> operation in Operations)
        {
            hash.Add(operation.Thread);
            hash.Add(operation.Called);
            hash.Add(operation.Returned);
            hash.Add(operation.Operation);
            if (!operation.IsPending) hash.Add(operation.Result);
        }

        return hash.ToHashCode();
    }

    private ref Invocation<TOperation, TResult> Open(int thread, string does)
    {
        if (!IsOpen(thread))
            throw new InvalidOperationException($"Thread {thread} {does} an operation it has not called.");
        return ref operations[open[thread]];
    }
}
