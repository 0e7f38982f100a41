namespace Plimsoll.Model.State;

/// <summary>
/// Places where published code breaks the promise it was written for, or where a known bug does: each is a switch that
/// makes the model behave so, numbered as in the catalogue (semantics G). With none set the model is the law.
/// </summary>
public enum Published : byte
{
    CheckThenTake = 1,
    RefillIgnoresMark = 2,
    CounterDrift = 3,
    CounterBeforeList = 4,
    ListsNotDrained = 5,
    DrainBeforeOffline = 6,
    MergeAnyOrder = 10,
    SplitReturnsUpperHalf = 11,
    MemAllocClobbered = 12,
    SoftIrqInherits = 13,
    NoRecursionStop = 14,
    MemAllocBeatsNoMemAlloc = 15,
    HarderBeforeHigh = 16,
    MarkItselfPasses = 17,
    EmergReducedByHigh = 18,
    EmergOfHighmem = 19,
    UnserialisedRecompute = 20,
    AdjustWithoutRollback = 21,
    WeakProbe = 22,
    HalfRebuiltZonelist = 23,
    MaskReadTwice = 24,
    FullZonesSkipped = 25,
    KswapdNotWoken = 26,
    ReserveByZone = 27,
    ThisNodeReclaims = 28,
    TagDroppedWhenFull = 29,
    FastPathUnchecked = 30,
    TagOfCpuNotSlab = 31,
    TagReadAfterReuse = 32,
    TagUninitialised = 33,
    PartialSkipsFirst = 34,
    TagOfTailPage = 35,
    StolenNotRetried = 36,
    GrownFreedTwice = 37,
    GrownLeaked = 38,
    SlabOnWrongNode = 39,
    SleepsInAtomic = 40,
    FallbackIgnoresMask = 41,
    FallbackRecursion = 42,
    StaleCpuAfterSleep = 43,
    FreelistAba = 44,
    DeactivateLosesFrees = 45,
    ShrinkFreesUsed = 46,
    DestroyForgetsReserve = 47,
    EstimateOnlineCpus = 48,
    EstimateIgnoresBypass = 49,
    EstimateIgnoresChurn = 50,
    PoolLostWakeup = 51,
    PoolStaleCount = 52,
    PoolWakesOne = 53,
    PoolFirstTryDoesIo = 54,
    PoolSleepsInAtomic = 55,
    PoolHalfFullOffByOne = 56,
    PoolZeroMinimumSleeps = 57,
    PoolGrowDoesNotWake = 58,
    PoolResizesRace = 59,
    PoolCreateUsesFreed = 60,
    PoolOverfull = 61,
    PoolHalfTornElement = 62,
    PoolParksReserve = 63,
    PoolBulkTakesPart = 64,
    ChargeBelowLimit = 65,
    UsageClamped = 66,
    ChargeLeaks = 67,
    LimitsBeforePages = 68,
    PagesBeforeLimits = 69,
    UnchargeBeforeFree = 70,
    UnchargeDoesNotWake = 71,
    ConnectMakesCycle = 72,
    ConnectNotUnlinked = 73,
    ChargeByPowerOfTwo = 74,
    EmergRoundedDown = 75,
    VictimNotRevalidated = 76,
    IsolationForgotten = 77,
    UnisolateForgotten = 78,
    BlockStolenAfterFree = 79,
    CursorNotAdvanced = 80,
    VictimMostDirty = 81,
    DiscardRecursion = 82,

    /// <summary>E-b2: a charge on a reserve that nothing backs succeeds.</summary>
    ChargeDisconnected = 90,

    /// <summary>E-b6: a reserve is disconnected while its charges live.</summary>
    DisconnectInUse = 91,

    /// <summary>Demand that only DMA memory can serve is accepted (Part 0.8).</summary>
    RestrictedDemand = 92,

    // Not in the catalogue: what else would break a law of pages and reclaim.
    MaskIgnored = 100,
    ListNeverGivesBack = 101,
    TaggedPageListed = 102,
    HitUnchecked = 103,
    NoFailGivesUp = 104,
    AtomicReclaims = 105,
    ReclaimCountsScanned = 106,
    ReclaimTakesPinned = 107,
    KswapdSleepsUnchecked = 108,
    FlagsWordRestored = 109,
    OomUnlocked = 110,
    MinFreeLockLast = 111,
    FarthestNodeFirst = 112,

    // Locks: an adjustment without var_free_mutex, a lock that is taken too early or held for too long (J).
    AdjustUnserialised = 113,
    ListLockFirst = 114,
    PoolLockOverAllocator = 115,
    TreeUnderReserveLock = 116,
    IsolateZoneFirst = 117,

    /// <summary>B.8 step 2 before step 11, as in 2.6.23: GFP_THISNODE with NOFAIL fails at once.</summary>
    ThisNodeBeatsNoFail = 120,

    /// <summary>A request of order above 3 goes round like any other.</summary>
    LargeOrderRepeats = 121,
    RepeatIgnored = 122,

    /// <summary>gfp_zone is not asked: every class has the zonelist of the highest.</summary>
    ClassIgnored = 123,
}

/// <summary>A set of <see cref="Published"/> rules, by value.</summary>
public readonly record struct PublishedRules(UInt128 Bits)
{
    public static PublishedRules None => default;

    public bool IsNone => Bits == 0;

    public static PublishedRules Of(params ReadOnlySpan<Published> rules)
    {
        UInt128 bits = 0;
        foreach (Published rule in rules) bits |= UInt128.One << (int)rule;
        return new(bits);
    }

    /// <summary>A rule as people name it: its number in the catalogue, or its name where it is not in it.</summary>
    public static string ItemOf(Published rule) => rule <= Published.DiscardRecursion ? $"G{(int)rule}" : $"{rule}";

    public bool Has(Published rule) => ((Bits >> (int)rule) & 1) != 0;
}
