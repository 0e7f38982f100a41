using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>
/// The door to shared memory of plain code under a scheduler: each call returns when it is this CPU's turn and the
/// access has taken place. Outside an exploration every access is direct.
/// </summary>
public static class Controlled
{
    public static uint Read(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Plain.Read(cell, line, file);

    public static void Write(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Plain.Write(cell, value, line, file);

    public static uint Load(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.Load, cell, 0, 0, line, file);

    public static uint LoadRelaxed(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.LoadRelaxed, cell, 0, 0, line, file);

    /// <inheritdoc cref="Guest.Await"/>
    public static uint Await(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.Await, cell, 0, value, line, file);

    public static void StoreRelaxed(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.StoreRelaxed, cell, value, 0, line, file);

    public static void Store(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.Store, cell, value, 0, line, file);

    public static uint CompareExchange(
        nuint cell, uint value, uint comparand, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.CompareExchange, cell, value, comparand, line, file);

    public static uint Exchange(
        nuint cell, uint value, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.Exchange, cell, value, 0, line, file);

    public static uint Add(
        nuint cell, uint delta, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.Add, cell, delta, 0, line, file);

    public static void Lock(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.Lock, cell, 0, 0, line, file);

    public static bool TryLock(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.TryLock, cell, 0, 0, line, file) != 0;

    public static void Unlock(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.Unlock, cell, 0, 0, line, file);

    /// <inheritdoc cref="Guest.Wake"/>
    public static void Wake(nuint cell, [CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.Add, cell, 1, 0, line, file);

    /// <inheritdoc cref="Guest.Fence"/>
    public static void Fence([CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.Fence, 0, 0, 0, line, file);

    /// <inheritdoc cref="Guest.ProcessFence"/>
    public static void ProcessFence([CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.ProcessFence, 0, 0, 0, line, file);

    /// <inheritdoc cref="Guest.Yield"/>
    public static void Yield([CallerLineNumber] int line = 0, [CallerFilePath] string file = "") =>
        Perform(AccessKind.Yield, 0, 0, 0, line, file);

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

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Perform(AccessKind kind, nuint cell, uint value, uint comparand, int line, string file)
    {
        Engine? engine = Engine.Active;
        if (engine is null) return Solo.Perform(kind, cell, value, comparand);
        engine.AnnounceAndWait(kind, cell, comparand);
        return engine.Perform(kind, cell, value, comparand, line, file);
    }
}
