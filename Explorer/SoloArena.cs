using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>
/// What code that runs alone, outside any exploration, may touch. Where a range is set on this thread, an access
/// outside it is an exception that names the cell; a wild write would take the process with it.
/// </summary>
public static class SoloArena
{
    [ThreadStatic]
    private static nuint start;

    [ThreadStatic]
    private static nuint bytes;

    /// <summary>Sets the range for this thread; zero bytes: no limit.</summary>
    public static void Set(nuint from, int length) => (start, bytes) = (from, (nuint)length);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Check(nuint cell)
    {
        if (bytes != 0 && unchecked(cell - start) >= bytes) Throw(cell);
    }

    private static void Throw(nuint cell) =>
        throw new InvalidOperationException($"An access to 0x{cell:x}, outside the arena.");
}

/// <summary>Code that runs alone waits for what only another could do: it would wait for ever.</summary>
public sealed class SoloDeadlockException(nuint cell) : InvalidOperationException(
    $"A wait for cell {cell:x} outside an exploration: nobody can change it.");
