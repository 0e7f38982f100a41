using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// The marks of all zones (E23: semantics B.4, Part 0.6; mm/page_alloc.c: setup_per_zone_pages_min, 2.6.23).
/// </summary>
public static class Watermarks
{
    /// <summary>Marks in pages, by zone index.</summary>
    public static ImmutableArray<Marks> Of(Topology topology, int minFreeKbytes, int reservePages)
    {
        (ZoneKind, long)[] zones = [.. topology.Zones.Select(z => (z.Kind, (long)z.Pages))];
        ImmutableArray<uint> emerg = EmergencyLevel.Of(topology, reservePages);
        ImmutableArray<KernelMark> marks = KernelMarks.Of(Era.E23, zones, minFreeKbytes, scaleFactor: 0);
        return [.. marks.Select((m, z) => new Marks(Pages(m.Min), Pages(m.Low), Pages(m.High), emerg[z]))];

        // Low and high of a large HIGHMEM zone beside little low memory may be more than any zone has: then they are
        // that.
        static uint Pages(long mark) => (uint)Math.Min(mark, uint.MaxValue);
    }

    /// <summary>The zone type is left out of low memory on this machine.</summary>
    public static bool IsHighmem(Topology topology, ZoneKind kind) =>
        KernelMarks.IsHighmem(Era.E23, kind, topology.Zones.Any(z => z.Kind == ZoneKind.HighMem));

    /// <summary>
    /// What HIGH and HARDER leave of a mark: half, then three quarters of that, each rounded in the mark's favour.
    /// </summary>
    public static uint Reduced(uint mark, AllocFlags flags)
    {
        if ((flags & AllocFlags.High) != 0) mark -= mark / 2;
        if ((flags & AllocFlags.Harder) != 0) mark -= mark / 4;
        return mark;
    }

    /// <summary>
    /// min_r: what the boldest ordinary caller must leave above the emergency level (semantics Part 0.6).
    /// </summary>
    public static uint BoldestMin(uint min) => Reduced(min, AllocFlags.High | AllocFlags.Harder);
}
