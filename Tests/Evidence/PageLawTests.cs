using Plimsoll.Specs.Evidence;
using Xunit;
using static Plimsoll.Tests.Evidence.EvidenceFolder;

namespace Plimsoll.Tests.Evidence;

/// <summary>K1-K7 on traces of a few lines: each excuse beside its sibling, one field different, that is a violation.</summary>
public sealed class PageLawTests
{
    [Fact]
    public void Alloc_OfALivePage_BreaksK1() => Trace(Alloc(0x1000), Alloc(0x1001), Alloc(0x1000)).Breaks(Law.K1, 3);

    [Fact]
    public void Alloc_InsideALiveBlock_BreaksK1() => Trace(Alloc(0x1000, 3), Alloc(0x1004)).Breaks(Law.K1, 2);

    [Fact]
    public void Alloc_AfterAFree_Holds() => Assert.True(Trace(Alloc(0x1000), Free(0x1000), Alloc(0x1000)).Holds);

    [Fact]
    public void ZoneLocked_OfALivePage_BreaksK2() => Trace(Alloc(0x1000), Refill(0x1000)).Breaks(Law.K2, 2);

    [Fact]
    public void ZoneLocked_OfARefilledPage_BreaksK2() => Trace(Refill(0x1000), Refill(0x1000)).Breaks(Law.K2, 2);

    [Fact]
    public void Drain_OfAPageInBuddy_BreaksK2() => Trace(Free(0x1000), Drain(0x1000), Drain(0x1000)).Breaks(Law.K2, 3);

    [Fact]
    public void Drain_OfALivePage_BreaksK2() => Trace(Alloc(0x1000), Drain(0x1000)).Breaks(Law.K2, 2);

    [Fact]
    public void ZoneLocked_OfAPageFreedByAnInterrupt_IsExcusedE8() =>
        Trace(Free(0x1000, flags: "..s1."), Refill(0x1000)).Excuses(Excuse.E8);

    [Fact]
    public void ZoneLocked_OfAPageFreedByItsTask_BreaksK2() =>
        Trace(Free(0x1000, flags: "....."), Refill(0x1000)).Breaks(Law.K2, 2);

    [Fact]
    public void ZoneLocked_OfAPageFreedDuringARemoteDrain_IsExcusedE8() =>
        Trace(Free(0x1001), Free(0x1000), Drain(0x1001, cpu: 1), Refill(0x1000)).Excuses(Excuse.E8);

    [Fact]
    public void ZoneLocked_OfAPageFreedDuringALocalDrain_BreaksK2() =>
        Trace(Free(0x1001), Free(0x1000), Drain(0x1001, cpu: 0), Refill(0x1000)).Breaks(Law.K2, 4);

    [Fact]
    public void Batched_AfterItsFree_Holds() => Assert.True(Trace(Free(0x1000), Batched(0x1000)).Holds);

    [Fact]
    public void Batched_OnAnotherCpu_BreaksK3() => Trace(Free(0x1000), Batched(0x1000, cpu: 1)).Breaks(Law.K3, 2);

    [Fact]
    public void Batched_Twice_BreaksK3() => Trace(Free(0x1000), Batched(0x1000), Batched(0x1000)).Breaks(Law.K3, 3);

    [Fact]
    public void Batched_OfALivePage_BreaksK3() => Trace(Alloc(0x1000), Batched(0x1000)).Breaks(Law.K3, 2);

    [Fact]
    public void Batched_BeforeTheCpusFirstFree_IsExcusedE3() => Trace(Batched(0x1000), Free(0x1001)).Excuses(Excuse.E3, 2);

    [Fact]
    public void Batched_OfAnUnknownPageLater_BreaksK3() =>
        Trace(Free(0x1001), Batched(0x1001), Batched(0x1000)).Breaks(Law.K3, 3);

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public void Free_OfAnotherOrder_BreaksK4(int order) =>
        Trace(Alloc(0x1000, 3, "GFP_KERNEL|__GFP_COMP"), Free(0x1000, order)).Breaks(Law.K4, 2);

    [Fact]
    public void Free_BiggerThanABlockInIt_BreaksK4() => Trace(Alloc(0x1001), Free(0x1000, 1)).Breaks(Law.K4, 2);

    [Fact]
    public void Free_OfAnOrder0PageOnAList_IsExcusedE1() => Trace(Refill(0x1000), Free(0x1000)).Excuses(Excuse.E1);

    [Fact]
    public void Free_OfAnOrder1BlockOnAList_BreaksK4() => Trace(Refill(0x1000, 1), Free(0x1000, 1)).Breaks(Law.K4, 2);

    [Fact]
    public void Free_AsFirstEvent_IsExcusedE3() => Trace(Free(0x1000, 3)).Excuses(Excuse.E3);

    [Fact]
    public void Free_OfAPartOfAHugePage_IsExcusedE7() =>
        Trace(Alloc(0x1000, 9, "GFP_TRANSHUGE", 1), Free(0x1005), Free(0x1000)).Excuses(Excuse.E7, 2);

    [Fact]
    public void Free_OfAPartOfACompoundKernelBlock_BreaksK4() =>
        Trace(Alloc(0x1000, 9, "GFP_KERNEL|__GFP_COMP", 0), Free(0x1005)).Breaks(Law.K4, 2);

    [Fact]
    public void Free_OfAPartOfAPlainBlock_IsExcusedE7() => Trace(Alloc(0x1000, 1), Free(0x1000), Free(0x1001)).Excuses(Excuse.E7, 2);

    [Fact]
    public void Free_OfAPartOfABlockThatComesBackWhole_BreaksK4() =>
        Trace(Alloc(0x1000, 1), Free(0x1000, 0), Drain(0x1000, 1)).Breaks(Law.K4, 2);

    [Fact]
    public void Alloc_Failed_IsExcusedE4() =>
        Trace(Alloc(0, 9).Replace("page=ffffea0000000000", "page=0000000000000000", StringComparison.Ordinal)).Excuses(Excuse.E4);

    [Fact]
    public void Alloc_WithAFrameAndNoPage_BreaksK5() =>
        Trace(Alloc(0x200, 9).Replace("page=ffffea0000008000", "page=0000000000000000", StringComparison.Ordinal)).Breaks(Law.K5, 1);

    [Fact]
    public void Alloc_Misaligned_BreaksK5() => Trace(Alloc(0x1001, 1)).Breaks(Law.K5, 1);

    [Fact]
    public void Page_OfAnotherFrame_BreaksK5() =>
        Trace(Free(0x1000), Free(0x1001).Replace("pfn=0x1001", "pfn=0x1002", StringComparison.Ordinal)).Breaks(Law.K5, 2);

    [Fact]
    public void Page_OfAnotherFrameOnTheFirstLine_BreaksK5() =>
        Trace(Free(0x1001).Replace("pfn=0x1001", "pfn=0x1002", StringComparison.Ordinal), Free(0x1000)).Breaks(Law.K5, 1);

    [Fact]
    public void Page_Hashed_IsExcusedE16()
    {
        const string hidden = "page=(____ptrval____)";
        string line = Free(0x1001).Replace("page=ffffea0000040040", hidden, StringComparison.Ordinal);
        Assert.Contains(hidden, line, StringComparison.Ordinal);
        FileReport report = Trace(line.Replace("pfn=0x1001", "pfn=0x1002", StringComparison.Ordinal));
        Assert.True(report.Holds);
        Assert.Equal(1, report.Excused(Excuse.E16));
    }

    [Fact]
    public void Page_WithAnotherBaseThroughout_Holds()
    {
        IEnumerable<string> moved = new ulong[] { 0x1000, 0x1001, 0x1002 }
            .Select(p => Free(p).Replace("page=ffffea00000", "page=ffffd4c0012", StringComparison.Ordinal));
        Assert.True(Trace(moved).Holds);
    }

    [Theory]
    [InlineData("GFP_KERNEL", 0, true)]
    [InlineData("GFP_KERNEL", 1, false)]
    [InlineData("GFP_HIGHUSER_MOVABLE|__GFP_COMP", 1, true)]
    [InlineData("GFP_HIGHUSER_MOVABLE|__GFP_COMP", 0, false)]
    [InlineData("GFP_KERNEL|__GFP_RECLAIMABLE", 2, true)]
    [InlineData("", 1, true)]
    [InlineData("GFP_OF_A_LATER_KERNEL", 1, true)]
    public void Migratetype_ThatGfpDoesNotGive_BreaksK6(string gfp, int migratetype, bool holds) =>
        Assert.Equal(holds, Trace(Alloc(0x1000, 0, gfp, migratetype)).Holds);

    [Fact]
    public void Alloc_AfterARefill_Holds() => Assert.True(Trace(Refill(0x1000), Alloc(0x1000)).Holds);

    [Fact]
    public void Alloc_StraightFromBuddy_BreaksK7() => Trace(Free(0x1000), Drain(0x1000), Alloc(0x1000)).Breaks(Law.K7, 3);

    [Fact]
    public void Alloc_OfALargerBlockFromBuddy_IsExcusedE2() =>
        Trace(Free(0x1000, 1), Drain(0x1000, 1), Alloc(0x1000, 1)).Excuses(Excuse.E2);

    [Fact]
    public void Alloc_OfALargeOrderJustTaken_Holds() => Assert.True(Trace(Free(1), Take(0x1000, 4), Alloc(0x1000, 4)).Holds);

    [Fact]
    public void Alloc_OfALargeOrderTakenByAnotherCpu_BreaksK7() =>
        Trace(Take(0x1000, 4, cpu: 1), Alloc(0x1000, 4)).Breaks(Law.K7, 2);

    [Fact]
    public void Refill_OfAnOrderWithoutLists_BreaksK7() => Trace(Refill(0x1000, 4)).Breaks(Law.K7, 1);

    [Fact]
    public void Take_OfAnOrderWithLists_BreaksK7() => Trace(Take(0x1000, 0)).Breaks(Law.K7, 1);

    [Fact]
    public void History_WithLostEvents_IsNotJudged()
    {
        FileReport report = Trace(Alloc(0x1000), "CPU:1 [LOST 7 EVENTS]", Alloc(0x1000));
        Assert.True(report.Holds);
        Assert.Equal(7, report.Lost);
        Assert.DoesNotContain(report.Laws, l => l.Law.NeedsHistory());
    }

    [Fact]
    public void History_WithEventsOverwritten_IsNotJudged()
    {
        string[] lines = ["# entries-in-buffer/entries-written: 2/9   #P:4", Alloc(0x1000), Alloc(0x1000)];
        Assert.Equal((true, 7), (Trace(lines).Holds, Trace(lines).Lost));
        lines[0] = "# entries-in-buffer/entries-written: 2/2   #P:4";
        Trace(lines).Breaks(Law.K1, 3);
    }

    [Theory]
    [InlineData("   kworker/3:1-56")]
    [InlineData("Web Content [1]-56")]
    [InlineData("           <...>-56")]
    public void Line_OfAnyTask_IsParsed(string task)
    {
        string line = $"{task,-20}      [002] d..3.    12.000001: mm_page_free: page=ffffea0000040000 pfn=0x1000 order=0";
        Assert.Equal(1, Trace(line).Events);
    }

    [Fact]
    public void Line_OfACounterClock_IsParsed() =>
        Assert.Equal(1, Trace("              kh-426     [003] .....     12345: mm_page_free: page=ffffea0000040000 pfn=0x1000 order=0").Events);
}
