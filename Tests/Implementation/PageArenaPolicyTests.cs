using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Xunit;
using static Plimsoll.Tests.Implementation.Machines;

namespace Plimsoll.Tests.Implementation;

public class PageArenaPolicyTests
{
    [Fact]
    public void Allocate_HomeNodeFull_FallsBackAlongTheZonelist()
    {
        using PageArena arena = new(TwoNodes);
        int[] zones = [.. arena.Exhaust(Kernel(node: 1), cpu: 1).Select(arena.ZoneOf)];
        int turn = Array.IndexOf(zones, 0);
        Assert.InRange(turn, 1, zones.Length - 2);
        Assert.All(zones[..turn], zone => Assert.Equal(1, zone));
        Assert.Contains(0, zones[turn..]);
        Assert.Empty(arena.Validate());
    }

    [Fact]
    public void Allocate_HigherZoneFull_FallsBackToTheLowerOneOnly()
    {
        using PageArena arena = new(Small);
        Assert.Equal([1, 0], arena.Exhaust(Kernel(3)).Select(arena.ZoneOf).Distinct());
        Assert.Empty(arena.Validate());
    }

    [Fact]
    public void Allocate_DmaRequest_NeverLeavesTheDmaZone()
    {
        using PageArena arena = new(Small);
        List<nuint> held = arena.Exhaust(Request.For(Gfp.Kernel | Gfp.Dma));
        Assert.NotEmpty(held);
        Assert.All(held, page => Assert.Equal(0, arena.ZoneOf(page)));
    }

    [Theory]
    [InlineData(Gfp.ThisNode)]
    [InlineData(Gfp.ThisNodeOnly)]
    [InlineData(Gfp.ThisNode | Gfp.MemAlloc)]
    public void Allocate_ThisNode_NeverLeavesTheNode(Gfp gfp)
    {
        using PageArena arena = new(TwoNodes);
        List<nuint> held = arena.Exhaust(Request.For(Gfp.Kernel | gfp, node: 1));
        Assert.NotEmpty(held);
        Assert.All(held, page => Assert.Equal(1, arena.ZoneOf(page)));
        Assert.Equal(64u, arena.View().NrFree(0));
    }

    [Fact]
    public void Allocate_ThisNodeOnly_StopsAtTheLowMark()
    {
        using PageArena arena = new(TwoNodes);
        arena.Exhaust(Request.For(Gfp.Kernel | Gfp.ThisNodeOnly, node: 1));
        Marks marks = arena.View().Marks(1);
        Assert.Equal(marks.Low + marks.Emerg, arena.View().NrFree(1));
    }

    [Fact]
    public void Allocate_NodeMask_KeepsAPlainRequestInIt()
    {
        using PageArena arena = new(TwoNodes);
        List<nuint> held = arena.Exhaust(Kernel() with { Allowed = NodeMask.Of(1) });
        Assert.NotEmpty(held);
        Assert.All(held, page => Assert.Equal(1, arena.ZoneOf(page)));
    }

    [Fact]
    public void Allocate_NodeMask_DoesNotBindAnAtomicRequestUnderPressure()
    {
        using PageArena arena = new(TwoNodes);
        List<nuint> held = arena.Exhaust(Request.For(Gfp.Atomic) with { Allowed = NodeMask.Of(1) });
        Assert.Contains(held, page => arena.ZoneOf(page) == 0);
    }

    [Fact]
    public void Allocate_PlainRequests_LeaveTheReserveWhole()
    {
        using PageArena arena = new(TwoNodes);
        arena.Exhaust(Kernel());
        arena.Exhaust(Request.For(Gfp.Atomic));
        for (int z = 0; z < 2; z++)
        {
            Marks marks = arena.View().Marks(z);
            Assert.True(marks.Emerg > 0);
            Assert.Equal(marks.Emerg + Watermarks.BoldestMin(marks.Min), arena.View().NrFree(z));
        }
    }

    [Fact]
    public void Allocate_EntitledBelowTheMark_GetsATaggedPageThatBypassesTheListOnFree()
    {
        using PageArena arena = new(TwoNodes);
        arena.Exhaust(Request.For(Gfp.Atomic));
        nuint page = arena.Allocate(Entitled());
        int zone = arena.ZoneOf(page);
        Assert.Equal(new PageState(PageKind.Allocated, 0, true), arena.StateOf(page));
        uint free = arena.View().NrFree(zone), listed = arena.View().ListCount(0, zone);
        arena.Free(Cpu0, page, new(0));
        Assert.Equal((free + 1, listed), (arena.View().NrFree(zone), arena.View().ListCount(0, zone)));
        Assert.Empty(arena.Validate());
    }

    [Fact]
    public void Allocate_EntitledAboveTheMark_GetsAnOrdinaryPage()
    {
        using PageArena arena = new(TwoNodes);
        Assert.Equal(new PageState(PageKind.Allocated, 0, false), arena.StateOf(arena.Allocate(Entitled())));
    }

    [Fact]
    public void Allocate_EntitledWhilePagesStandOnOtherLists_GetsEveryOneOfThem()
    {
        using PageArena arena = new(TwoNodes with { Batch = 8 });
        List<nuint> held = arena.Exhaust(Entitled(), cpu: 0);
        Assert.Equal(128, held.Count);
        foreach (nuint page in held.Where(p => !arena.StateOf(p).Tagged).Take(20)) arena.Free(Cpu1, page, new(0));
        Assert.Equal(0u, arena.View().NrFree(0) + arena.View().NrFree(1));
        Assert.Equal(20u, arena.View().ListCount(1, 0) + arena.View().ListCount(1, 1));
        Assert.Equal(20, arena.Exhaust(Entitled(), cpu: 0).Count);
        Assert.Empty(arena.Validate());
    }

    [Fact]
    public void Allocate_EntitledButNoMemAlloc_IsAPlainRequest()
    {
        using PageArena arena = new(TwoNodes);
        arena.Exhaust(Request.For(Gfp.Atomic));
        Assert.False(arena.TryAllocate(Cpu0, Request.For(Gfp.Kernel | Gfp.MemAlloc | Gfp.NoMemAlloc), out nuint none));
        Assert.Equal((nuint)0, none);
    }

    [Fact]
    public void Allocate_FromAList_ComesInBatchesOfTheRule()
    {
        using PageArena arena = new(Small);
        arena.Allocate(Kernel());
        Assert.Equal((3u, 4092u), (arena.View().ListCount(0, 1), arena.View().NrFree(1)));
        Assert.Equal(0u, arena.View().ListCount(1, 1));
    }

    [Fact]
    public void Free_AtTheHighMark_GivesABatchBack()
    {
        using PageArena arena = new(Small);
        List<nuint> held = [.. Enumerable.Range(0, 24).Select(_ => arena.Allocate(Kernel()))];
        foreach (nuint page in held[..23]) arena.Free(Cpu0, page, new(0));
        Assert.Equal(23u, arena.View().ListCount(0, 1));
        arena.Free(Cpu0, held[23], new(0));
        Assert.Equal((20u, 4096u - 20), (arena.View().ListCount(0, 1), arena.View().NrFree(1)));
    }

    [Fact]
    public void Adjust_PagesAreThere_RaisesEmergByExactlyThatMuch()
    {
        using PageArena arena = new(Small);
        Assert.True(arena.TryAdjust(new(60)));
        Assert.Equal(100, arena.View().ReservePages);
        Assert.Equal(100u, arena.View().Marks(0).Emerg + arena.View().Marks(1).Emerg);
        Assert.True(arena.TryAdjust(new(-100)));
        Assert.Equal(0u, arena.View().Marks(0).Emerg + arena.View().Marks(1).Emerg);
        Assert.Empty(arena.Validate());
    }

    [Fact]
    public void Adjust_PagesAreNotThere_RollsBackWholly()
    {
        using PageArena arena = new(TwoNodes);
        arena.Exhaust(Request.For(Gfp.Atomic));
        string before = arena.View().Snapshot();
        Assert.False(arena.TryAdjust(new(30)));
        Assert.Equal(before, arena.View().Snapshot());
        Assert.Empty(arena.Validate());
    }

    [Fact]
    public void Adjust_PagesStandOnLists_DrainsThem()
    {
        using PageArena arena = new(TwoNodes with { Batch = 8 });
        List<nuint> held = arena.Exhaust(Request.For(Gfp.Atomic));
        foreach (nuint page in held.Where((_, i) => i % 3 == 0)) arena.Free(Cpu1, page, new(0));
        Assert.True(arena.View().ListCount(1, 0) > 8);
        Assert.True(arena.TryAdjust(new(16)));
        Assert.Equal(0u, arena.View().ListCount(1, 0));
        Assert.Empty(arena.Validate());
    }

    [Fact]
    public void SetMinFree_MarksFollowTheRule()
    {
        using PageArena arena = new(Small);
        arena.SetMinFree(512);
        Assert.Equal(Watermarks.Of(Small, 512, 40).AsEnumerable(), [arena.View().Marks(0), arena.View().Marks(1)]);
    }

    [Fact]
    public void Drain_GivesEveryListedPageOfThatCpuBack()
    {
        using PageArena arena = new(Small);
        nuint mine = arena.Allocate(Kernel()), other = arena.Allocate(Kernel(), cpu: 1);
        arena.Drain(Cpu0);
        Assert.Equal((0u, 3u), (arena.View().ListCount(0, 1), arena.View().ListCount(1, 1)));
        arena.Free(Cpu0, mine, new(0));
        arena.Free(Cpu1, other, new(0));
        arena.Drain(Cpu0);
        arena.Drain(Cpu1);
        Assert.Equal(1u, arena.View().NrFreeBlocks(1, 10) - 3);
        Assert.Equal(4096u, arena.View().NrFree(1));
    }

    [Fact]
    public void Offline_ListsAreEmptyForGood_AndTheCpuGoesOnWithoutThem()
    {
        using PageArena arena = new(Small);
        nuint page = arena.Allocate(Kernel());
        arena.Offline(Cpu0);
        Assert.False(arena.View().Online(0));
        Assert.True(arena.View().Online(1));
        Assert.Equal((0u, 4095u), (arena.View().ListCount(0, 1), arena.View().NrFree(1)));
        arena.Free(Cpu0, page, new(0));
        nuint again = arena.Allocate(Kernel());
        Assert.Equal((0u, 4095u), (arena.View().ListCount(0, 1), arena.View().NrFree(1)));
        arena.Free(Cpu1, again, new(0));
        arena.Offline(Cpu0);
        Assert.Empty(arena.Validate());
    }
}
