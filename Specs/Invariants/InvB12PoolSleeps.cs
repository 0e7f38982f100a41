using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.8, D.2.</summary>
public sealed class InvB12PoolSleeps : Law
{
    public override string Id => "INV-B12";

    public override string Sentence => "A caller that may not sleep never waits at a pool.";

    public override string? BrokenBy(World world)
    {
        for (int p = 0; p < world.Memory.Pools.Count; p++)
        {
            foreach (Waiter waiter in world.Memory.Pools[p].Waiters)
            {
                Gfp gfp = PlainPools.Allocation(world, waiter.Task)?.Request.Gfp ?? Gfp.None;
                if (Broken(true, (gfp & Gfp.Wait) != 0)) return $"task {waiter.Task} sleeps at pool {p} with {gfp}";
            }
        }

        return null;
    }
}
