using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.1. That a frozen slab is on no list the model cannot write otherwise.</summary>
public sealed class InvC2OnePlace : Law
{
    public override string Id => "INV-C2";

    public override string Sentence =>
        "A CPU has at most one slab of a cache, a slab on a list has an object to give, a full one has none, and a "
            + "cache that is gone has no slab at all.";

    public override string? BrokenBy(World world)
    {
        Slabs slabs = world.Memory.Slabs;
        for (int i = 0; i < slabs.All.Length; i++)
        {
            Slab slab = slabs.All[i];
            bool placed = slab.Place switch
            {
                SlabPlace.Partial => slab.OnSlab != 0,
                SlabPlace.Full => slab.OnSlab == 0,
                _ => true,
            };
            for (int other = 0; other < i && slab.Place == SlabPlace.Cpu; other++)
            {
                Slab before = slabs.All[other];
                placed &= (before.Place, before.Number, before.Cache) != (slab.Place, slab.Number, slab.Cache);
            }

            if (Broken(true, placed && (slabs.Gone >> slab.Cache & 1) == 0)) return $"slab {slab} among {slabs}";
        }

        return null;
    }
}
