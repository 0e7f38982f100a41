namespace Plimsoll.Explorer;

/// <summary>How a history was judged.</summary>
public enum JudgedBy
{
    /// <summary>The specification was stepped along the annotated linearization points.</summary>
    LockStep,

    /// <summary>Orders were searched for.</summary>
    Search,
}

/// <summary>A dead end of the search: in this state the operation may return these, and not what it did.</summary>
/// <param name="Order">The operations ordered before, by their numbers.</param>
/// <param name="State">The state they lead to.</param>
/// <param name="Allowed">
/// What the operation may return there; the first <see cref="Refusal.MostResults"/> and one, where there are more.
/// </param>
public sealed record Refusal<TState, TResult>(
    IReadOnlyList<int> Order, TState State, IReadOnlyList<TResult> Allowed);

/// <inheritdoc cref="Refusal{TState,TResult}"/>
public static class Refusal
{
    /// <summary>How many results are worth a reader's time.</summary>
    public const int MostResults = 8;
}

/// <summary>
/// Whether the operations of a history can be put into one order that respects real time and that the specification
/// allows, and the evidence: that order, or why there is none.
/// </summary>
public sealed class Linearization<TState, TOperation, TResult>
    where TState : notnull
{
    private readonly ISequentialSpec<TState, TOperation, TResult> spec;

    internal Linearization(
        ISequentialSpec<TState, TOperation, TResult> spec, History<TOperation, TResult> history, JudgedBy by)
    {
        this.spec = spec;
        Operations = history.Operations.ToArray();
        By = by;
    }

    /// <summary>The operations of the history; their numbers are indices of this list.</summary>
    public IReadOnlyList<Invocation<TOperation, TResult>> Operations { get; }

    public JudgedBy By { get; }

    public bool Holds => Blocked is null;

    /// <summary>The order found; pending operations that are not in it never took effect. Empty on failure.</summary>
    public IReadOnlyList<int> Order { get; internal init; } = [];

    /// <summary>
    /// The operation whose return breaks the law: up to it the history can be ordered, with it no longer, whichever of
    /// the operations that were open then take effect before it. Null when the law holds.
    /// </summary>
    public int? Blocked { get; internal init; }

    /// <summary>
    /// Where the orders end that get as far as the return of <see cref="Blocked"/>: states that differ, the longest
    /// order first; a few, where there are many. Empty when the law holds.
    /// </summary>
    public IReadOnlyList<Refusal<TState, TResult>> Refusals { get; internal init; } = [];

    /// <summary>Whether there are more than <see cref="Refusals"/> names.</summary>
    public bool HasMoreRefusals { get; internal init; }

    /// <summary>The history drawn, and the order or the reasons against every one: several lines, for people.</summary>
    public override string ToString()
    {
        HistoryText<TState, TOperation, TResult> text = new(spec, Operations);
        return Blocked is { } blocked ? text.Failure(blocked, Refusals, HasMoreRefusals) : text.Success(Order);
    }
}
