using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>Numbers read from live kernels (semantics H.1, H.2) and from recordings.</summary>
public class KernelFormulaTests
{
    private static readonly (ZoneKind Kind, long Managed)[] Live =
    [
        (ZoneKind.Dma, 3840), (ZoneKind.Dma32, 772917), (ZoneKind.Normal, 819200), (ZoneKind.Movable, 0),
    ];

    [Fact]
    public void Marks_LiveKernel_AreItsZoneinfo()
    {
        KernelMark[] marks = [.. KernelMarks.Of(Era.K6_12, Live, 16896 * 4, 10)];
        Assert.Equal([(40, 50, 60), (8182, 10227, 12272), (8672, 10840, 13008), (32, 32, 32)],
            marks.Select(m => ((int)m.Min, (int)m.Low, (int)m.High)));
        Assert.Equal(8672 + 3 * 2168, marks[2].Promo);
    }

    [Fact]
    public void Marks_Movable_DifferBetween61And612()
    {
        (ZoneKind, long)[] zones = [(ZoneKind.Normal, 300_000), (ZoneKind.Movable, 100_000)];
        KernelMark before = KernelMarks.Of(Era.K6_1, zones, 4096, 10)[1];
        KernelMark after = KernelMarks.Of(Era.K6_12, zones, 4096, 10)[1];
        Assert.Equal(new KernelMark(256, 356, 456, 556), before);
        Assert.Equal(new KernelMark(97, 197, 297, 397), after);
    }

    [Fact]
    public void Marks_ScaleFactor_WidensTheGap()
    {
        (ZoneKind, long)[] zones = [(ZoneKind.Normal, 100_000)];
        Assert.Equal(new KernelMark(1024, 1280, 1536, 1792), KernelMarks.Of(Era.K6_1, zones, 4096, 10)[0]);
        Assert.Equal(new KernelMark(1024, 4024, 7024, 10024), KernelMarks.Of(Era.K6_1, zones, 4096, 300)[0]);
    }

    [Fact]
    public void Protection_LiveKernel_IsItsZoneinfo()
    {
        long[] managed = [3840, 772917, 819200, 0, 0];
        long[][] rows = [.. KernelProtection.Of(managed, [256, 256, 32, 0, 0]).Select(r => r.ToArray())];
        Assert.Equal([0, 3019, 6219, 6219, 6219], rows[0]);
        Assert.Equal([0, 0, 3200, 3200, 3200], rows[1]);
        Assert.Equal([0, 0, 0, 0, 0], rows[2]);
    }

    [Theory]
    [InlineData(3840, 50, 1, 25, 240)]
    [InlineData(772917, 10227, 63, 5113, 48307)]
    [InlineData(819200, 10840, 63, 5420, 51200)]
    public void Pcp_TwoCpus_IsTheLiveKernels(long managed, long low, long batch, long highMin, long highMax)
    {
        Assert.Equal(batch, KernelPcp.Batch(managed));
        Assert.Equal(highMin, KernelPcp.HighMin(low, 2, batch));
        Assert.Equal(highMin, KernelPcp.High61(low, 2, batch));
        Assert.Equal(highMax, KernelPcp.HighMax(managed, 2, batch));
    }
}
