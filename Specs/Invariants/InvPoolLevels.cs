using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: Molnar's mail of 15 December 2001; semantics D.2, D.6, Part 0.10.</summary>
public sealed class InvPoolLevels : Law
{
    public override string Id => "INV-LEVELS";

    public override string Sentence =>
        "mempool_alloc asks its allocator atomically, takes from the pool if that is at least half full, asks its "
        + "allocator again, takes from the pool if that is not empty, tries the reserve if it may, and then waits.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (PlainPools.Allocation(before, task) is not { } flight) return null;
        Pool pool = before.Memory.Pools[flight.Pool];
        bool follows = Onward(flight, pool, label, PlainPools.Allocation(after, task));
        if (!Broken(true, follows && Due(flight, pool, task, label))) return null;
        return $"'{label}' at level {flight.Level} of a request {flight.Request}: pool {flight.Pool}: {pool}";
    }

    /// <summary>The step may be taken at this level.</summary>
    private static bool Due(PoolAllocateFlight flight, Pool pool, int task, Label label)
    {
        bool sleeps = (flight.Request.Gfp & Gfp.Wait) != 0;
        bool halfFull = pool.Elements.Length > 0 && 2 * pool.Elements.Length >= pool.MinNr;
        return label.What switch
        {
            Ghost.PoolBuild or Ghost.PoolBuildFailed => (PoolLevel)label.B switch
            {
                PoolLevel.Atomic => true,
                PoolLevel.Full => sleeps,
                PoolLevel.Reserve => PlainPools.MayUseReserve(flight.Request),
                _ => false,
            },
            Ghost.PoolPop when label.B == (uint)PoolLevel.HalfFull => sleeps && halfFull,
            Ghost.PoolPop => flight.Level is PoolLevel.NotEmpty or PoolLevel.Wait && label.C == flight.Count,
            Ghost.PoolRefused when label.B == (uint)PoolLevel.HalfFull => !halfFull || !Free(pool, flight.Count, task),
            Ghost.PoolRefused => !Free(pool, flight.Count, task),
            _ => true,
        };
    }

    /// <summary>The step leads to the level that follows.</summary>
    private static bool Onward(PoolAllocateFlight flight, Pool pool, Label label, PoolAllocateFlight? next)
    {
        if (next is null || next.Level == flight.Level) return true;
        if (label.What == Ghost.PoolAgain) return next.Level == PoolLevel.Atomic;
        bool sleeps = (flight.Request.Gfp & Gfp.Wait) != 0;
        bool entitled = PlainPools.MayUseReserve(flight.Request);
        PoolLevel pops = entitled ? PoolLevel.NotEmpty : PoolLevel.Wait;
        return flight.Level switch
        {
            PoolLevel.Atomic => next.Level == (sleeps ? PoolLevel.HalfFull : pops),
            PoolLevel.HalfFull => next.Level == PoolLevel.Full
                && (label.What != Ghost.PoolRead || label.B == 0 || 2 * label.B < pool.MinNr),
            PoolLevel.Full => next.Level == pops,
            PoolLevel.NotEmpty => next.Level == PoolLevel.Reserve,
            _ => next.Level == PoolLevel.Wait,
        };
    }

    /// <summary>So many can be popped, and nobody else waits for them.</summary>
    private static bool Free(Pool pool, int count, int task)
    {
        if (pool.Elements.Length < count) return false;
        foreach (Waiter waiter in pool.Waiters)
        {
            if (waiter.State is not (Waiting.Served or Waiting.Cancelled)) return waiter.Task == task;
        }

        return true;
    }
}
