using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Plimsoll.Explorer;

/// <summary>What the compiler drives an <c>async CoTask</c> method with.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "The compiler calls these on an instance.")]
[SuppressMessage("Design", "CA1045", Justification = "The compiler prescribes the signatures.")]
public struct CoTaskBuilder
{
    private Frame<Nothing>? frame;
    private ExceptionDispatchInfo? error;

    public readonly CoTask Task => new((object?)frame ?? error);

    public static CoTaskBuilder Create() => default;

    public readonly void Start<TMachine>(ref TMachine machine)
        where TMachine : IAsyncStateMachine => machine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine machine)
    {
    }

    public readonly void SetResult()
    {
        if (frame is not null) frame.Completed = true;
    }

    public void SetException(Exception exception) => Suspension.End(frame, ref error, exception);

    public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : INotifyCompletion
        where TMachine : IAsyncStateMachine => Suspension.Begin(ref frame, ref awaiter, ref machine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TMachine : IAsyncStateMachine => Suspension.Begin(ref frame, ref awaiter, ref machine);
}

/// <summary>What the compiler drives an <c>async CoTask&lt;T&gt;</c> method with.</summary>
[SuppressMessage("Performance", "CA1822", Justification = "The compiler calls these on an instance.")]
[SuppressMessage("Design", "CA1045", Justification = "The compiler prescribes the signatures.")]
public struct CoTaskBuilder<T>
{
    private Frame<T>? frame;
    private ExceptionDispatchInfo? error;
    private T result;

    public readonly CoTask<T> Task => new((object?)frame ?? error, result);

    public static CoTaskBuilder<T> Create() => default;

    public readonly void Start<TMachine>(ref TMachine machine)
        where TMachine : IAsyncStateMachine => machine.MoveNext();

    public readonly void SetStateMachine(IAsyncStateMachine machine)
    {
    }

    public void SetResult(T value)
    {
        if (frame is null)
        {
            result = value;
            return;
        }

        frame.Result = value;
        frame.Completed = true;
    }

    public void SetException(Exception exception) => Suspension.End(frame, ref error, exception);

    public void AwaitOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : INotifyCompletion
        where TMachine : IAsyncStateMachine => Suspension.Begin(ref frame, ref awaiter, ref machine);

    public void AwaitUnsafeOnCompleted<TAwaiter, TMachine>(ref TAwaiter awaiter, ref TMachine machine)
        where TAwaiter : ICriticalNotifyCompletion
        where TMachine : IAsyncStateMachine => Suspension.Begin(ref frame, ref awaiter, ref machine);
}

internal static class Suspension
{
    /// <summary>
    /// A coroutine stops: at an access it becomes the CPU's leaf, at another coroutine that one's parent.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Begin<T, TAwaiter, TMachine>(ref Frame<T>? frame, ref TAwaiter awaiter, ref TMachine machine)
        where TMachine : IAsyncStateMachine
    {
        if (frame is null) Frame<T, TMachine>.MoveIn(ref frame, ref machine);
        if (typeof(TAwaiter) == typeof(Access))
            Unsafe.As<TAwaiter, Access>(ref awaiter).Engine.Leaf = frame;
        else if (typeof(TAwaiter) == typeof(TryAccess))
            Unsafe.As<TAwaiter, TryAccess>(ref awaiter).Engine.Leaf = frame;
        else if (awaiter is IFrameAwaiter)
            ((IFrameAwaiter)awaiter).Child.Parent = frame;
        else
            throw new NotSupportedException($"A CoTask cannot await {typeof(TAwaiter)}: nobody could resume it.");
    }

    public static void End(Frame? frame, ref ExceptionDispatchInfo? error, Exception exception)
    {
        ExceptionDispatchInfo captured = ExceptionDispatchInfo.Capture(exception);
        if (frame is null)
        {
            error = captured;
            return;
        }

        frame.Error = captured;
        frame.Completed = true;
    }
}
