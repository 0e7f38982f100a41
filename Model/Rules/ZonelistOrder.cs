using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// Which order of zonelists a kernel of 2007 picks when nobody says (semantics A.4; mm/page_alloc.c:
/// default_zonelist_order, 2.6.24). The law here is node order always (Part 0.12).
/// </summary>
public static class ZonelistOrder
{
    /// <summary>
    /// True for zone order: low memory is there to be spared, it is small, and no node lives on it for the most part.
    /// </summary>
    public static bool IsByZone(Topology topology)
    {
        long low = LowPages(topology.Zones), all = Pages(topology.Zones);
        if (low == 0 || low > all / 2) return false;

        // A bit less than the average: a node of that size is no small one.
        long average = all / (topology.Nodes + 1);
        return !topology.Zones.GroupBy(zone => zone.Node).Any(node =>
            Pages(node) > average && LowPages(node) > Pages(node) * 70 / 100);
    }

    private static long Pages(IEnumerable<ZoneSpec> zones) => zones.Sum(zone => (long)zone.Pages);

    private static long LowPages(IEnumerable<ZoneSpec> zones) => Pages(zones.Where(z => z.Kind < ZoneKind.Normal));
}
