using System.Collections.Immutable;
using Plimsoll.Model.State;

namespace Plimsoll.Specs.Configurations;

/// <summary>Slab caches as published (semantics G29-G47), each where a search shows the law it breaks.</summary>
public static partial class PublishedCases
{
    public static ImmutableArray<PublishedCase> Slabs { get; } =
    [
        new(Published.TagDroppedWhenFull, "CFG3-leak", "INV-C8"),
        new(Published.FastPathUnchecked, "CFG3-leak", "INV-C8"),
        new(Published.TagOfCpuNotSlab, "CFG3-leak", "INV-C8"),
        new(Published.TagReadAfterReuse, "CFG3", "INV-C9"),
        new(Published.TagUninitialised, "CFG3-leak", "INV-C8"),
        new(Published.PartialSkipsFirst, "CFG3", "INV-C11"),
        new(Published.TagOfTailPage, "CFG3-order", "INV-C8"),
        new(Published.StolenNotRetried, "CFG2-fallback-small", "INV-C9"),
        new(Published.GrownFreedTwice, "CFG2-fallback-small", "INV-C4"),
        new(Published.GrownLeaked, "CFG2-fallback-small", "INV-C14"),
        new(Published.SlabOnWrongNode, "CFG2-fallback-small", "INV-C12"),
        new(Published.SleepsInAtomic, "CFG3", "INV-IRQ"),
        new(Published.FallbackIgnoresMask, "CFG2-fallback-small", "INV-C13"),
        new(Published.FallbackRecursion, "CFG2-fallback-small", "LIVENESS"),
        new(Published.StaleCpuAfterSleep, "CFG3", "INV-C7"),
        new(Published.FreelistAba, "CFG3", "INV-C1"),
        new(Published.DeactivateLosesFrees, "CFG3-shrink", "INV-C1"),
        new(Published.ShrinkFreesUsed, "CFG3-shrink", "INV-C6"),
        new(Published.DestroyForgetsReserve, "CFG3-destroy", "INV-C2"),
        new(Published.ListLockFirst, "CFG3", "INV-LOCKS"),
        new(Published.ListLockFirst, "CFG2-fallback-small", "INV-LOCKS"),
    ];
}
