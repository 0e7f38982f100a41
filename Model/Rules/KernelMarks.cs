using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>A zone's marks without boost, in pages. Only <see cref="Era.K6_12"/> prints Promo.</summary>
public readonly record struct KernelMark(long Min, long Low, long High, long Promo);

/// <summary>
/// The watermarks of all zones from the two knobs, in three eras (semantics B.4, H.1; kernel/README.md finding 5;
/// mm/page_alloc.c: setup_per_zone_pages_min, __setup_per_zone_wmarks).
/// </summary>
public static class KernelMarks
{
    /// <param name="zones">All zones of the machine, with present (E23) or managed pages.</param>
    /// <param name="scaleFactor">watermark_scale_factor, in ten-thousandths of a zone; E23 has none.</param>
    public static ImmutableArray<KernelMark> Of(
        Era era, ReadOnlySpan<(ZoneKind Kind, long Managed)> zones, long minFreeKbytes, long scaleFactor)
    {
        bool hasHighmem = false;
        foreach ((ZoneKind kind, long managed) in zones) hasHighmem |= kind == ZoneKind.HighMem && managed > 0;
        long lowmem = 0;
        foreach ((ZoneKind kind, long managed) in zones) lowmem += IsHighmem(era, kind, hasHighmem) ? 0 : managed;

        long pagesMin = minFreeKbytes / PageSize.Kbytes;
        var marks = ImmutableArray.CreateBuilder<KernelMark>(zones.Length);
        foreach ((ZoneKind kind, long managed) in zones)
        {
            long share = lowmem == 0 ? 0 : (long)((Int128)pagesMin * managed / lowmem);
            long min = IsHighmem(era, kind, hasHighmem) ? HighmemMin(managed) : share;
            marks.Add(era == Era.E23 ? Halves(min, share) : Steps(min, share, managed, scaleFactor));
        }

        return marks.MoveToImmutable();
    }

    /// <summary>The min of a zone that kernel allocations do not use: a 1024th of it, 32..128 pages.</summary>
    public static long HighmemMin(long pages) => Math.Clamp(pages / 1024, 32, 128);

    /// <summary>
    /// Whether the zone is left out of low memory. MOVABLE is where it is carved from HIGHMEM, and everywhere in 6.12.
    /// </summary>
    public static bool IsHighmem(Era era, ZoneKind kind, bool hasHighmem) =>
        kind == ZoneKind.HighMem || (kind == ZoneKind.Movable && (era == Era.K6_12 || hasHighmem));

    /// <summary>2.6.23: low and high stand a quarter and a half of the share above min.</summary>
    private static KernelMark Halves(long min, long share) =>
        new(min, min + share / 4, min + share / 2, min + share / 2 + share / 4);

    /// <summary>6.x: three equal steps, of a quarter of the share or the scale factor, whichever is more.</summary>
    private static KernelMark Steps(long min, long share, long managed, long scaleFactor)
    {
        long step = Math.Max(share / 4, (long)((Int128)managed * scaleFactor / 10000));
        return new(min, min + step, min + 2 * step, min + 3 * step);
    }
}
