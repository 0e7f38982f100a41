namespace Plimsoll.Explorer;

/// <summary>
/// Mistakes that partial-order reduction and store buffers invite, to be made on purpose: each must be caught by a
/// test, or the tests prove nothing. Off outside tests.
/// </summary>
[Flags]
internal enum Flaws
{
    None = 0,

    /// <summary>A reversed compare-exchange keeps the outcome it had where it was found.</summary>
    StaleOutcome = 1,

    /// <summary>A backtracking point is taken for covered when its thread sleeps there.</summary>
    PersistentSets = 1 << 1,

    /// <summary>What comes after the later step of a race is left out of the sequence to explore.</summary>
    TruncatedSequence = 1 << 2,

    /// <summary>Two acquires of a lock do not race, since a release stands between them.</summary>
    NoLockRaces = 1 << 3,

    /// <summary>An addition is a read.</summary>
    AddReads = 1 << 4,

    /// <summary>A try-lock that failed is a write.</summary>
    FailedTryLockWrites = 1 << 5,

    /// <summary>A load does not see what its CPU has stored and nobody else sees.</summary>
    NoForwarding = 1 << 6,

    /// <summary>A read-modify-write does not wait for its CPU's store buffer.</summary>
    NoFlushBeforeExchange = 1 << 7,

    /// <summary>A step that depends on one that sleeps does not wake it.</summary>
    SleepsOn = 1 << 8,

    /// <summary>An acquire that still waits where an execution ends races with nobody.</summary>
    NoPhantoms = 1 << 9,

    /// <summary>What laws can tell of the order of steps is no matter.</summary>
    NoGhosts = 1 << 10,
}
