using System.Collections.Immutable;
using Plimsoll.Model.State;

namespace Plimsoll.Specs.Configurations;

/// <summary>The order-0 caches as published, or with the bugs they invite (semantics G76-G82, and G2 here).</summary>
public static partial class PublishedCases
{
    public static ImmutableArray<PublishedCase> OrderZero { get; } =
    [
        new(Published.VictimNotRevalidated, "CFG6", "INV-F6"),
        new(Published.VictimNotRevalidated, "CFG6-reborn", "INV-F7"),
        new(Published.IsolationForgotten, "CFG6", "INV-F2"),
        new(Published.UnisolateForgotten, "CFG6", "INV-F3"),
        new(Published.BlockStolenAfterFree, "CFG6", "INV-F4"),
        new(Published.CursorNotAdvanced, "CFG6", "INV-F5"),
        new(Published.VictimMostDirty, "CFG6", "INV-F5"),
        new(Published.DiscardRecursion, "CFG6-discard", "INV-DISCARD"),
        new(Published.RefillIgnoresMark, "CFG6-refill", "INV-F8"),
        new(Published.TagUninitialised, "CFG6-slabs", "INV-C8"),
        new(Published.TagReadAfterReuse, "CFG6-slabs", "INV-C9"),
        new(Published.NoFailGivesUp, "CFG6-reclaim", "INV-B11"),
        new(Published.ReclaimCountsScanned, "CFG6-reclaim", "INV-I1"),
        new(Published.OomUnlocked, "CFG6-oom", "INV-OOM"),
        new(Published.IsolateZoneFirst, "CFG6", "INV-LOCKS"),
    ];
}
