using System.Collections.Immutable;
using Plimsoll.Model.State;

namespace Plimsoll.Specs.Configurations;

/// <summary>Where the rules of pages and reclaim as published, or as known bugs have them, break a law.</summary>
public static partial class PublishedCases
{
    public static ImmutableArray<PublishedCase> Pages { get; } =
    [
        new(Published.CheckThenTake, "CFG1-drift", "INV-STRICT"),
        new(Published.RefillIgnoresMark, "CFG1-drift", "INV-STRICT"),
        new(Published.CounterDrift, "CFG1-drift", "INV-STRICT"),
        new(Published.CounterBeforeList, "CFG1", "INV-B4"),
        new(Published.ListsNotDrained, "CFG1-stranded", "INV-B15"),
        new(Published.DrainBeforeOffline, "CFG1-offline", "INV-B8"),
        new(Published.MergeAnyOrder, "CFG1", "INV-B1"),
        new(Published.SplitReturnsUpperHalf, "CFG1", "INV-B1"),
        new(Published.MemAllocClobbered, "CFG1-reclaim", "INV-PF"),
        new(Published.SoftIrqInherits, "CFG1-softirq", "INV-ENTITLED"),
        new(Published.NoRecursionStop, "CFG1-nomemalloc", "INV-NEST"),
        new(Published.MemAllocBeatsNoMemAlloc, "CFG1-marks", "INV-ENTITLED"),
        new(Published.HarderBeforeHigh, "CFG1-marks", "INV-WATERMARK"),
        new(Published.MarkItselfPasses, "CFG1", "INV-WATERMARK"),
        new(Published.EmergReducedByHigh, "CFG1-strict", "INV-STRICT"),
        new(Published.EmergOfHighmem, "CFG1-highmem", "INV-B14"),
        new(Published.UnserialisedRecompute, "CFG1-highmem", "INV-B14"),
        new(Published.AdjustWithoutRollback, "CFG2-adjust", "INV-ADJUST"),
        new(Published.WeakProbe, "CFG2-adjust", "INV-ADJUST"),
        new(Published.HalfRebuiltZonelist, "CFG2", "INV-A4"),
        new(Published.MaskReadTwice, "CFG2", "INV-A1"),
        new(Published.FullZonesSkipped, "CFG2", "INV-A1"),
        new(Published.KswapdNotWoken, "CFG1-reclaim", "INV-B13"),
        new(Published.ReserveByZone, "CFG2-classes", "INV-B10"),
        new(Published.ThisNodeReclaims, "CFG2-thisnode", "INV-THISNODE"),
        new(Published.EmergRoundedDown, "CFG2-adjust", "INV-EMERG"),
        new(Published.MaskIgnored, "CFG2", "INV-A3"),
        new(Published.ListNeverGivesBack, "CFG1-offline", "INV-B7"),
        new(Published.TaggedPageListed, "CFG1-stranded", "INV-TAG"),
        new(Published.HitUnchecked, "CFG1", "INV-HIT"),
        new(Published.NoFailGivesUp, "CFG1-oom", "INV-B11"),
        new(Published.AtomicReclaims, "CFG1-reclaim", "INV-B12"),
        new(Published.ReclaimCountsScanned, "CFG1-reclaim", "INV-I1"),
        new(Published.ReclaimTakesPinned, "CFG1-reclaim", "INV-I2"),
        new(Published.KswapdSleepsUnchecked, "CFG1-reclaim", "INV-KSWAPD"),
        new(Published.FlagsWordRestored, "CFG1-softirq", "INV-PF"),
        new(Published.OomUnlocked, "CFG1-oom", "INV-OOM"),
        new(Published.MinFreeLockLast, "CFG1-highmem", "INV-LOCKS"),
        new(Published.FarthestNodeFirst, "CFG2-thisnode", "INV-A2"),
        new(Published.ThisNodeBeatsNoFail, "CFG2-thisnode", "INV-B11"),
        new(Published.LargeOrderRepeats, "CFG1-order4", "INV-RETRY"),
        new(Published.RepeatIgnored, "CFG1-order4", "INV-RETRY"),
        new(Published.ClassIgnored, "CFG1-highuser", "INV-A3"),
        new(Published.FullZonesSkipped, "CFG1-highuser", "INV-A1"),
        new(Published.ReserveByZone, "CFG1-highuser", "INV-B10"),
    ];
}
