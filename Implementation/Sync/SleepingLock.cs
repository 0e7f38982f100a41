namespace Plimsoll.Sync;

/// <summary>
/// A mutex: who finds it held sleeps. For what is held long, as the reserve is while it is adjusted; short sections
/// take <see cref="ISync.Lock"/>.
/// <para>
/// Nobody tells the holder that somebody came: it looks, once, when it leaves. Whoever comes writes
/// <see cref="SleepingLockCells.Wanted"/> and then looks whether the lock is still held; whoever leaves writes that it
/// is free and then looks whether it is wanted. Each writes, then reads what the other writes, so each needs a fence
/// between the two: a store may wait in its CPU's buffer while a later load reads memory, on every machine there is.
/// With both fences at least one sees the other: the one that comes does not sleep, or is woken. With one of them
/// missing both may look too early, and a CPU sleeps for ever beside a free lock.
/// </para>
/// <para>
/// Several may come at once, and the word that says so is one for all: it is cleared before
/// <see cref="SleepingLockCells.Wakes"/> changes, and read by a sleeper before it says that it wants the lock. So who
/// finds its wish cleared by another's leaving also finds that Wakes has changed since, and does not sleep.
/// </para>
/// </summary>
public sealed class SleepingLock<S>(SleepingLockCells cells)
    where S : struct, ISync
{
    private readonly SleepingLockCells cells = cells;

    public void Enter()
    {
        while (S.CompareExchange(cells.Held, 1, 0) != 0) Sleep();
    }

    public void Leave()
    {
        S.Store(cells.Held, 0);
        S.Fence();
        if (S.Load(cells.Wanted) == 0) return;
        S.StoreRelaxed(cells.Wanted, 0);
        S.Wake(cells.Wakes);
    }

    private void Sleep()
    {
        uint wakes = S.Load(cells.Wakes);
        S.StoreRelaxed(cells.Wanted, 1);
        S.Fence();
        if (S.Load(cells.Held) != 0) S.Await(cells.Wakes, wakes);
    }
}

/// <summary>Addresses of the cells of a <see cref="SleepingLock{S}"/>; they start a cache line.</summary>
public readonly record struct SleepingLockCells(nuint Base)
{
    /// <summary>1 while somebody is inside.</summary>
    public nuint Held => Base;

    /// <summary>1: somebody who came since the last wake may sleep.</summary>
    public nuint Wanted => unchecked(Base + sizeof(uint));

    /// <summary>How often sleepers were woken, modulo 2^32.</summary>
    public nuint Wakes => unchecked(Base + (2 * sizeof(uint)));
}
