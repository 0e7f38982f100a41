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

    /// <summary>A mempool's lock: a leaf, under which only a wait queue's is taken.</summary>
    PoolLock,

    /// <summary>A reserve's r.lock: a leaf like the pool's.</summary>
    ReserveLeaf,

    /// <summary>A wait queue's own lock: innermost.</summary>
    WaitQueue,
}

/// <summary>
/// Which locks a step takes, in this order, all held at its end. Several of one kind go by zone number, or from a
/// reserve up to its root.
/// </summary>
public readonly record struct LockRow(uint What, ImmutableArray<Lock> Takes);

/// <summary>
/// Lock order as a rule that can be checked: each kind of step has a row, some operations hold locks from step to step,
/// and what is held and taken must stand in the order of <see cref="Lock"/>, leaves last. An order in which every edge
/// goes up has no cycle.
/// </summary>
public static partial class LockOrder
{
    /// <summary>All steps that take a lock; a step has one row.</summary>
    public static ImmutableArray<LockRow> Rows { get; } =
        [.. PageRows, .. SlabRows, .. PoolRows, .. ReserveRows, .. OrderZeroRows];

    private static readonly ImmutableArray<Lock>[] ByKind = ByWhat(Rows);

    /// <summary>Steps without a row take no lock: a refusal of a plain reading, a wake, a flag.</summary>
    public static ImmutableArray<Lock> Of(uint what) => ByKind[what];

    /// <summary>What a step takes as this machine does it.</summary>
    public static ImmutableArray<Lock> Of(Memory memory, uint what)
    {
        if (memory.Machine.Published.IsNone) return Of(what);
        foreach ((Published rule, LockRow row) in Inversions)
        {
            if (row.What == what && memory.Machine.Published.Has(rule)) return row.Takes;
        }

        return Of(what);
    }

    private static ImmutableArray<Lock>[] ByWhat(ImmutableArray<LockRow> rows)
    {
        ImmutableArray<Lock>[] byKind = new ImmutableArray<Lock>[256];
        Array.Fill(byKind, []);
        foreach (LockRow row in rows) byKind[row.What] = row.Takes;
        return byKind;
    }
}
