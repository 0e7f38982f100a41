using Plimsoll.Model.Rules;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>The table of K: order/objects by kmalloc class, and the rules of C.2 and C.3 beyond it.</summary>
public class SlabOrderTests
{
    private const string UpTo192 = "0/512 0/256 0/128 0/64 0/42 0/32 0/21";

    [Fact]
    public void Of_E23_IsTheGoldenColumn() =>
        Assert.Equal($"{UpTo192} 0/16 0/8 0/4 1/4 1/2 1/1", Column(SlabTuning.E23));

    [Fact]
    public void Of_E23Grouped_IsTheGoldenColumn() =>
        Assert.Equal($"{UpTo192} 0/16 0/8 1/8 2/8 3/8 3/4", Column(SlabTuning.E23Grouped));

    [Fact]
    public void Of_E6OnTwoCpus_IsTheGoldenColumn() =>
        Assert.Equal($"{UpTo192} 0/16 1/16 2/16 3/16 3/8 3/4", Column(SlabTuning.E6(2)));

    [Fact]
    public void Of_E6OnEightCpus_IsTheGoldenColumn() =>
        Assert.Equal($"{UpTo192} 1/32 2/32 3/32 3/16 3/8 3/4", Column(SlabTuning.E6(8)));

    /// <summary>bio-376 of a live 6.18 with two CPUs (semantics H.4), and sizes that take the other ways.</summary>
    [Theory]
    [InlineData(384, 1, 21)]
    [InlineData(2049, 3, 15)]
    [InlineData(5000, 3, 6)]
    [InlineData(30000, 3, 1)]
    [InlineData(33000, 4, 1)]
    public void Of_E6OddSizes_WasteNoMoreThanTheyMust(long size, int order, long objects) =>
        Assert.Equal(new SlabShape(order, objects), SlabOrder.Of(size, SlabTuning.E6(2)));

    [Fact]
    public void Of_E6MoreObjectsThanASlabCounts_TakesALesserOrder() => Assert.Equal(
        new SlabShape(2, 16384), SlabOrder.Of(1, SlabTuning.E6(2) with { MinObjects = 32768 }));

    [Theory]
    [InlineData(700, 1, 11)]
    [InlineData(1100, 1, 7)]
    [InlineData(1400, 1, 5)]
    [InlineData(3000, 0, 1)]
    [InlineData(5000, 1, 1)]
    [InlineData(9000, 2, 1)]
    public void Of_E23OddSizes_AsksForFewerObjectsBeforeMoreWaste(long size, int order, long objects) =>
        Assert.Equal(new SlabShape(order, objects), SlabOrder.Of(size, SlabTuning.E23));

    [Fact]
    public void Of_AnySize_HoldsAnObjectAndNoSmallerOrderIsTheFallback()
    {
        SlabTuning[] tunings = [SlabTuning.E23, SlabTuning.E23Grouped, SlabTuning.E6(2), SlabTuning.E6(64)];
        foreach (SlabTuning tuning in tunings)
        {
            for (long size = 1; size < 40_000; size += 7)
            {
                SlabShape slab = SlabOrder.Of(size, tuning), smallest = SlabOrder.Smallest(size);
                Assert.True(slab.Objects >= 1 && smallest.Objects >= 1, $"{size}: {slab} {smallest}");
                Assert.True(smallest.Order <= slab.Order, $"{size}: {slab} {smallest}");
                Assert.True(smallest.Order == 0 || size > smallest.Pages / 2 * 4096, $"{size}: {smallest}");
            }
        }
    }

    [Theory]
    [InlineData(0L)]
    [InlineData((4096L << 10) + 1)]
    public void Of_ASizeThatNoBlockHolds_Throws(long size) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => SlabOrder.Of(size, SlabTuning.E23));

    [Theory]
    [InlineData(0L, 0)]
    [InlineData(1L, 0)]
    [InlineData(4096L, 0)]
    [InlineData(4097L, 1)]
    [InlineData(8193L, 2)]
    [InlineData(long.MaxValue, 51)]
    public void PageOrder_OfBytes_IsTheSmallestBlock(long bytes, int order) => Assert.Equal(order, PageOrder.Of(bytes));

    private static string Column(SlabTuning tuning) => string.Join(
        ' ', CacheShape.Kmalloc(tuning).Select(cache => $"{cache.Preferred.Order}/{cache.Preferred.Objects}"));
}
