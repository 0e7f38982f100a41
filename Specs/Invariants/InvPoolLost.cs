using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics D.1: ALL is what is parked, out, or on its way.</summary>
public sealed class InvPoolLost : Law
{
    public override string Id => "INV-LOST";

    public override string Sentence =>
        "Every element that the allocator behind a pool gave and did not get back is somewhere.";

    public override string? BrokenBy(World world)
    {
        for (int p = 0; p < world.Memory.Pools.Count; p++)
        {
            Pool pool = world.Memory.Pools[p];
            ulong alive = PoolPlain.Alive(world, p);
            ulong places = PoolPlain.Parked(pool) + PoolPlain.Mail(pool) + PoolPlain.Out(pool) + PoolPlain.Hands(world, p);
            if (Broken(alive != 0, (alive & ~PoolPlain.Any(places)) == 0)) return $"an element is nowhere: pool {p}: {pool}";
        }

        return null;
    }
}
