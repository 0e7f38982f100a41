using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>Semantics F.3.</summary>
public sealed class OrderZeroRouteTests
{
    [Theory]
    [InlineData(Gfp.HighUser, PageCache.User)]
    [InlineData(Gfp.HighUserMovable, PageCache.User)]
    [InlineData(Gfp.User, PageCache.User)]
    [InlineData(Gfp.User | Gfp.Dma, PageCache.KNoReclaim)]
    [InlineData(Gfp.NoFs | Gfp.HardWall, PageCache.KNoReclaim)]
    [InlineData(Gfp.Kernel, PageCache.KNoReclaim)]
    [InlineData(Gfp.Atomic, PageCache.KNoReclaim)]
    [InlineData(Gfp.Atomic | Gfp.Reclaimable, PageCache.KNoReclaim)]
    [InlineData(Gfp.Kernel | Gfp.Dma32 | Gfp.Reclaimable, PageCache.KNoReclaim)]
    [InlineData(Gfp.Kernel | Gfp.Reclaimable, PageCache.KReclaim)]
    [InlineData(Gfp.NoFs | Gfp.Reclaimable, PageCache.KReclaim)]
    public void OrderZeroRoute_GoesByGfp(Gfp gfp, PageCache cache) => Assert.Equal(cache, OrderZeroRoute.Of(gfp, true));

    [Fact]
    public void OrderZeroRoute_WithoutDiscardCallback_HasNoKReclaim() =>
        Assert.Equal(PageCache.KNoReclaim, OrderZeroRoute.Of(Gfp.Kernel | Gfp.Reclaimable, discardable: false));
}
