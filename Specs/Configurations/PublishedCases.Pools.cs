using System.Collections.Immutable;
using Plimsoll.Model.State;

namespace Plimsoll.Specs.Configurations;

/// <summary>Mempools as published or as known to have been wrong (semantics G51-G64).</summary>
public static partial class PublishedCases
{
    public static ImmutableArray<PublishedCase> Pools =>
    [
        new(Published.PoolLostWakeup, "CFG4-gate", "LIVENESS"),
        new(Published.PoolLostWakeup, "CFG4", "INV-D4"),
        new(Published.PoolStaleCount, "CFG4", "INV-D3"),
        new(Published.PoolWakesOne, "CFG4-gate", "LIVENESS"),
        new(Published.PoolWakesOne, "CFG4-queue", "INV-FIFO"),
        new(Published.PoolFirstTryDoesIo, "CFG4", "INV-L1"),
        new(Published.PoolSleepsInAtomic, "CFG4-atomic", "INV-B12"),
        new(Published.PoolHalfFullOffByOne, "CFG4-levels", "INV-LEVELS"),
        new(Published.PoolZeroMinimumSleeps, "CFG4-gate-min0", "LIVENESS"),
        new(Published.PoolGrowDoesNotWake, "CFG4-gate-grow", "LIVENESS"),
        new(Published.PoolResizesRace, "CFG4-resize", "INV-D1"),
        new(Published.PoolCreateUsesFreed, "CFG4-life", "INV-D2"),
        new(Published.PoolOverfull, "CFG4", "INV-D1"),
        new(Published.PoolHalfTornElement, "CFG4-composite", "INV-D5"),
        new(Published.PoolParksReserve, "CFG4", "INV-PARKED"),
        new(Published.PoolBulkTakesPart, "CFG4-gate-bulk", "LIVENESS"),
        new(Published.PoolLockOverAllocator, "CFG4", "INV-LOCKS"),
        new(Published.PoolLockOverAllocator, "CFG4-pages", "INV-LOCKS"),
    ];
}
