using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.2.</summary>
public sealed class InvB4Counts : Law
{
    public override string Id => "INV-B4";

    public override string Sentence =>
        "While nobody holds the zone, its counters are what its lists hold: nr_free[o] blocks of each order, NR_FREE "
            + "pages in all.";

    public override void OnQuiet(Witness seen, int zone)
    {
        ZoneWalk walk = seen.Walk(zone);
        bool holds = seen.View.NrFree(zone) == walk.FreePages;
        int wrong = -1;
        for (int order = 0; order <= Order.Max; order++)
        {
            if (seen.View.NrFreeBlocks(zone, order) != walk.Count[order]) wrong = order;
        }

        if (!Broken(true, holds && wrong < 0)) return;
        seen.Break(this, holds
            ? $"zone{zone}: nr_free[{wrong}] is {seen.View.NrFreeBlocks(zone, wrong)}, the list has {walk.Count[wrong]}"
            : $"zone{zone}: NR_FREE is {seen.View.NrFree(zone)}, the lists hold {walk.FreePages}");
    }

    public override string? BrokenBy(World world)
    {
        for (int zone = 0; zone < world.Memory.Zones.Length; zone++)
        {
            ZoneState state = world.Memory.Zones[zone];
            if (Broken(true, state.NrFree == state.Free.Count))
            {
                return $"zone {zone} counts {state.NrFree} free pages and has {state.Free.Count}";
            }
        }

        return null;
    }
}
