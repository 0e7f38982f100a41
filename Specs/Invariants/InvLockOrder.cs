using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Lock = Plimsoll.Model.Transitions.Lock;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics J.</summary>
public sealed class InvLockOrder : Law
{
    private static readonly Lock[] Order =
    [
        Lock.TreeMutex, Lock.VarFreeMutex, Lock.MinFreeLock, Lock.ZoneLru,
        Lock.ReserveLock, Lock.SlabLock, Lock.ListLock, Lock.Pcp, Lock.ZoneLock,
    ];

    public override string Id => "INV-LOCKS";

    public override string Sentence =>
        "Locks are taken in one order: tree_mutex, var_free_mutex, min_free_lock, zone lru, reserve_lock, slab_lock, "
            + "list_lock, pcp, zone lock; pool.lock and r.lock are leaves, under which only a wait queue's is taken.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        int place = -1;
        Lock last = default;
        for (Flight? flight = before.Flights[task]; flight is not null; flight = flight.Within)
        {
            if (flight.HoldsThroughout(before.Memory) is not { } held) continue;
            if (!Goes(held, ref place, ref last)) return Inverted(held, last, label);
        }

        foreach (Lock taken in LockOrder.Of(before.Memory, label.What))
        {
            if (!Goes(taken, ref place, ref last)) return Inverted(taken, last, label);
        }

        return null;
    }

    private static string Inverted(Lock taken, Lock under, Label label) => $"'{label}' takes {taken} under {under}";

    /// <summary>A leaf comes after every lock, and only a wait queue's lock after a leaf.</summary>
    private bool Goes(Lock taken, ref int place, ref Lock last)
    {
        int at = Array.IndexOf(Order, taken);
        if (at < 0) at = taken == Lock.WaitQueue ? Order.Length + 1 : Order.Length;
        if (Broken(place >= 0, place < at)) return false;
        (place, last) = (at, taken);
        return true;
    }
}
