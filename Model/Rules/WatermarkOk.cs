namespace Plimsoll.Model.Rules;

/// <summary>zone_watermark_ok as whole functions over the counts of a zone (semantics B.5).</summary>
public static class WatermarkOk
{
    /// <param name="nrFree">nr_free[order], blocks; NR_FREE is their sum in pages.</param>
    /// <param name="emerg">The zone's emergency level; only E23 has one.</param>
    /// <param name="oomVictim">ALLOC_OOM: the OOM killer chose the task; only 6.x has it.</param>
    public static bool Of(
        Era era, ReadOnlySpan<uint> nrFree, int order, uint mark, uint reserve, uint emerg, AllocFlags flags,
        bool oomVictim = false) => era switch
        {
            Era.E23 => E23(nrFree, order, mark, reserve, emerg, flags),
            _ => E6(era, nrFree, order, mark, reserve, flags, oomVictim),
        };

    public static bool E23(ReadOnlySpan<uint> nrFree, int order, uint mark, uint reserve, uint emerg, AllocFlags flags)
    {
        WatermarkTest test = WatermarkTest.Start(PagesIn(nrFree), order, mark, reserve, emerg, flags);
        for (int o = 0; o < order && test.Ok; o++) test = test.Next(o, nrFree[o]);
        return test.Ok;
    }

    /// <summary>
    /// 6.x, __zone_watermark_ok: no halving per order; any free block large enough will do.
    /// </summary>
    private static bool E6(
        Era era, ReadOnlySpan<uint> nrFree, int order, uint mark, uint reserve, AllocFlags flags, bool oomVictim)
    {
        uint reduced = era == Era.K6_1 ? Reduced61(mark, flags, oomVictim) : Reduced612(mark, flags, oomVictim);
        long left = (long)PagesIn(nrFree) - ((1L << order) - 1);
        if (left <= (long)reduced + reserve) return false;
        return order == 0 || nrFree[order..].ContainsAnyExcept(0u);
    }

    /// <summary>HIGH and HARDER as ever, but what a victim is spared takes the place of HARDER.</summary>
    private static uint Reduced61(uint mark, AllocFlags flags, bool oomVictim)
    {
        uint reduced = Watermarks.Reduced(mark, oomVictim ? flags & ~AllocFlags.Harder : flags);
        return oomVictim ? reduced - reduced / 2 : reduced;
    }

    /// <summary>
    /// HIGH has become MIN_RESERVE and HARDER NON_BLOCK, which counts only together with it; a victim is spared more.
    /// </summary>
    private static uint Reduced612(uint mark, AllocFlags flags, bool oomVictim)
    {
        bool minReserve = (flags & AllocFlags.High) != 0;
        uint reduced = Watermarks.Reduced(mark, minReserve ? flags : AllocFlags.None);
        return oomVictim ? reduced - reduced / 2 : reduced;
    }

    private static uint PagesIn(ReadOnlySpan<uint> nrFree)
    {
        uint pages = 0;
        for (int o = 0; o < nrFree.Length; o++) pages += nrFree[o] << o;
        return pages;
    }
}
