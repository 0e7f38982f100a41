using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>Synchronising accesses with nobody else there.</summary>
internal static unsafe class Solo
{
    public static uint Perform(AccessKind kind, nuint cell, uint value, uint comparand)
    {
        SoloArena.Check(cell);
        uint* word = (uint*)cell;
        uint old = *word;
        if (kind == AccessKind.Lock && old != 0) throw new SoloDeadlockException(cell);

        uint result = Apply(kind, old, value, comparand, out uint now, out _);
        *word = now;
        return result;
    }

    /// <summary>
    /// The meaning of each kind: what the caller gets, what the cell then holds, and whether it was written.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint Apply(AccessKind kind, uint old, uint value, uint comparand, out uint now, out bool writes)
    {
        now = old;
        writes = true;
        switch (kind)
        {
            case AccessKind.Store:
            case AccessKind.Exchange:
            case AccessKind.Write:
                now = value;
                return old;
            case AccessKind.CompareExchange:
                writes = old == comparand;
                if (writes) now = value;
                return old;
            case AccessKind.Add:
                now = unchecked(old + value);
                return now;
            case AccessKind.Lock:
            case AccessKind.TryLock:
                writes = old == 0;
                if (writes) now = 1;
                return writes ? 1u : 0u;
            case AccessKind.Unlock:
                now = 0;
                return old;
            default:
                writes = false;
                return old;
        }
    }
}
