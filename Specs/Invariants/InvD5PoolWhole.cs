using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics D.5.</summary>
public sealed class InvD5PoolWhole : Law
{
    public override string Id => "INV-D5";

    public override string Sentence =>
        "What is parked, handed over or out is built whole: all of its leaves are there.";

    public override string? BrokenBy(World world)
    {
        for (int p = 0; p < world.Memory.Pools.Count; p++)
        {
            PoolSpec spec = world.Memory.Machine.Pools[p];
            if (spec.Order is not null) continue;
            Pool pool = world.Memory.Pools[p];
            ulong settled = PlainPools.Settled(pool);
            if (!Broken(settled != 0, AllWhole(pool, settled, (1 << spec.Leaves) - 1))) continue;
            return $"half an element: pool {p}: {pool}";
        }

        return null;
    }

    private static bool AllWhole(Pool pool, ulong settled, int whole)
    {
        for (int e = 0; e < PoolSpec.MaxElements; e++)
        {
            if ((settled >> 4 * e & 15) != 0 && pool.LeavesOf(e) != whole) return false;
        }

        return true;
    }
}
