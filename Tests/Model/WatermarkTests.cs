using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>Golden vectors of K on marks and the watermark test, as Part 0.6 amends them.</summary>
public class WatermarkTests
{
    private const AllocFlags Boldest = AllocFlags.High | AllocFlags.Harder;

    /// <summary>A 1 GB machine of 2007, in pages: 16 MB DMA, 784 MB NORMAL, 224 MB HIGHMEM.</summary>
    private static readonly Topology OneGb = new Topology
    {
        Name = "1 GB",
        Zones =
        [
            new(new(0), ZoneKind.Dma, 0, 4096),
            new(new(0), ZoneKind.Normal, 4096, 200704),
            new(new(0), ZoneKind.HighMem, 204800, 57344),
        ],
        Cpus = [new(0)],
        MinFreeKbytes = 4096,
        ReservePages = 1558,
    }.Checked();

    [Theory]
    [InlineData(1, 2, 2, 2, 2, 66, 66)]
    [InlineData(5, 6, 5, 4, 4, 70, 68)]
    [InlineData(128, 129, 97, 65, 49, 193, 113)]
    [InlineData(1000, 1001, 751, 501, 376, 1065, 440)]
    public void Start_OrderZero_PassesFromTheGoldenCount(
        uint mark, uint plain, uint harder, uint high, uint both, uint emerg, uint emergBoldest)
    {
        Assert.Equal(plain, SmallestPassing(mark, 0, AllocFlags.None));
        Assert.Equal(harder, SmallestPassing(mark, 0, AllocFlags.Harder));
        Assert.Equal(high, SmallestPassing(mark, 0, AllocFlags.High));
        Assert.Equal(both, SmallestPassing(mark, 0, Boldest));
        Assert.Equal(emerg, SmallestPassing(mark, 64, AllocFlags.None));
        Assert.Equal(emergBoldest, SmallestPassing(mark, 64, Boldest));
    }

    [Theory]
    [InlineData(new uint[] { 40, 20, 10, 2 }, 16, true)]
    [InlineData(new uint[] { 40, 20, 10, 2 }, 100, false)]
    [InlineData(new uint[] { 40, 20, 10, 2 }, 128, false)]
    [InlineData(new uint[] { 40, 20, 10, 1 }, 0, true)]
    [InlineData(new uint[] { 40, 20, 10, 1 }, 8, false)]
    [InlineData(new uint[] { 40, 20, 10, 1 }, 16, false)]
    [InlineData(new uint[] { 40, 20, 10, 1 }, 64, false)]
    public void WatermarkOk_OrderThree_ErasDisagreeAsPublished(uint[] nrFree, uint mark, bool e23)
    {
        Assert.Equal(e23, WatermarkOk.E23(nrFree, 3, mark, 0, 0, AllocFlags.None));
        Assert.True(WatermarkOk.Of(Era.K6_12, nrFree, 3, mark, 0, 0, AllocFlags.None));
    }

    [Fact]
    public void WatermarkOk_NoBlockLargeEnough_E6Refuses() =>
        Assert.False(WatermarkOk.Of(Era.K6_12, [400, 20, 10, 0], 3, 0, 0, 0, AllocFlags.None));

    /// <summary>
    /// Smallest NR_FREE above a mark of 128, by era: the three kernels part over HARDER alone and over OOM victims.
    /// </summary>
    [Theory]
    [InlineData(Era.E23, AllocFlags.None, false, 129)]
    [InlineData(Era.E23, AllocFlags.Harder, false, 97)]
    [InlineData(Era.E23, Boldest, false, 49)]
    [InlineData(Era.E23, Boldest, true, 49)]
    [InlineData(Era.K6_1, AllocFlags.None, false, 129)]
    [InlineData(Era.K6_1, AllocFlags.Harder, false, 97)]
    [InlineData(Era.K6_1, AllocFlags.High, false, 65)]
    [InlineData(Era.K6_1, Boldest, false, 49)]
    [InlineData(Era.K6_1, AllocFlags.None, true, 65)]
    [InlineData(Era.K6_1, Boldest, true, 33)]
    [InlineData(Era.K6_12, AllocFlags.None, false, 129)]
    [InlineData(Era.K6_12, AllocFlags.Harder, false, 129)]
    [InlineData(Era.K6_12, AllocFlags.High, false, 65)]
    [InlineData(Era.K6_12, Boldest, false, 49)]
    [InlineData(Era.K6_12, AllocFlags.None, true, 65)]
    [InlineData(Era.K6_12, Boldest, true, 25)]
    public void WatermarkOk_ThreeEras_PassFromTheirOwnCounts(Era era, AllocFlags flags, bool victim, uint least)
    {
        bool Ok(uint free) => WatermarkOk.Of(era, [free], 0, 128, 0, 0, flags, victim);
        Assert.Equal((false, true), (Ok(least - 1), Ok(least)));
    }

    [Fact]
    public void WatermarkOk_Emerg_CountsInE23Only()
    {
        bool Ok(Era era) => WatermarkOk.Of(era, [150], 0, 128, 0, 64, AllocFlags.None);
        Assert.Equal((false, true, true), (Ok(Era.E23), Ok(Era.K6_1), Ok(Era.K6_12)));
    }

    [Fact]
    public void WatermarkOk_NonBlockWithoutMinReserve_E6ReducesNothing() =>
        Assert.Equal((false, true), (E6(97, AllocFlags.Harder), E6(49, Boldest)));

    [Fact]
    public void Of_OneGb_IsTheGoldenTable()
    {
        Marks[] expected = [new(20, 25, 30, 31), new(1003, 1253, 1504, 1527), new(56, 127, 199, 0)];
        Assert.Equal(expected, Watermarks.Of(OneGb, 4096, 1558));
    }

    [Fact]
    public void EmergencyLevel_AsPublished_FallsOnePageShort()
    {
        uint[] published = [.. EmergencyLevel.AsPublished(OneGb, 1558)];
        Assert.Equal([31u, 1526u, 56u], published);
        Assert.Equal(1557u, published[0] + published[1]);
    }

    [Fact]
    public void EmergencyLevel_AnyReserve_SumsExactly()
    {
        for (int reserve = 0; reserve < 5000; reserve += 7)
        {
            Assert.Equal(reserve, EmergencyLevel.Of(OneGb, reserve).Sum(e => (long)e));
        }
    }

    [Fact]
    public void EmergencyLevel_EqualRemainders_FavourTheLowerZone()
    {
        Topology even = OneGb with { Zones = [new(new(0), ZoneKind.Normal, 0, 8), new(new(1), ZoneKind.Normal, 8, 8)] };
        Assert.Equal([2u, 1u], EmergencyLevel.Of(even, 3).ToArray());
    }

    [Fact]
    public void LowmemReserve_OneGb_IsTheKernelsComment()
    {
        uint[][] rows = [.. LowmemReserve.Of(OneGb).Select(r => r.ToArray())];
        Assert.Equal([0, 0, 784, 1008, 1008], rows[0]);
        Assert.Equal([0, 0, 0, 1792, 1792], rows[1]);
        Assert.Equal([0, 0, 0, 0, 0], rows[2]);
    }

    [Fact]
    public void LowmemReserve_RatioZero_KeepsNothingBack()
    {
        Topology open = OneGb with { LowmemReserveRatio = [0, 0, 0, 0] };
        Assert.All(LowmemReserve.Of(open), row => Assert.All(row, r => Assert.Equal(0u, r)));
    }

    [Theory]
    [InlineData(16, 512)]
    [InlineData(64, 1024)]
    [InlineData(256, 2048)]
    [InlineData(1024, 4096)]
    [InlineData(4096, 8192)]
    [InlineData(16384, 16384)]
    public void MinFree_Initial_IsTheKernelsTable(int megabytes, int expectedKbytes) =>
        Assert.Equal(expectedKbytes, MinFree.Initial(megabytes * 1024L));

    /// <summary>INV-B9: a relaxing flag never turns true into false.</summary>
    [Fact]
    public void WatermarkOk_MoreFlags_NeverRefusesMore()
    {
        var random = new Random(1);
        for (int i = 0; i < 2000; i++)
        {
            uint[] nrFree = [.. Enumerable.Range(0, 5).Select(_ => (uint)random.Next(6))];
            (int order, uint mark) = (random.Next(4), (uint)random.Next(30));
            bool Ok(AllocFlags flags) => WatermarkOk.E23(nrFree, order, mark, 2, 3, flags);
            if (Ok(AllocFlags.None)) Assert.True(Ok(AllocFlags.High) && Ok(AllocFlags.Harder));
            if (Ok(AllocFlags.High) || Ok(AllocFlags.Harder)) Assert.True(Ok(Boldest));
        }
    }

    private static uint SmallestPassing(uint mark, uint emerg, AllocFlags flags) =>
        Enumerable.Range(0, 5000).Select(f => (uint)f).First(f => WatermarkTest.Start(f, 0, mark, 0, emerg, flags).Ok);

    private static bool E6(uint free, AllocFlags flags) => WatermarkOk.Of(Era.K6_12, [free], 0, 128, 0, 0, flags);
}
