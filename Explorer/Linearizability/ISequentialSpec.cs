namespace Plimsoll.Explorer;

/// <summary>
/// What an object does when its operations are called one after another, as a relation: a state, an operation and a
/// result are related to every state that may come next. None: that result is not allowed there. Several: the
/// specification leaves a choice that the result does not show. "Returns any free page" is a relation too: the result
/// that was observed says which.
/// <para>
/// A state is never changed. Its equality and its hash are used as they are: two equal states must allow the same.
/// </para>
/// </summary>
public interface ISequentialSpec<TState, TOperation, TResult>
    where TState : notnull
{
    /// <summary>The states in which the object may start; at least one.</summary>
    IEnumerable<TState> Initial { get; }

    /// <summary>Every state that may follow when the operation is applied and this result is seen.</summary>
    IEnumerable<TState> Next(TState state, TOperation operation, TResult result);

    /// <summary>
    /// Every result with a next state: what an operation that never returned may have got (then they must be finitely
    /// many), and what an explanation holds against the result that was seen.
    /// </summary>
    IEnumerable<TResult> Results(TState state, TOperation operation);

    /// <summary>A state, for people.</summary>
    string DescribeState(TState state) => $"{state}";

    /// <summary>An operation, for people: <c>push(3)</c>.</summary>
    string DescribeOperation(TOperation operation) => $"{operation}";

    /// <summary>What an operation returned, for people.</summary>
    string DescribeResult(TOperation operation, TResult result) => $"{result}";
}
