using Plimsoll.Model.Rules;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>The watermark test where FREE slots are free memory but no blocks (semantics Part 0.11).</summary>
public sealed class CachedWatermarkTests
{
    /// <summary>One block of order 2 in buddy and six FREE slots: ten free pages.</summary>
    [Theory]
    [InlineData(0, 9, true)]
    [InlineData(0, 10, false)]
    [InlineData(1, 5, true)]
    [InlineData(1, 6, false)]
    [InlineData(2, 1, true)]
    [InlineData(2, 2, false)]
    public void WatermarkTest_WithFreeSlots_JudgesBlocksByBuddy(int order, uint mark, bool ok) =>
        Assert.Equal(ok, Passes(nrFree: 10, nrBuddy: 4, order, mark, 0, 0, 1));

    [Fact]
    public void WatermarkTest_WithSlotsOnly_HasNoLargeBlock()
    {
        Assert.True(Passes(nrFree: 10, nrBuddy: 0, 0, mark: 0));
        Assert.False(Passes(nrFree: 10, nrBuddy: 0, 1, mark: 0));
    }

    /// <summary>Without slots the test is the one it always was.</summary>
    [Fact]
    public void WatermarkTest_WithoutSlots_IsTheOrdinaryOne()
    {
        Random random = new(3);
        for (int round = 0; round < 5000; round++)
        {
            uint[] blocks = [(uint)random.Next(5), (uint)random.Next(4), (uint)random.Next(3), (uint)random.Next(2)];
            uint free = blocks[0] + (2 * blocks[1]) + (4 * blocks[2]) + (8 * blocks[3]);
            (int order, uint mark, uint emerg) = (random.Next(4), (uint)random.Next(20), (uint)random.Next(4));
            bool plain = WatermarkOk.E23(blocks, order, mark, 0, emerg, AllocFlags.None);
            WatermarkTest test = WatermarkTest.Start(free, order, mark, 0, emerg, AllocFlags.None).InBuddy(free, order);
            for (int o = 0; o < order && test.Ok; o++) test = test.Next(o, blocks[o]);
            Assert.Equal(plain, test.Ok);
        }
    }

    private static bool Passes(uint nrFree, uint nrBuddy, int order, uint mark, params uint[] blocks)
    {
        WatermarkTest test =
            WatermarkTest.Start(nrFree, order, mark, 0, 0, AllocFlags.None).InBuddy(nrBuddy, order);
        for (int o = 0; o < order && test.Ok; o++) test = test.Next(o, o < blocks.Length ? blocks[o] : 0);
        return test.Ok;
    }
}
