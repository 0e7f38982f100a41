namespace Plimsoll.Model.Vocabulary;

/// <summary>Steps of slab caches: 32 to 63.</summary>
public static partial class Ghost
{
    internal const uint FirstOfSlabs = 32;

    internal const uint LastOfSlabs = 63;

    /// <summary>(slab, object, cpu): an object left the CPU's freelist for the caller.</summary>
    public const uint ObjectHit = 32;

    /// <summary>(slab, cpu, 0): the slab's own freelist became the CPU's.</summary>
    public const uint SlabLoad = 33;

    /// <summary>(slab, cpu, 0): the CPU gave up a slab that had nothing left.</summary>
    public const uint SlabUnfreeze = 34;

    /// <summary>(slab, cpu, 0): a slab left its partial list for the CPU.</summary>
    public const uint SlabFreeze = 35;

    /// <summary>(slab, object, node): an object left a slab on the node's list for the caller.</summary>
    public const uint ObjectTake = 36;

    /// <summary>(cache, node, 0): the node's list was seen without a slab that the caller may use.</summary>
    public const uint SlabNone = 37;

    /// <summary>(cpu, 0, 0): the task woke up on this CPU.</summary>
    public const uint Moved = 38;

    /// <summary>(slab, cache, cpu): new pages became the CPU's slab.</summary>
    public const uint SlabInstall = 39;

    /// <summary>(slab, cache, node): new pages became a slab on the node's list.</summary>
    public const uint SlabInsert = 40;

    /// <summary>(slab, cache, object): pages from the reserve became a slab, and the caller got this object.</summary>
    public const uint SlabReserve = 41;

    /// <summary>(pages, cpu, 0): new pages are given up, for the CPU has a slab by now.</summary>
    public const uint SlabDrop = 42;

    /// <summary>(pages, cache, 0): what would manage the slab cannot be had; its pages are given up.</summary>
    public const uint SlabUnmanaged = 43;

    /// <summary>(slab, object, cpu): an object went on the CPU's freelist.</summary>
    public const uint ObjectPush = 44;

    /// <summary>(slab, object, 0): an object went back to its slab, and the slab where it then belongs.</summary>
    public const uint ObjectReturn = 45;

    /// <summary>(slab, cpu, 0): a slab was taken from its CPU, with all that was on the CPU's freelist.</summary>
    public const uint SlabFlush = 46;

    /// <summary>(slab, task, 0): the task turns to a slab that it took from its list, to discard it.</summary>
    public const uint SlabReap = 47;

    /// <summary>(cache, node, 0): every empty slab left the node's list.</summary>
    public const uint SlabSwept = 48;

    /// <summary>(cache, 1 if gone, 0): a destroyed cache has no slab left; or it has, and stays.</summary>
    public const uint CacheGone = 49;

    /// <summary>(slab, object, cpu): where a pop has two steps (G44), the freelist's head was read.</summary>
    public const uint ObjectPeek = 50;

    /// <summary>
    /// (slab, number of its CPU or node, 0): where a flush or a sweep has two steps (G45, G46), the slab was looked at.
    /// </summary>
    public const uint SlabPeek = 51;
}
