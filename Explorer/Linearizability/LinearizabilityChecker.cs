namespace Plimsoll.Explorer;

/// <summary>
/// Judges histories of one object against its sequential specification. A class of histories judged before is
/// remembered; else the annotated linearization points are tried, then a search (<see cref="WingGongLowe{A,B,C}"/>).
/// Distinct classes are few beside executions: most histories of an exploration cost one look-up.
/// </summary>
/// <param name="spec">What is allowed.</param>
/// <param name="cacheEntries">How many pairs of a search are remembered; fewer: slower, the same verdict.</param>
/// <param name="memoEntries">How many verdicts are remembered.</param>
public sealed class LinearizabilityChecker<TState, TOperation, TResult>(
    ISequentialSpec<TState, TOperation, TResult> spec, int cacheEntries = 1 << 18, int memoEntries = 1 << 14)
    where TState : notnull
{
    private readonly BoundedMemo<History<TOperation, TResult>, Linearization<TState, TOperation, TResult>> verdicts =
        new(memoEntries, new ByClass());

    private readonly WingGongLowe<TState, TOperation, TResult> search = new(spec, cacheEntries);
    private readonly LockStep<TState, TOperation, TResult> lockStep = new(spec);

    /// <summary>Histories whose class had been judged before.</summary>
    public long Remembered { get; private set; }

    /// <summary>Histories that their annotated linearization points proved linearizable.</summary>
    public long InLockStep { get; private set; }

    /// <summary>Histories that were searched.</summary>
    public long Searched { get; private set; }

    public Linearization<TState, TOperation, TResult> Check(History<TOperation, TResult> history)
    {
        ArgumentNullException.ThrowIfNull(history);
        if (verdicts.TryGet(history, out Linearization<TState, TOperation, TResult>? verdict))
        {
            Remembered++;
            return verdict!;
        }

        if (lockStep.Order(history.Operations) is { } order)
        {
            InLockStep++;
            verdict = new(spec, history, JudgedBy.LockStep) { Order = order };
        }
        else
        {
            Searched++;
            verdict = search.Run(history);
        }

        verdicts.TryAdd(history.Copy(), verdict);
        return verdict;
    }

    private sealed class ByClass : IEqualityComparer<History<TOperation, TResult>>
    {
        public bool Equals(History<TOperation, TResult>? x, History<TOperation, TResult>? y) => x!.IsOfClass(y!);

        public int GetHashCode(History<TOperation, TResult> obj) => obj.ClassHash();
    }
}
