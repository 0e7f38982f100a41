using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>The locks of the whole system, in the order in which they may be taken (semantics J).</summary>
public enum Lock : byte
{
    TreeMutex,
    VarFreeMutex,
    MinFreeLock,
    ZoneLru,
    ReserveLock,
    SlabLock,
    ListLock,
    Pcp,
    ZoneLock,

    /// <summary>A mempool's lock: a leaf, nothing is taken under it.</summary>
    PoolLock,

    /// <summary>A reserve's r.lock: a leaf.</summary>
    ReserveLeaf,
}

/// <summary>
/// Which locks a step takes, in this order, all held at its end. Several zones' locks go by zone number.
/// </summary>
public readonly record struct LockRow(uint What, ImmutableArray<Lock> Takes);

/// <summary>
/// Lock order as a rule that can be checked: each kind of step has a row, some operations hold locks from step to step,
/// and what is held and taken must stand in the order of <see cref="Lock"/>, leaves last. An order in which every edge
/// goes up has no cycle.
/// </summary>
public static partial class LockOrder
{
    /// <summary>Rows of pages. Other mechanisms have their own, and all together are <see cref="Rows"/>.</summary>
    public static ImmutableArray<LockRow> PageRows { get; } =
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

    public static ImmutableArray<LockRow> Rows { get; } = [.. PageRows];

    private static readonly ImmutableArray<Lock>[] ByKind = ByWhat(Rows);

    /// <summary>Steps without a row take no lock: a refusal of a plain reading, a wake, a flag.</summary>
    public static ImmutableArray<Lock> Of(uint what) => ByKind[what];

    /// <summary>
    /// What a step takes as this machine does it: a known inversion takes a zone's lock first and min_free_lock inside.
    /// </summary>
    public static ImmutableArray<Lock> Of(Memory memory, uint what) =>
        what == Ghost.Marks && memory.Machine.Published.Has(Published.MinFreeLockLast)
            ? [Lock.ZoneLru, Lock.ZoneLock, Lock.MinFreeLock]
            : Of(what);

    private static ImmutableArray<Lock>[] ByWhat(ImmutableArray<LockRow> rows)
    {
        ImmutableArray<Lock>[] byKind = new ImmutableArray<Lock>[256];
        Array.Fill(byKind, []);
        foreach (LockRow row in rows) byKind[row.What] = row.Takes;
        return byKind;
    }
}
