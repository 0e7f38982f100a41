namespace Plimsoll.Explorer;

/// <summary>One operation of a history.</summary>
/// <param name="Thread">Who called it.</param>
/// <param name="Operation">What was called, arguments included.</param>
/// <param name="Result">What it returned; meaningless while it is pending.</param>
/// <param name="Called">The moment of the call.</param>
/// <param name="Returned">The moment of the return, or <see cref="Pending"/>.</param>
/// <param name="Point">
/// The place of its annotated linearization point among all of them, from 0; -1: none was annotated.
/// </param>
public readonly record struct Invocation<TOperation, TResult>(
    int Thread, TOperation Operation, TResult? Result, int Called, int Returned, int Point)
{
    /// <summary>The moment at which an operation returns that has not returned.</summary>
    public const int Pending = int.MaxValue;

    public bool IsPending => Returned == Pending;

    /// <summary>Whether it had returned when the other was called: then it must take effect first.</summary>
    public bool Precedes(in Invocation<TOperation, TResult> other) => Returned < other.Called;
}
