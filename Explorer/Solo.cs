using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>Synchronising accesses with nobody else there.</summary>
internal static unsafe class Solo
{
    public static uint Perform(AccessKind kind, nuint cell, uint value, uint comparand)
    {
        if (kind.HasNoCell()) return 0;
        SoloArena.Check(cell);
        uint* word = (uint*)cell;
        uint old = *word;
        if (IsBlocked(kind, old, comparand)) throw new SoloDeadlockException(cell);

        uint result = Apply(kind, old, value, comparand, out uint now, out _);
        *word = now;
        return result;
    }

    /// <summary>Whether an access cannot take place while the cell holds this.</summary>
    public static bool IsBlocked(AccessKind kind, uint held, uint comparand) => kind switch
    {
        AccessKind.Lock => held != 0,
        AccessKind.Await => held == comparand,
        _ => false,
    };

    /// <summary>Whether an access would write a cell that holds this: a failed one is a read.</summary>
    public static bool Writes(AccessKind kind, uint held, uint comparand) => kind switch
    {
        AccessKind.CompareExchange => held == comparand,
        AccessKind.TryLock => held == 0,
        _ => !kind.IsLoad() && !kind.HasNoCell(),
    };

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
            case AccessKind.StoreRelaxed:
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
