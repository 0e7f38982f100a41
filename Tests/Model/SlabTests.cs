using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

public class SlabTests
{
    private static readonly Slab Fresh = Slab.Fresh(4, cache: 0, order: 0, objects: 2, tagged: false);

    [Fact]
    public void Slab_AnObjectOfTheOtherFreelist_IsNotHandedOut()
    {
        Slab frozen = Fresh.FrozenOn(1);
        Assert.Throws<InvalidOperationException>(() => frozen.Pop(0, entitled: false));
        Assert.Throws<InvalidOperationException>(() => frozen.Load().Take(0, entitled: false));
        Assert.Throws<InvalidOperationException>(() => frozen.Load().Pop(2, entitled: false));
        Assert.Equal(0b10u, frozen.Load().Pop(0, entitled: false).OnCpu);
    }

    [Fact]
    public void Slab_OffItsCpu_HasEverythingOnItsOwnFreelist()
    {
        Slab back = Fresh.FrozenOn(1).Load().Pop(0, entitled: true).Settled(node: 0, keep: false);
        Assert.Equal((SlabPlace.Partial, 0b10u, 0u), (back.Place, back.OnSlab, back.OnCpu));
        Assert.Equal((0b01u, 0b01u), (back.Held, back.Entitled));
        Assert.Equal(SlabPlace.Empty, back.Return(0).Settled(node: 0, keep: false).Place);
        Assert.Equal(SlabPlace.Partial, back.Return(0).Settled(node: 0, keep: true).Place);
    }

    [Theory]
    [InlineData(Gfp.Kernel, Context.Process, false)]
    [InlineData(Gfp.Atomic, Context.HardIrq, false)]
    [InlineData(Gfp.Kernel, Context.MemAlloc, true)]
    [InlineData(Gfp.Atomic | Gfp.MemAlloc, Context.HardIrq, true)]
    [InlineData(Gfp.Kernel | Gfp.MemAlloc | Gfp.NoMemAlloc, Context.Process, false)]
    public void TaggedSlab_IsForTheEntitledOnly(Gfp gfp, Context context, bool may)
    {
        Request request = Request.For(gfp, context: context);
        Slab tagged = Slab.Fresh(4, cache: 0, order: 0, objects: 2, tagged: true);
        Assert.Equal(may, SlabAdmission.MayTake(tagged, request));
        Assert.Equal(may, SlabAdmission.MayTakeOn(0, tagged, request with { Allowed = NodeMask.Of(1) }));
        Assert.True(SlabAdmission.MayTake(Fresh, request));
        Assert.False(SlabAdmission.MayFreeze(tagged));
    }

    [Fact]
    public void CacheSpec_ThatNoPageCanHold_IsRefused()
    {
        Assert.Throws<TopologyException>(() => new CacheSpec("large", 5000).Checked());
        Assert.Throws<TopologyException>(() => new CacheSpec("small", 8).Checked());
        Assert.Equal(4, new CacheSpec("pair", 2048) { Order = 1 }.Checked().ObjectsAt(1));
    }
}
