using Plimsoll.Specs.Evidence;
using Xunit;
using static Plimsoll.Tests.Evidence.EvidenceFolder;

namespace Plimsoll.Tests.Evidence;

/// <summary>
/// K5, K6, K11, K12 and E2 on the machine of the idle recording: 4 CPUs, 2 nodes, node 0 = DMA, DMA32, Normal.
/// </summary>
public sealed class SnapshotLawTests
{
    private const ulong Normal0 = 0x100000;
    private const ulong Normal1 = 0x110000;
    private const ulong Dma32 = 0x5000;

    [Fact]
    public void Block_InNoZone_BreaksK5() => Run(Alloc(Normal0), Alloc(0x900000)).Breaks(Law.K5, "trace.txt", 2);

    [Fact]
    public void Block_AboveItsGfpZone_BreaksK6() =>
        Run(Alloc(Dma32, gfp: "GFP_DMA32"), Alloc(Normal0, gfp: "GFP_DMA32")).Breaks(Law.K6, "trace.txt", 2);

    [Fact]
    public void Free_OfAPageInBuddyWhereCompactionRan_IsExcusedE2() =>
        Assert.Equal(1, FreeFromBuddy("32").Excused(Excuse.E2));

    [Fact]
    public void Free_OfAPageInBuddyWhereNothingWasIsolated_BreaksK4() =>
        FreeFromBuddy("0").Breaks(Law.K4, "trace.txt", 3);

    [Fact]
    public void Buddy_AsTheEventsSay_HoldsK11()
    {
        ValidationReport report = Balance(19999, 20000);
        Assert.True(report.Holds);
        Assert.Equal(8, report.Checked(Law.K11));
    }

    [Fact]
    public void Buddy_OfOneSnapshotOff_BreaksK11() => Balance(19998, 20000).Breaks(Law.K11, "buddyinfo.s02", 3);

    [Fact]
    public void Buddy_OfTheLastSnapshotOff_BreaksK11() => Balance(19999, 20001).Breaks(Law.K11, "buddyinfo.s03", 3);

    [Fact]
    public void Buddy_OfTheFirstSnapshotOff_BreaksK11() =>
        Balance(19999, 20000, first: 20007).Breaks(Law.K11, "buddyinfo.s01", 3);

    [Fact]
    public void Buddy_WithAFreeUnderWay_IsExcusedE5()
    {
        ValidationReport report = Announced(4);
        Assert.True(report.Holds);
        Assert.Equal(1, report.Excused(Excuse.E5));
    }

    [Fact]
    public void Buddy_AfterAFreeToAListOnly_BreaksK11() => Announced(3).Breaks(Law.K11, "buddyinfo.s03", 3);

    [Fact]
    public void Buddy_LowerAfterCompaction_IsExcusedE2() => Assert.Equal(1, Compacted("32").Excused(Excuse.E2));

    [Fact]
    public void Buddy_LowerWithoutCompaction_BreaksK11() => Compacted("0").Breaks(Law.K11, "buddyinfo.s03", 3);

    [Fact]
    public void UserPage_FromAnotherNodeWhileThisHasPlenty_BreaksK12() =>
        Elsewhere(UserAlloc(Normal1)).Breaks(Law.K12, "trace.txt", 4);

    [Fact]
    public void UserPage_FromItsOwnNode_HoldsK12() => Assert.True(Elsewhere(UserAlloc(Normal1, cpu: 2)).Holds);

    [Fact]
    public void UserPage_FromAnotherNodeWhenThisIsAtItsMarks_HoldsK12()
    {
        ValidationReport report = Elsewhere(100, 1000, 1000, UserAlloc(Normal1));
        Assert.True(report.Holds);
        Assert.Equal(1, report.Checked(Law.K12));
    }

    [Fact]
    public void UserPage_FromDma32OfItsNode_IsExcusedE10() =>
        Assert.Equal(1, Elsewhere(UserAlloc(Dma32)).Excused(Excuse.E10));

    [Fact]
    public void UserPages_ByOneTaskFromAnotherNode_AreExcusedE12() =>
        Assert.Equal(4, Elsewhere(Four(100)).Excused(Excuse.E12));

    [Fact]
    public void UserPages_OneByAnotherTask_BreakK12()
    {
        FileReport trace = Elsewhere(Four(101)).Files[0];
        Assert.Equal(4, trace.Violations.Count(v => v.Law == Law.K12));
    }

    [Fact]
    public void UserPage_WhenThisNodeIsBoosted_IsExcusedE11() => Assert.Equal(1, Boosted(1).Excused(Excuse.E11));

    [Fact]
    public void UserPage_WhenThisNodeIsNotBoosted_BreaksK12() => Boosted(0).Breaks(Law.K12, "trace.txt", 5);

    private static IEnumerable<string> Four(int lastPid) =>
        Enumerable.Range(0, 4).Select(i => UserAlloc(Normal1 + (ulong)i, pid: i == 3 ? lastPid : 100));

    private static ValidationReport Run(params IEnumerable<string> trace)
    {
        using EvidenceFolder folder = TwoNodes().With("trace.txt", trace);
        return folder.Validate();
    }

    private static ValidationReport FreeFromBuddy(string isolated)
    {
        using EvidenceFolder folder = TwoNodes().With("trace.txt", Free(Normal0), Drain(Normal0), Free(Normal0));
        folder.With("before/vmstat", "compact_isolated 0").With("after/vmstat", $"compact_isolated {isolated}");
        return folder.Validate();
    }

    /// <summary>A page is taken before the second snapshot and given back before the third.</summary>
    private static ValidationReport Balance(int second, int third, int first = 20000)
    {
        using EvidenceFolder folder = TwoNodes().With("trace.txt",
            [.. Snapshot(1), Refill(Normal0), .. Snapshot(2), Drain(Normal0), .. Snapshot(3)]);
        folder.WithBuddy(1, 3000, 60000, first, 90000).WithBuddy(2, 3000, 60000, second, 90000)
            .WithBuddy(3, 3000, 60000, third, 90000);
        return folder.Validate();
    }

    /// <summary>CPU 1 traces a free of 16 pages as its last event before the snapshot; they arrive after it.</summary>
    private static ValidationReport Announced(int order)
    {
        using EvidenceFolder folder = TwoNodes().With("trace.txt",
            [.. Snapshot(1), Free(Normal0, order, cpu: 1), .. Snapshot(2), .. Snapshot(3)]);
        folder.WithBuddy(1, 3000, 60000, 20000, 90000).WithBuddy(2, 3000, 60000, 20000, 90000);
        folder.WithBuddy(3, 3000, 60000, 20016, 90000);
        return folder.Validate();
    }

    private static ValidationReport Compacted(string isolated)
    {
        using EvidenceFolder folder = TwoNodes().With("trace.txt", [.. Snapshot(1), .. Snapshot(2), .. Snapshot(3),
            .. Snapshot(4)]);
        folder.WithBuddy(1, 3000, 60000, 20000, 90000).WithBuddy(2, 3000, 60000, 20000, 90000);
        folder.WithBuddy(3, 3000, 60000, 19970, 90000).WithBuddy(4, 3000, 60000, 19970, 90000);
        folder.With("before/vmstat", "compact_isolated 0").With("after/vmstat", $"compact_isolated {isolated}");
        return folder.Validate();
    }

    private static ValidationReport Elsewhere(params IEnumerable<string> allocs) =>
        Elsewhere(3000, 60000, 20000, allocs);

    private static ValidationReport Elsewhere(int dma, int dma32, int normal0, params IEnumerable<string> allocs)
    {
        using EvidenceFolder folder = TwoNodes().With("trace.txt", [.. Snapshot(1), .. allocs]);
        return folder.WithBuddy(1, dma, dma32, normal0, 90000).Validate();
    }

    /// <summary>Normal stands above its low mark and slack, by less than a boost.</summary>
    private static ValidationReport Boosted(int fragmenting) => Elsewhere(100, 1000, 2400,
        Event("mm_page_alloc_extfrag", Normal0, 0, $" fallback_order=9 pageblock_order=9 fragmenting={fragmenting}")
            .Replace(" order=0", " alloc_order=0", StringComparison.Ordinal),
        UserAlloc(Normal1));
}
