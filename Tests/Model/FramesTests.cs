using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

public class FramesTests
{
    private static readonly ZoneSpec Zone = new(new(0), ZoneKind.Normal, 5, 130);

    [Fact]
    public void MaximalBlocks_AnySet_PartitionIt()
    {
        var random = new Random(1);
        for (int round = 0; round < 200; round++)
        {
            Frames frames = Frames.Empty(Zone);
            for (uint pfn = Zone.Start; pfn < Zone.End; pfn++)
            {
                frames = random.Next(4) > 0 ? frames.With(pfn, 1) : frames;
            }

            (uint Pfn, int Order)[] blocks = [.. frames.MaximalBlocks()];
            uint[] covered =
                [.. blocks.SelectMany(b => Enumerable.Range(0, 1 << b.Order).Select(i => b.Pfn + (uint)i))];
            Assert.Equal(frames.Count, (uint)covered.Length);
            Assert.All(covered, pfn => Assert.True(frames.Has(pfn)));
            Assert.All(blocks, b => Assert.Equal(0u, b.Pfn % (1u << b.Order)));
            Assert.All(blocks, b => Assert.DoesNotContain((b.Pfn ^ (1u << b.Order), b.Order), blocks));
        }
    }

    [Fact]
    public void Equals_SameSetByAnotherWay_HoldsWithItsHash()
    {
        Frames full = Frames.Full(Zone), again = full.Without(9, 60).With(9, 60);
        Assert.Equal(full, again);
        Assert.Equal(full.GetHashCode(), again.GetHashCode());
        Assert.NotEqual(full, full.Without(70, 1));
    }

    [Fact]
    public void Without_AFrameThatIsNotThere_Throws() =>
        Assert.Throws<InvalidOperationException>(() => Frames.Empty(Zone).Without(9, 1));

    [Fact]
    public void HasBlock_AcrossTheZonesEnd_DoesNotHold() =>
        Assert.Equal((true, false), (Frames.Full(Zone).HasBlock(132, 1), Frames.Full(Zone).HasBlock(132, 2)));
}
