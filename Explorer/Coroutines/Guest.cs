using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>
/// The door to shared memory of coroutines: what the twin's <c>S</c> is bound to. Outside an exploration every access
/// completes at once, on the memory itself.
/// </summary>
public static class Guest
{
    /// <summary>Where notes go outside an exploration, on this thread.</summary>
    [ThreadStatic]
    private static Action<uint, uint, uint, uint>? noteSink;

    public static Action<uint, uint, uint, uint>? NoteSink
    {
        get => noteSink;
        set => noteSink = value;
    }

    public static uint Read(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Plain.Read(cell, line, file);

    public static void Write(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Plain.Write(cell, value, line, file);

    public static Access Load(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.Load, cell, 0, 0, line, file);

    public static Access LoadRelaxed(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.LoadRelaxed, cell, 0, 0, line, file);

    /// <summary>Waits while the cell holds <paramref name="value"/>; gives what it holds then.</summary>
    public static Access Await(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.Await, cell, 0, value, line, file);

    public static Access StoreRelaxed(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.StoreRelaxed, cell, value, 0, line, file);

    public static Access Store(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.Store, cell, value, 0, line, file);

    public static Access CompareExchange(
        nuint cell, uint value, uint comparand, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.CompareExchange, cell, value, comparand, line, file);

    public static Access Exchange(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.Exchange, cell, value, 0, line, file);

    public static Access Add(
        nuint cell, uint delta, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.Add, cell, delta, 0, line, file);

    public static Access Lock(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.Lock, cell, 0, 0, line, file);

    public static TryAccess TryLock(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(new(AccessKind.TryLock, cell, 0, 0, line, file));

    public static Access Unlock(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.Unlock, cell, 0, 0, line, file);

    /// <summary>
    /// Changes what others <see cref="Await"/>: adds one to the cell. Full fence. Who awaits it goes on because it has
    /// changed; waking sleepers is the machine's business.
    /// </summary>
    public static Access Wake(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.Add, cell, 1, 0, line, file);

    /// <summary>This CPU's earlier stores are visible before anything that it does later.</summary>
    public static Access Fence([CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.Fence, 0, 0, 0, line, file);

    /// <summary>Every CPU's earlier stores are visible: <c>Interlocked.MemoryBarrierProcessWide</c>.</summary>
    public static Access ProcessFence([CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.ProcessFence, 0, 0, 0, line, file);

    /// <summary>
    /// Lets every other CPU that can take a step take one before this one goes on: what <c>Thread.Yield</c> hopes for.
    /// Schedules in which it does not help are not explored.
    /// </summary>
    public static Access Yield([CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        new(AccessKind.Yield, 0, 0, 0, line, file);

    /// <summary>A plain read of two neighbouring words as one value, the lower half first.</summary>
    public static ulong ReadWide(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Plain.ReadWide(cell, line, file);

    /// <summary>A plain write of two neighbouring words as one value.</summary>
    public static void WriteWide(
        nuint cell, ulong value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Plain.WriteWide(cell, value, line, file);

    /// <summary>Announces that a block of words has an owner now, who may access it. No step.</summary>
    public static void Born(
        nuint cell, int words, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Plain.Announce(AccessKind.Born, cell, words, line, file);

    /// <summary>Announces that the owner gives a block up: nobody may access it until it is born again. No step.
    /// </summary>
    public static void Dies(
        nuint cell, int words, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Plain.Announce(AccessKind.Dies, cell, words, line, file);

    public static void Note(uint what, uint a, uint b, uint c) => Plain.Note(what, a, b, c);
}
