using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics D.3.</summary>
public sealed class InvD1PoolBound : Law
{
    public override string Id => "INV-D1";

    public override string Sentence => "A pool parks at most min_nr elements.";

    public override string? BrokenBy(World world)
    {
        for (int p = 0; p < world.Memory.Pools.Count; p++)
        {
            Pool pool = world.Memory.Pools[p];
            if (!Broken(pool.Elements.Length > 0, pool.Elements.Length <= pool.MinNr)) continue;
            return $"pool {p} parks {pool.Elements.Length} elements, and min_nr is {pool.MinNr}";
        }

        return null;
    }
}
