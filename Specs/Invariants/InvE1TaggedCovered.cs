using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics E.7. The scene's uncharged entitled tasks must respect hypothesis E5.</summary>
public sealed class InvE1TaggedCovered : Law
{
    public override string Id => "INV-E1";

    public override string Sentence =>
        "Live pages taken from the reserve are no more than what is charged, in pages, and what uncharged entitled "
            + "users may hold together: the sum of min_r.";

    public override string? BrokenBy(World world)
    {
        long tagged = PlainReserves.TaggedPages(world.Memory);
        if (!Broken(tagged > 0, tagged <= Covered(world))) return null;
        return $"{tagged} tagged pages, and {Covered(world)} are covered";
    }

    /// <summary>Of objects the whole demand counts, because slabs outlive the objects in them.</summary>
    private static long Covered(World world)
    {
        Memory memory = world.Memory;
        long pages = PlainReserves.BoldestMins(memory);
        for (int r = 0; r < memory.Reserves.Nodes.Length; r++)
        {
            ReserveSpec spec = memory.Machine.Reserves[r];
            int charged = PlainReserves.OwnCharges(world, r) / spec.UnitBytes;
            int most = PlainReserves.OwnLimit(memory.Reserves, r) / spec.UnitBytes;
            pages += spec.Bound[spec.Kind == DemandKind.Pages ? charged : Math.Max(charged, most)];
        }

        return pages;
    }
}
