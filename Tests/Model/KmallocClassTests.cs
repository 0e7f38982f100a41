using Plimsoll.Model.Rules;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>Semantics C.3 and E.2; the classes of K.</summary>
public class KmallocClassTests
{
    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 16)]
    [InlineData(33, 64)]
    [InlineData(65, 96)]
    [InlineData(96, 96)]
    [InlineData(97, 128)]
    [InlineData(129, 192)]
    [InlineData(193, 256)]
    [InlineData(4097, 8192)]
    [InlineData(8192, 8192)]
    public void Of_Bytes_IsTheGoldenClass(long bytes, int expected) => Assert.Equal(expected, KmallocClass.Of(bytes));

    /// <summary>INV-C5, over every size there is.</summary>
    [Fact]
    public void Of_EverySize_HoldsItAndIsLessThanTwiceAsLargeFromFiveBytesOn()
    {
        for (int bytes = 1; bytes <= KmallocClass.Largest; bytes++)
        {
            int size = KmallocClass.Of(bytes);
            Assert.Contains(size, KmallocClass.Sizes);
            Assert.True(size >= bytes, $"{bytes} -> {size}");
            Assert.True(bytes < 5 || size < 2 * bytes, $"{bytes} -> {size}");
        }

        Assert.Equal(8, KmallocClass.Of(1) / 1);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(8193)]
    public void Of_WhatNoClassHolds_Throws(long bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => KmallocClass.Of(bytes));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 8)]
    [InlineData(65, 96)]
    [InlineData(8192, 8192)]
    [InlineData(8193, 16384)]
    [InlineData(20_000, 32768)]
    public void Ksize_Bytes_IsWhatTheCallerHas(long bytes, long expected)
    {
        Assert.Equal(expected, KmallocClass.Ksize(bytes));
        Assert.Equal(expected, KmallocClass.Ksize(expected));
    }

    /// <summary>The law of a charge: what is given back is what was taken, whichever number it is made from.</summary>
    [Fact]
    public void ReserveCharge_EverySize_IsGivenBackWhole()
    {
        for (long bytes = 0; bytes < 100_000; bytes++)
        {
            long charged = ReserveCharge.Kmalloc(bytes);
            Assert.True(charged >= bytes, $"{bytes} is charged {charged}");
            Assert.Equal(charged, ReserveCharge.Kmalloc(KmallocClass.Ksize(bytes)));
        }
    }

    /// <summary>G74: below five bytes the published free gives back what others charged.</summary>
    [Fact]
    public void ReserveCharge_AsPublished_GivesBackMoreThanItTookBelowFiveBytes()
    {
        long[] wrong =
        [
            .. Enumerable.Range(0, 100_000).Select(bytes => (long)bytes).Where(bytes =>
                ReserveCharge.KmallocAsPublished(KmallocClass.Ksize(bytes)) != ReserveCharge.KmallocAsPublished(bytes)),
        ];
        Assert.Equal([1L, 2L, 3L, 4L], wrong);
        Assert.Equal((1L, 8L), (ReserveCharge.KmallocAsPublished(1), ReserveCharge.KmallocAsPublished(8)));
        Assert.Equal((128L, 128L), (ReserveCharge.KmallocAsPublished(65), ReserveCharge.KmallocAsPublished(96)));
    }

    [Fact]
    public void ReserveCharge_OtherKinds_AreBytesOfMemory()
    {
        Assert.Equal(3 * 4096, ReserveCharge.Pages(3));
        Assert.Equal(10 * 384, ReserveCharge.Objects(CacheShape.Of(384, SlabTuning.E23), 10));
        Assert.Throws<OverflowException>(() => ReserveCharge.Pages(long.MaxValue));
    }
}
