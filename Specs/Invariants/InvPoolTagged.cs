using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics D.6, Part 0.3, 0.10.</summary>
public sealed class InvPoolTagged : Law
{
    public override string Id => "INV-PARKED";

    public override string Sentence =>
        "An element of the reserve is never parked in a pool, and goes only to a caller that may use the reserve.";

    public override string? BrokenBy(World world)
    {
        Memory memory = world.Memory;
        for (int p = 0; p < memory.Pools.Count; p++)
        {
            Pool pool = memory.Pools[p];
            foreach (Item element in pool.Elements)
            {
                bool tagged = PlainPools.IsTagged(memory, pool, element);
                if (Broken(true, !tagged)) return $"pool {p} parks the reserve: {pool}";
            }

            foreach (Waiter waiter in pool.Waiters)
            {
                bool handed = Bundle.Count(waiter.Mail) == 1 && PlainPools.IsTagged(memory, pool, waiter.Mail);
                Request? request = PlainPools.Allocation(world, waiter.Task)?.Request;
                bool may = request is { } asks && PlainPools.MayUseReserve(asks);
                if (Broken(handed, may)) return $"task {waiter.Task} gets the reserve: pool {p}: {pool}";
            }
        }

        return null;
    }
}
