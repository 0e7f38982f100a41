using Plimsoll.Model.Rules;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>The estimates of C.6: golden vectors of K for the published ones, by hand for the sound one.</summary>
public class EstimateTests
{
    private static readonly CacheShape[] Kmalloc = [.. CacheShape.Kmalloc(SlabTuning.E23)];

    [Theory]
    [InlineData(256, 100, true, 8)]
    [InlineData(256, 100, false, 9)]
    [InlineData(4096, 10, true, 12)]
    [InlineData(4096, 10, false, 14)]
    [InlineData(8192, 10, true, 20)]
    public void Estimate2007_Objects_IsTheGoldenNumber(int size, long objects, bool entitled, long pages) =>
        Assert.Equal(pages, Estimate2007.Objects(Class(size), objects, entitled, 2));

    [Theory]
    [InlineData(1, 25)]
    [InlineData(4096, 26)]
    [InlineData(262144, 152)]
    [InlineData(1048576, 536)]
    public void Estimate2008_Bytes_IsTheGoldenNumber(long bytes, long pages) =>
        Assert.Equal(pages, Estimate2008.Bytes(Kmalloc, bytes, 2));

    /// <summary>m of 2007 takes in the classes of a page and more; entitled requests share one slab a class.</summary>
    [Theory]
    [InlineData(true, 512 + 10 + 2 + 2)]
    [InlineData(false, 512 + 20 + 4 + 4)]
    public void Estimate2007_Bytes_CountsASlabForEachClass(bool entitled, long pages) =>
        Assert.Equal(pages, Estimate2007.Bytes(Kmalloc, 1 << 20, entitled, 2));

    /// <summary>2048: slabs of 4 in 2 pages, or of 2 in one.</summary>
    [Theory]
    [InlineData(0, 0 + 4)]
    [InlineData(1, 1 + 4)]
    [InlineData(5, 3 + 4)]
    public void Estimate2008_Objects_TakesTheLeastEfficientSlab(long objects, long pages) =>
        Assert.Equal(pages, Estimate2008.Objects(Class(2048), objects, 2));

    [Theory]
    [InlineData(256, 0, 0)]
    [InlineData(256, 1, 1)]
    [InlineData(256, 16, 1)]
    [InlineData(256, 17, 2)]
    [InlineData(256, 100, 7)]
    [InlineData(2048, 4, 3)]
    [InlineData(4096, 10, 11)]
    [InlineData(8192, 10, 20)]
    public void SoundEstimate_OneThread_IsWhatOneClassCanTake(int size, long peak, long pages) =>
        Assert.Equal(pages, SoundEstimate.Objects(Class(size), peak, Places.Alone));

    /// <summary>A slab for each (CPU, context) and node, 2 x 3 + 1, beside the full ones; single objects too.</summary>
    [Theory]
    [InlineData(256, 100, 7 + 7)]
    [InlineData(4096, 10, 11 + 14)]
    [InlineData(8192, 10, 20 + 14)]
    public void SoundEstimate_TwoCpus_AddsASlabForEachPlace(int size, long peak, long pages) =>
        Assert.Equal(pages, SoundEstimate.Objects(Class(size), peak, new(2, 1)));

    /// <summary>99 objects on two nodes: 2 x 99 / 17 slabs can have looked full.</summary>
    [Fact]
    public void SoundEstimate_TwoNodes_CountsSlabsThatLookedFullInTurn() =>
        Assert.Equal(11 + 1 + 8, SoundEstimate.Objects(Class(256), 100, new(2, 2)));

    [Theory]
    [InlineData(8193, 1, 4)]
    [InlineData(16384, 3, 12)]
    [InlineData(16385, 1, 8)]
    public void SoundEstimate_PageBacked_IsWholeBlocks(long bytes, long count, long pages) =>
        Assert.Equal(pages, SoundEstimate.PageBacked(bytes, count));

    /// <summary>K: 1 MiB is 256 pages, and every class may have it once; 4096 may be had a page at a time.</summary>
    [Fact]
    public void SoundEstimate_Bytes_GivesEveryClassTheWholeLimit()
    {
        long[] classes = [.. Kmalloc.Select(c => SoundEstimate.Objects(c, (1 << 20) / c.Size, Places.Alone))];
        Assert.Equal([256, 256, 256, 256, 261, 256, 261, 256, 256, 256, 257, 257, 256], classes);
        Assert.Equal(classes.Sum() + 256, SoundEstimate.Bytes(Kmalloc, 1 << 20, Places.Alone));
    }

    [Fact]
    public void SoundEstimate_BeyondAnyNumber_Throws()
    {
        Assert.Throws<OverflowException>(() => SoundEstimate.Objects(Class(8192), long.MaxValue, Places.Alone));
        Assert.Throws<OverflowException>(() => SoundEstimate.PageBacked(20_000, long.MaxValue));
        Assert.Throws<OverflowException>(() => Estimate2007.Objects(Class(8192), long.MaxValue, true, 2));
    }

    private static CacheShape Class(int size) => Kmalloc.Single(cache => cache.Size == size);
}
