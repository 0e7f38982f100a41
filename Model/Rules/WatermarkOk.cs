namespace Plimsoll.Model.Rules;

/// <summary>zone_watermark_ok as whole functions over the counts of a zone (semantics B.5).</summary>
public static class WatermarkOk
{
    /// <param name="nrFree">nr_free[order], blocks; NR_FREE is their sum in pages.</param>
    public static bool E23(ReadOnlySpan<uint> nrFree, int order, uint mark, uint reserve, uint emerg, AllocFlags flags)
    {
        WatermarkTest test = WatermarkTest.Start(PagesIn(nrFree), order, mark, reserve, emerg, flags);
        for (int o = 0; o < order && test.Ok; o++) test = test.Next(o, nrFree[o]);
        return test.Ok;
    }

    /// <summary>
    /// 6.x, __zone_watermark_ok: no halving per order; any free block large enough will do.
    /// HIGH stands for MIN_RESERVE and HARDER for NON_BLOCK, which counts only together with it.
    /// </summary>
    public static bool E6(
        ReadOnlySpan<uint> nrFree, int order, uint mark, uint reserve, AllocFlags flags, bool oomVictim = false)
    {
        bool minReserve = (flags & AllocFlags.High) != 0;
        uint reduced = Watermarks.Reduced(mark, minReserve ? flags : AllocFlags.None);
        if (oomVictim) reduced -= reduced / 2;
        long left = (long)PagesIn(nrFree) - ((1L << order) - 1);
        if (left <= (long)reduced + reserve) return false;
        return order == 0 || nrFree[order..].ContainsAnyExcept(0u);
    }

    private static uint PagesIn(ReadOnlySpan<uint> nrFree)
    {
        uint pages = 0;
        for (int o = 0; o < nrFree.Length; o++) pages += nrFree[o] << o;
        return pages;
    }
}
