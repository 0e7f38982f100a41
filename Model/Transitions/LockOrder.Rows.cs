using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>The locks of each step, by mechanism (the atomic steps of semantics J).</summary>
public static partial class LockOrder
{
    /// <summary>Pages, their marks and reclaim.</summary>
    private static ImmutableArray<LockRow> PageRows =>
    [
        new(Ghost.Take, [Lock.ZoneLock]),
        new(Ghost.Refill, [Lock.Pcp, Lock.ZoneLock]),
        new(Ghost.Hit, [Lock.Pcp]),
        new(Ghost.Push, [Lock.Pcp]),
        new(Ghost.Release, [Lock.ZoneLock]),
        new(Ghost.Drain, [Lock.Pcp, Lock.ZoneLock]),
        new(Ghost.Marks, [Lock.MinFreeLock, Lock.ZoneLru, Lock.ZoneLock]),
        new(Ghost.LastAttempt, [Lock.Pcp, Lock.ZoneLock]),
        new(Ghost.Knobs, [Lock.MinFreeLock]),
        new(Ghost.Populated, [Lock.ZoneLock]),
        new(Ghost.Counted, [Lock.ZoneLock]),
        new(Ghost.Reclaimed, [Lock.ZoneLru, Lock.Pcp, Lock.ZoneLock]),
        new(Ghost.WriteStart, [Lock.ZoneLru]),
        new(Ghost.Written, [Lock.ZoneLru]),
        new(Ghost.WriteFailed, [Lock.ZoneLru]),
        new(Ghost.Cached, [Lock.ZoneLru]),
    ];

    /// <summary>
    /// Slabs. The CPU's freelist needs no lock. An object that comes back may move its slab to or from a list in the
    /// same hold; a tagged slab is made, and its first object taken, under reserve_lock (C.5).
    /// </summary>
    private static ImmutableArray<LockRow> SlabRows =>
    [
        new(Ghost.SlabLoad, [Lock.SlabLock]),
        new(Ghost.SlabUnfreeze, [Lock.SlabLock]),
        new(Ghost.SlabInstall, [Lock.SlabLock]),
        new(Ghost.SlabFreeze, [Lock.ListLock]),
        new(Ghost.ObjectTake, [Lock.ListLock]),
        new(Ghost.SlabNone, [Lock.ListLock]),
        new(Ghost.SlabInsert, [Lock.ListLock]),
        new(Ghost.SlabSwept, [Lock.ListLock]),
        new(Ghost.ObjectReturn, [Lock.SlabLock, Lock.ListLock]),
        new(Ghost.SlabFlush, [Lock.SlabLock, Lock.ListLock]),
        new(Ghost.SlabReserve, [Lock.ReserveLock, Lock.SlabLock, Lock.ListLock]),
    ];

    /// <summary>
    /// Pools. Who is told that something came back is told in the same hold. Whatever allocator is behind the pool, it
    /// ends in pages.
    /// </summary>
    private static ImmutableArray<LockRow> PoolRows =>
    [
        new(Ghost.PoolBuild, [Lock.Pcp, Lock.ZoneLock]),
        new(Ghost.PoolUnbuild, [Lock.Pcp, Lock.ZoneLock]),
        new(Ghost.PoolPop, [Lock.PoolLock]),
        new(Ghost.PoolRefused, [Lock.PoolLock]),
        new(Ghost.PoolLooked, [Lock.PoolLock]),
        new(Ghost.PoolSurplus, [Lock.PoolLock]),
        new(Ghost.PoolCreated, [Lock.PoolLock]),
        new(Ghost.PoolResize, [Lock.PoolLock]),
        new(Ghost.PoolMinimum, [Lock.PoolLock]),
        new(Ghost.PoolDestroyed, [Lock.PoolLock]),
        new(Ghost.PoolSleep, [Lock.PoolLock, Lock.WaitQueue]),
        new(Ghost.PoolAgain, [Lock.PoolLock, Lock.WaitQueue]),
        new(Ghost.PoolLeave, [Lock.PoolLock, Lock.WaitQueue]),
        new(Ghost.PoolPush, [Lock.PoolLock, Lock.WaitQueue]),
        new(Ghost.PoolHand, [Lock.PoolLock, Lock.WaitQueue]),
        new(Ghost.PoolNudge, [Lock.PoolLock, Lock.WaitQueue]),
        new(Ghost.PoolCancel, [Lock.PoolLock, Lock.WaitQueue]),
    ];

    /// <summary>
    /// Reserves: usage and limits are under r.lock, and who fits now is woken in the same hold. The tree's shape and
    /// its pages are tree_mutex's, which the operation holds.
    /// </summary>
    private static ImmutableArray<LockRow> ReserveRows =>
    [
        new(Ghost.Limit, [Lock.ReserveLeaf, Lock.WaitQueue]),
        new(Ghost.Back, [Lock.ReserveLeaf, Lock.WaitQueue]),
        new(Ghost.Withdraw, [Lock.ReserveLeaf, Lock.WaitQueue]),
        new(Ghost.Charge, [Lock.ReserveLeaf, Lock.WaitQueue]),
        new(Ghost.Uncharge, [Lock.ReserveLeaf, Lock.WaitQueue]),
        new(Ghost.Wait, [Lock.ReserveLeaf, Lock.WaitQueue]),
        new(Ghost.ReserveRefused, [Lock.ReserveLeaf]),
    ];

    /// <summary>
    /// Order-0 caches: isolation empties CPU lists into the slab; the scan's cursor is the zone's lru; a discard
    /// callback takes its own cache's locks.
    /// </summary>
    private static ImmutableArray<LockRow> OrderZeroRows =>
    [
        new(Ghost.Grow, [Lock.Pcp, Lock.ZoneLock]),
        new(Ghost.Scan, [Lock.ZoneLru]),
        new(Ghost.Isolate, [Lock.Pcp, Lock.ZoneLock]),
        new(Ghost.Unisolate, [Lock.ZoneLock]),
        new(Ghost.Claim, [Lock.ZoneLock]),
        new(Ghost.Reclaim, [Lock.ZoneLru, Lock.ZoneLock]),
        new(Ghost.Discard, [Lock.SlabLock, Lock.ListLock, Lock.ZoneLock]),
        new(Ghost.StartWrite, [Lock.ZoneLru]),
        new(Ghost.EndWrite, [Lock.ZoneLru]),
    ];

    /// <summary>Steps as code has them that takes the inner lock first.</summary>
    private static ImmutableArray<(Published Rule, LockRow Row)> Inversions { get; } =
    [
        (Published.MinFreeLockLast, new(Ghost.Marks, [Lock.ZoneLru, Lock.ZoneLock, Lock.MinFreeLock])),
        (Published.ListLockFirst, new(Ghost.ObjectReturn, [Lock.ListLock, Lock.SlabLock])),
        (Published.IsolateZoneFirst, new(Ghost.Isolate, [Lock.ZoneLock, Lock.Pcp])),
    ];
}
