using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

public class GfpZoneTests
{
    [Theory]
    [InlineData(Gfp.Kernel, ZoneKind.Normal)]
    [InlineData(Gfp.Movable, ZoneKind.Normal)]
    [InlineData(Gfp.HighUser, ZoneKind.HighMem)]
    [InlineData(Gfp.HighUserMovable, ZoneKind.Movable)]
    [InlineData(Gfp.Atomic | Gfp.Dma, ZoneKind.Dma)]
    [InlineData(Gfp.Dma | Gfp.HighMem, ZoneKind.Dma)]
    [InlineData(Gfp.Dma32 | Gfp.Movable, ZoneKind.Dma32)]
    public void Of_ZoneBits_IsTheHighestEligibleType(Gfp gfp, ZoneKind expected) =>
        Assert.Equal(expected, GfpZone.Of(gfp));
}
