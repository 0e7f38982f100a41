using System.Collections.Immutable;
using Plimsoll.Model.State;

namespace Plimsoll.Specs.Configurations;

public static partial class PublishedCases
{
    /// <summary>Rules of the reserve tree.</summary>
    public static ImmutableArray<PublishedCase> Reserves =>
    [
        new(Published.ChargeBelowLimit, "CFG5-errors", "INV-CHARGE"),
        new(Published.UsageClamped, "CFG5-errors", "INV-BELOWZERO"),
        new(Published.ChargeLeaks, "CFG5-denied", "INV-E4"),
        new(Published.LimitsBeforePages, "CFG5-demands", "INV-BACKED"),
        new(Published.PagesBeforeLimits, "CFG5-demands", "INV-BACKED"),
        new(Published.UnchargeBeforeFree, "CFG5-demands", "INV-E1"),
        new(Published.UnchargeDoesNotWake, "CFG5-waiters", "LIVENESS"),
        new(Published.ConnectMakesCycle, "CFG5-errors", "INV-CYCLE"),
        new(Published.ConnectNotUnlinked, "CFG5-errors", "INV-E2"),
        new(Published.ChargeByPowerOfTwo, "CFG5-bytes", "INV-E4"),
        new(Published.ChargeDisconnected, "CFG5-errors", "INV-DISCONNECTED"),
        new(Published.DisconnectInUse, "CFG5-errors", "INV-INUSE"),
        new(Published.RestrictedDemand, "CFG5-errors", "INV-RESTRICTED"),
        new(Published.MinFreeLockLast, "CFG5", "INV-LOCKS"),
        new(Published.AdjustUnserialised, "CFG5-overlap", "INV-E3"),
        new(Published.TreeUnderReserveLock, "CFG5", "INV-LOCKS"),
    ];
}
