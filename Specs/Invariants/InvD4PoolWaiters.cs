using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics D.3, requirement R2.</summary>
public sealed class InvD4PoolWaiters : Law
{
    public override string Id => "INV-D4";

    public override string Sentence => "Nobody sleeps in a pool's queue while the pool has what the first of it needs.";

    public override string? BrokenBy(World world)
    {
        for (int p = 0; p < world.Memory.Pools.Count; p++)
        {
            Pool pool = world.Memory.Pools[p];
            Waiter first = FirstWaiting(pool);
            if (!Broken(first.Need > 0, pool.Elements.Length < first.Need)) continue;
            return $"task {first.Task} waits for {first.Need} of pool {p}, which has {pool.Elements.Length}";
        }

        return null;
    }

    private static Waiter FirstWaiting(Pool pool)
    {
        foreach (Waiter waiter in pool.Waiters)
        {
            if (waiter.State is not (Waiting.Served or Waiting.Cancelled)) return waiter;
        }

        return default;
    }
}
