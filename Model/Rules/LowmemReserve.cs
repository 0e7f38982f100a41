using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// What a zone keeps back from requests that could have used higher zones of its node (semantics B.4; mm/page_alloc.c:
/// setup_per_zone_lowmem_reserve).
/// </summary>
public static class LowmemReserve
{
    /// <summary>Pages, [zone index][class of the request, as a <see cref="ZoneKind"/>].</summary>
    public static ImmutableArray<ImmutableArray<uint>> Of(Topology topology) =>
        [.. topology.Zones.Select(zone => OfZone(topology, zone))];

    private static ImmutableArray<uint> OfZone(Topology topology, ZoneSpec zone)
    {
        long[] pages = new long[Topology.ZoneKinds];
        foreach (ZoneSpec peer in topology.Zones)
        {
            if (peer.Node == zone.Node) pages[(int)peer.Kind] = peer.Pages;
        }

        long[] ratio = [.. topology.LowmemReserveRatio.Select(r => (long)r)];
        return [.. KernelProtection.Of(pages, ratio)[(int)zone.Kind].Select(p => (uint)p)];
    }
}
