using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// The highest zone type a request may come from: its class (semantics A.2, Part 0.12; gfp.h: gfp_zone).
/// </summary>
public static class GfpZone
{
    /// <summary>MOVABLE alone does not raise the zone; DMA wins over everything.</summary>
    public static ZoneKind Of(Gfp gfp)
    {
        if ((gfp & Gfp.Dma) != 0) return ZoneKind.Dma;
        if ((gfp & Gfp.Dma32) != 0) return ZoneKind.Dma32;
        if ((gfp & Gfp.HighMem) == 0) return ZoneKind.Normal;
        return (gfp & Gfp.Movable) != 0 ? ZoneKind.Movable : ZoneKind.HighMem;
    }
}
