using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>
/// A synchronising access of the twin. Awaiting it asks the scheduler who is next; <see cref="GetResult"/> performs
/// the access, after that decision, so the value it sees is that of its turn.
/// </summary>
public readonly struct Access : ICriticalNotifyCompletion
{
    private readonly Engine? engine;
    private readonly string file;
    private readonly nuint cell;
    private readonly uint value;
    private readonly uint comparand;
    private readonly int line;
    private readonly AccessKind kind;

    internal Access(AccessKind kind, nuint cell, uint value, uint comparand, int line, string file)
    {
        engine = Engine.Active;
        this.kind = kind;
        this.cell = cell;
        this.value = value;
        this.comparand = comparand;
        this.line = line;
        this.file = file;
    }

    /// <summary>Whether this CPU goes on. Asks the scheduler: the await pattern reads it exactly once.</summary>
    public bool IsCompleted => engine is null || engine.Announce(kind, cell, comparand);

    internal Engine Engine => engine!;

    public Access GetAwaiter() => this;

    public uint GetResult() => engine is null
        ? Solo.Perform(kind, cell, value, comparand)
        : engine.Perform(kind, cell, value, comparand, line, file);

    public void OnCompleted(Action continuation) => throw Foreign();

    public void UnsafeOnCompleted(Action continuation) => throw Foreign();

    internal static NotSupportedException Foreign() =>
        new("An access can be awaited in a method that returns CoTask or CoTask<T>, and nowhere else.");
}

/// <summary>An <see cref="Access"/> that tells whether the lock was taken.</summary>
public readonly struct TryAccess : ICriticalNotifyCompletion
{
    private readonly Access access;

    internal TryAccess(in Access access) => this.access = access;

    public bool IsCompleted => access.IsCompleted;

    internal Engine Engine => access.Engine;

    public TryAccess GetAwaiter() => this;

    public bool GetResult() => access.GetResult() != 0;

    public void OnCompleted(Action continuation) => throw Access.Foreign();

    public void UnsafeOnCompleted(Action continuation) => throw Access.Foreign();
}
