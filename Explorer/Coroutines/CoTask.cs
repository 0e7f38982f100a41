using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Plimsoll.Explorer;

/// <summary>
/// A coroutine of one virtual CPU. It suspends only where the scheduler switches CPUs; until then its state stays on
/// the stack and nothing is allocated. Await it at once, and once: its frame goes back to a pool when its result is
/// taken.
/// </summary>
[AsyncMethodBuilder(typeof(CoTaskBuilder))]
public readonly struct CoTask
{
    // Nothing: completed. A Frame: suspended, or completed after it had been. Else the exception it ended with.
    private readonly object? state;

    internal CoTask(object? state) => this.state = state;

    public static CoTask CompletedTask => default;

    internal bool IsCompleted => Frame.IsCompleted(state);

    public Awaiter GetAwaiter() => new(state);

    /// <summary>Runs the task to its end outside an exploration.</summary>
    public void RunSolo() => Frame.TakeResult(state);

    public readonly struct Awaiter : ICriticalNotifyCompletion, IFrameAwaiter
    {
        private readonly object? state;

        internal Awaiter(object? state) => this.state = state;

        public bool IsCompleted => Frame.IsCompleted(state);

        Frame IFrameAwaiter.Child => Unsafe.As<Frame>(state!);

        public void GetResult()
        {
            if (state is not null) Frame.TakeResult(state);
        }

        public void OnCompleted(Action continuation) => throw Access.Foreign();

        public void UnsafeOnCompleted(Action continuation) => throw Access.Foreign();
    }
}

/// <summary>A <see cref="CoTask"/> with a result.</summary>
[AsyncMethodBuilder(typeof(CoTaskBuilder<>))]
public readonly struct CoTask<T>
{
    private readonly object? state;
    private readonly T result;

    internal CoTask(object? state, T result)
    {
        this.state = state;
        this.result = result;
    }

    public Awaiter GetAwaiter() => new(state, result);

    /// <summary>Runs the task to its end outside an exploration.</summary>
    public T RunSolo() => GetAwaiter().GetResult();

    public readonly struct Awaiter : ICriticalNotifyCompletion, IFrameAwaiter
    {
        private readonly object? state;
        private readonly T result;

        internal Awaiter(object? state, T result)
        {
            this.state = state;
            this.result = result;
        }

        public bool IsCompleted => Frame.IsCompleted(state);

        Frame IFrameAwaiter.Child => Unsafe.As<Frame>(state!);

        public T GetResult()
        {
            if (state is null) return result;
            if (state is not Frame<T> { Completed: true } frame)
            {
                Frame.TakeResult(state);
                return result;
            }

            T answer = frame.Result;
            ExceptionDispatchInfo? error = frame.Error;
            frame.Recycle();
            error?.Throw();
            return answer;
        }

        public void OnCompleted(Action continuation) => throw Access.Foreign();

        public void UnsafeOnCompleted(Action continuation) => throw Access.Foreign();
    }
}
