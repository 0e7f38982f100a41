using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>
/// Source: semantics D.3, requirement R1, as a step: what circulates falls only while it is more than the minimum.
/// </summary>
public sealed class InvD3PoolMinimum : Law
{
    public override string Id => "INV-D3";

    public override string Sentence =>
        "The elements parked in a pool and those that will come back to it never fall below min_nr.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        for (int p = 0; p < after.Memory.Pools.Count; p++)
        {
            if (ReferenceEquals(before.Memory.Pools[p], after.Memory.Pools[p])) continue;
            int was = PlainPools.Circulating(before.Memory, p), count = PlainPools.Circulating(after.Memory, p);
            int min = after.Memory.Pools[p].MinNr;
            if (!Broken(count < was, count >= min)) continue;
            return $"{count} elements circulate in pool {p}, and min_nr is {min}";
        }

        return null;
    }
}
