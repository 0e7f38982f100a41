using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics D.1, D.3.</summary>
public sealed class InvD2PoolPlaces : Law
{
    public override string Id => "INV-D2";

    public override string Sentence =>
        "Every element that the allocator behind a pool gave and did not get back is in one place: parked, handed "
        + "over, out with a caller, or in an operation's hands.";

    public override string? BrokenBy(World world)
    {
        for (int p = 0; p < world.Memory.Pools.Count; p++)
        {
            Pool pool = world.Memory.Pools[p];
            ulong alive = PlainPools.Alive(world, p);
            ulong places = PlainPools.Settled(pool) + PlainPools.Hands(world, p);
            bool once = PlainPools.Twice(places) == 0 && (alive & ~PlainPools.Any(places)) == 0;
            if (!Broken((alive | places) != 0, once)) continue;
            string which = PlainPools.Twice(places) != 0 ? "in two places" : "nowhere";
            return $"an element is {which}: pool {p}: {pool}";
        }

        return null;
    }
}
