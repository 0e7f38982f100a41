using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>How the strict reserve is spread over zones: pages_emerg of patch 09 (semantics B.4, Part 0.6).</summary>
public static class EmergencyLevel
{
    /// <summary>Zones of type NORMAL and below carry it; HIGHMEM and MOVABLE carry none.</summary>
    public static bool Carries(ZoneKind kind) => kind <= ZoneKind.Normal;

    /// <summary>
    /// Pages per zone, in proportion to size, by largest remainder, so that they sum to <paramref name="reservePages"/>
    /// exactly; equal remainders favour the lower zone index. All zero if no zone carries it.
    /// </summary>
    public static ImmutableArray<uint> Of(Topology topology, int reservePages)
    {
        uint[] emerg = new uint[topology.Zones.Length];
        int[] carriers = [.. Enumerable.Range(0, emerg.Length).Where(z => Carries(topology.Zones[z].Kind))];
        long total = carriers.Sum(z => (long)topology.Zones[z].Pages);
        if (total == 0) return [.. emerg];

        long Share(int z) => (long)reservePages * topology.Zones[z].Pages;
        foreach (int z in carriers) emerg[z] = (uint)(Share(z) / total);
        int left = (int)(reservePages - carriers.Sum(z => (long)emerg[z]));
        foreach (int z in carriers.OrderByDescending(z => Share(z) % total).Take(left)) emerg[z]++;
        return [.. emerg];
    }

    /// <summary>
    /// As patch 09 wrote it: every share rounded down, so that the sum falls short by up to one page a zone, and
    /// HIGHMEM zones given their own min instead. Kept to show the hole, not used.
    /// </summary>
    public static ImmutableArray<uint> AsPublished(Topology topology, int reservePages)
    {
        bool[] highmem = [.. topology.Zones.Select(z => Watermarks.IsHighmem(topology, z.Kind))];
        long lowmem = topology.Zones.Where((_, z) => !highmem[z]).Sum(z => (long)z.Pages);
        return
        [
            .. topology.Zones.Select((zone, z) =>
                (uint)(highmem[z] ? KernelMarks.HighmemMin(zone.Pages) : (long)reservePages * zone.Pages / lowmem)),
        ];
    }
}
