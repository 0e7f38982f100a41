using System.Numerics;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.1.</summary>
public sealed class InvC1ObjectCount : Law
{
    public override string Id => "INV-C1";

    public override string Sentence =>
        "Of each slab every object is in one place: held by somebody, on the slab's freelist, or on its CPU's.";

    public override string? BrokenBy(World world)
    {
        foreach (Slab slab in world.Memory.Slabs.All)
        {
            uint anywhere = slab.Held | slab.OnSlab | slab.OnCpu;
            int sum = BitOperations.PopCount(slab.Held)
                + BitOperations.PopCount(slab.OnSlab)
                + BitOperations.PopCount(slab.OnCpu);
            bool one = sum == slab.Objects && BitOperations.PopCount(anywhere) == slab.Objects;
            if (Broken(true, one)) return $"of slab {slab} not every object is in one place";
        }

        return null;
    }
}
