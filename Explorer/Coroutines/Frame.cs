using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Plimsoll.Explorer;

/// <summary>An awaiter of a coroutine by another.</summary>
internal interface IFrameAwaiter
{
    Frame Child { get; }
}

/// <summary>
/// The heap home of a coroutine that has been suspended at least once. Frames of one CPU form a chain from the leaf,
/// where the access is awaited, to the body; resuming goes straight to the leaf.
/// </summary>
internal abstract class Frame
{
    public Frame? Parent { get; set; }

    public bool Completed { get; set; }

    public ExceptionDispatchInfo? Error { get; set; }

    public abstract void MoveNext();

    /// <summary>Back to the pool. Nobody may look at the frame again.</summary>
    public abstract void Recycle();

    public static bool IsCompleted(object? state) => state is not Frame { Completed: false };

    public static void TakeResult(object? state)
    {
        if (state is null) return;
        if (state is not Frame frame)
        {
            ((ExceptionDispatchInfo)state).Throw();
            return;
        }

        if (!frame.Completed)
            throw new InvalidOperationException("The coroutine is suspended: only the explorer can resume it.");
        ExceptionDispatchInfo? error = frame.Error;
        frame.Recycle();
        error?.Throw();
    }
}

internal abstract class Frame<T> : Frame
{
    public T Result { get; set; } = default!;
}

internal sealed class Frame<T, TMachine> : Frame<T>
    where TMachine : IAsyncStateMachine
{
    // Frames never leave the thread that explores, so a pool a thread needs no lock.
    [ThreadStatic]
    private static Frame<T, TMachine>? pool;

    private Frame<T, TMachine>? nextFree;
    private TMachine machine = default!;

    /// <summary>Moves the state machine, with the builder inside it, from the stack into a frame.</summary>
    public static void MoveIn(ref Frame<T>? home, ref TMachine machine)
    {
        Frame<T, TMachine>? frame = pool;
        if (frame is null) frame = new();
        else pool = frame.nextFree;

        // The builder must know the frame before it is copied: home is a field of the machine.
        home = frame;
        frame.machine = machine;
    }

    public override void MoveNext() => machine.MoveNext();

    public override void Recycle()
    {
        Parent = null;
        Completed = false;
        Error = null;
        Result = default!;
        machine = default!;
        nextFree = pool;
        pool = this;
    }
}

/// <summary>The result of a coroutine that has none.</summary>
internal readonly struct Nothing;
