using System.Runtime.CompilerServices;

namespace Plimsoll.Model.Rules;

/// <summary>
/// zone_watermark_ok of 2.6.23 with the series, one step at a time, so that a caller may read shared counters between
/// steps (semantics B.5; mm/page_alloc.c). <c>Start</c> judges the count; then <c>Next(o, nr_free[o])</c> for o =
/// 0..order-1 judges what stands at order o+1 and above. Stop as soon as <see cref="Ok"/> is false.
/// </summary>
/// <param name="Free">Pages that still count.</param>
/// <param name="Mark">What must be left of them.</param>
public readonly record struct WatermarkTest(long Free, uint Mark, bool Ok)
{
    /// <param name="free">NR_FREE, pages.</param>
    /// <param name="mark">The mark before reductions, pages.</param>
    /// <param name="reserve">lowmem_reserve of the request's class: counts in this step only.</param>
    /// <param name="emerg">The zone's emergency level: counts in this step only, and no flag reduces it.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static WatermarkTest Start(uint free, int order, uint mark, uint reserve, uint emerg, AllocFlags flags)
    {
        uint reduced = Watermarks.Reduced(mark, flags);
        long left = (long)free - (1L << order) + 1;
        return new(left, reduced, left > (long)reduced + reserve + emerg);
    }

    /// <summary>
    /// Discounts the free blocks of <paramref name="order"/>, too small for the request, and halves the mark.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public WatermarkTest Next(int order, uint nrFreeBlocks)
    {
        long left = Free - ((long)nrFreeBlocks << order);
        uint mark = Mark >> 1;
        return new(left, mark, left > mark);
    }

    /// <summary>
    /// With order-0 caches the steps from here on judge blocks, and FREE slots are none: they start from NR_BUDDY
    /// (semantics Part 0.11).
    /// </summary>
    public WatermarkTest InBuddy(uint nrBuddy, int order) => this with { Free = (long)nrBuddy - (1L << order) + 1 };
}
