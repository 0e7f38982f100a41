using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.9.</summary>
public sealed class InvB14OneTriple : Law
{
    public override string Id => "INV-B14";

    public override string Sentence =>
        "At rest all marks are the image of one pair of knobs, min_free_kbytes and the reserve, and of the zones' "
            + "sizes.";

    public override void OnRest(Witness seen)
    {
        Topology topology = seen.Topology;
        for (int zone = 0; zone < topology.Zones.Length; zone++)
        {
            Marks expected = Expected(topology, zone, seen.View.MinFreeKbytes, seen.View.ReservePages);
            Marks marks = seen.View.Marks(zone);
            if (!Broken(true, marks == expected)) continue;
            seen.Break(
                this,
                $"{topology.Zones[zone]}: {marks}, but min_free_kbytes {seen.View.MinFreeKbytes} and reserve "
                + $"{seen.View.ReservePages} make {expected}");
        }
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What != Ghost.Marks || Plain.SomeoneWritesMarks(after)) return null;
        Topology topology = after.Memory.Topology;
        for (int zone = 0; zone < topology.Zones.Length; zone++)
        {
            Marks expected = Expected(topology, zone, after.Memory.MinFreeKbytes, after.Memory.ReservePages);
            Marks marks = after.Memory.Zones[zone].Marks;
            if (Broken(true, marks == expected))
                return $"{topology.Zones[zone]}: {marks}, and the knobs make {expected}";
        }

        return null;
    }

    private static Marks Expected(Topology topology, int zone, int minFreeKbytes, int reservePages)
    {
        bool Lowmem(ZoneSpec z) =>
            z.Kind <= ZoneKind.Normal
            || (z.Kind == ZoneKind.Movable && topology.Zones.All(o => o.Kind != ZoneKind.HighMem));
        long lowmem = topology.Zones.Where(Lowmem).Sum(z => z.Pages);
        ZoneSpec spec = topology.Zones[zone];
        long share = lowmem == 0 ? 0 : minFreeKbytes / 4L * spec.Pages / lowmem;
        long min = Lowmem(spec) ? share : Math.Clamp(spec.Pages / 1024L, 32, 128);
        uint emerg = (uint)Emerg(topology, reservePages)[zone];
        return new(Pages(min), Pages(min + (share / 4)), Pages(min + (share / 2)), emerg);
    }

    /// <summary>A mark beyond all numbers of pages is the largest of them.</summary>
    private static uint Pages(long mark) => (uint)Math.Min(mark, uint.MaxValue);

    /// <summary>
    /// The reserve over the zones up to NORMAL by size: floors first, then one page each to the largest remainders.
    /// </summary>
    private static long[] Emerg(Topology topology, long reserve)
    {
        int[] carry =
            [.. Enumerable.Range(0, topology.Zones.Length).Where(z => topology.Zones[z].Kind <= ZoneKind.Normal)];
        long[] emerg = new long[topology.Zones.Length];
        long pages = carry.Sum(z => topology.Zones[z].Pages);
        if (pages == 0) return emerg;
        foreach (int z in carry) emerg[z] = reserve * topology.Zones[z].Pages / pages;
        long left = reserve - emerg.Sum();
        foreach (int z in carry.OrderByDescending(z => reserve * topology.Zones[z].Pages % pages).Take((int)left))
            emerg[z]++;
        return emerg;
    }
}
