namespace Plimsoll.Model.Vocabulary;

/// <summary>
/// The steps of mempools (semantics D). A step's level is one of <see cref="PoolLevel"/>; <i>element</i> is its number,
/// or its first frame where the pool is backed by pages.
/// </summary>
public static partial class Ghost
{
    /// <summary>(pool, level, element + leaf * 2^16 + 2^31 if tagged): the backing allocator gave a leaf.</summary>
    public const uint PoolBuild = 64;

    /// <summary>(pool, level, 0): the backing allocator refused.</summary>
    public const uint PoolBuildFailed = 65;

    /// <summary>(pool, level, 0): the backing allocator has not answered yet.</summary>
    public const uint PoolBuildWaits = 66;

    /// <summary>(pool, element, leaf): a leaf went back to the backing allocator.</summary>
    public const uint PoolUnbuild = 67;

    /// <summary>(pool, curr_nr, 1 if somebody waits): a plain reading.</summary>
    public const uint PoolRead = 68;

    /// <summary>(pool, level, elements): popped under the pool lock.</summary>
    public const uint PoolPop = 69;

    /// <summary>(pool, level, 0): seen under the pool lock: not to be had at this level.</summary>
    public const uint PoolRefused = 70;

    /// <summary>(pool, task, elements): the task queues up and sleeps.</summary>
    public const uint PoolSleep = 71;

    /// <summary>(pool, task, 0): the waiter tries once more in its place, for something came back.</summary>
    public const uint PoolAgain = 72;

    /// <summary>(pool, task, 0 served, 1 by its own effort, 2 cancelled): the waiter leaves the queue.</summary>
    public const uint PoolLeave = 73;

    /// <summary>(pool, element, 0): an element given back is parked.</summary>
    public const uint PoolPush = 74;

    /// <summary>(pool, element, task): an element given back goes to the waiter.</summary>
    public const uint PoolHand = 75;

    /// <summary>(pool, element, 0): no room and no waiter for it: it goes to the backing allocator.</summary>
    public const uint PoolSurplus = 76;

    /// <summary>(pool, task or none, 0): after a free that parked nothing, the first waiter tries again.</summary>
    public const uint PoolNudge = 77;

    /// <summary>(pool, task, 1 if it waited): its wait is cancelled.</summary>
    public const uint PoolCancel = 78;

    /// <summary>(pool, 1 unless it was there before, elements): the pool is there, full.</summary>
    public const uint PoolCreated = 79;

    /// <summary>(pool, 1 to grow, 0): which way a resize goes.</summary>
    public const uint PoolResize = 80;

    /// <summary>(pool, 1 if there was memory for it, 0): the array of a larger pool.</summary>
    public const uint PoolArray = 81;

    /// <summary>(pool, min_nr, elements taken out): min_nr is written.</summary>
    public const uint PoolMinimum = 82;

    /// <summary>(pool, 1 unless it is in use, elements taken out): the pool is gone.</summary>
    public const uint PoolDestroyed = 83;

    /// <summary>(pool, 0, 0): published code only: the look at an empty pool, before the queue is entered.</summary>
    public const uint PoolLooked = 84;

    /// <summary>(pool, element freed, 1 if it is still free): published code only: the link in it is read.</summary>
    public const uint PoolLink = 85;
}

/// <summary>
/// The levels of mempool_alloc, in the order of Molnar's mail, with the attempt of an entitled caller on the reserve
/// before the last (semantics Part 0.10); and who else builds elements.
/// </summary>
public enum PoolLevel : byte
{
    /// <summary>L1: the backing allocator, without sleeping or starting I/O.</summary>
    Atomic = 1,

    /// <summary>L2: the pool, if it is at least half full.</summary>
    HalfFull,

    /// <summary>L3: the backing allocator, by all means the caller grants.</summary>
    Full,

    /// <summary>L4: the pool, if it is not empty.</summary>
    NotEmpty,

    /// <summary>An entitled caller: the backing allocator, from the reserve.</summary>
    Reserve,

    /// <summary>L5: wait for an element that comes back; or a refusal.</summary>
    Wait,

    /// <summary>Not an allocation: the pool is created or grows.</summary>
    Fill,
}
