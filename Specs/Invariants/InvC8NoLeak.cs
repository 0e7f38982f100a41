using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.5, decision 3. Judged by the page's tag, whatever the slab says of itself.</summary>
public sealed class InvC8NoLeak : Law
{
    public override string Id => "INV-C8";

    public override string Sentence =>
        "A request that is not entitled never receives an object of a slab made of reserve pages.";

    public override string? BrokenBy(World world)
    {
        foreach (Slab slab in world.Memory.Slabs.All)
        {
            if (world.Memory.Held(slab.Pfn) is not { Tagged: true }) continue;
            if (Broken(true, (slab.Held & ~slab.Entitled) == 0)) return $"slab {slab} is made of reserve pages";
        }

        return null;
    }
}
