using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics D.3.</summary>
public sealed class InvD2PoolPlaces : Law
{
    public override string Id => "INV-D2";

    public override string Sentence =>
        "An element of a pool is in one place: parked, handed over, out with a caller, or in an operation's hands.";

    public override string? BrokenBy(World world)
    {
        for (int p = 0; p < world.Memory.Pools.Count; p++)
        {
            Pool pool = world.Memory.Pools[p];
            ulong places = PoolPlain.Parked(pool) + PoolPlain.Mail(pool) + PoolPlain.Out(pool) + PoolPlain.Hands(world, p);
            if (Broken(places != 0, PoolPlain.Twice(places) == 0)) return $"an element is in two places: pool {p}: {pool}";
        }

        return null;
    }
}
