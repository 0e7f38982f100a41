namespace Plimsoll.Model.Vocabulary;

/// <summary>Steps of the order-0 page caches (semantics F), 128..159.</summary>
public static partial class Ghost
{
    /// <summary>
    /// (zone, pfn, cpu or none): the buddy block around this page became a slab, the page went to that CPU's list or
    /// straight to the caller.
    /// </summary>
    public const uint Grow = 128;

    /// <summary>(zone, base, 0): a scan looked at this slab and the cursor went on.</summary>
    public const uint Scan = 129;

    /// <summary>(zone, 0, 0): the window is scanned and holds no victim.</summary>
    public const uint NoVictim = 130;

    /// <summary>(zone, base, 0): the victim left NR_FREE, its slots the CPU lists; it gives no slot any more.</summary>
    public const uint Isolate = 131;

    /// <summary>(zone, base, 0): the victim is gone, or somebody else's, or may not be taken out of NR_FREE.</summary>
    public const uint Miss = 132;

    /// <summary>(zone, pfn, 0): a clean page of the victim was given up.</summary>
    public const uint Reclaim = 133;

    /// <summary>(zone, pfn, 0): the discard callback gave up a page of the victim.</summary>
    public const uint Discard = 134;

    /// <summary>(zone, pfn, 0): a write of a dirty page of the victim began.</summary>
    public const uint StartWrite = 135;

    /// <summary>(zone, pfn, 0): that write ended, and the page was not changed since it began.</summary>
    public const uint EndWrite = 136;

    /// <summary>(zone, base, 0): the victim could not be emptied and takes part again.</summary>
    public const uint Unisolate = 137;

    /// <summary>(zone, pfn, order): the empty victim went back to buddy and the block was taken, in one hold.</summary>
    public const uint Claim = 138;

    /// <summary>(zone, pfn or none, 0): somebody pinned a mapped page; there was none.</summary>
    public const uint Pin = 139;

    /// <summary>(zone, pfn, 0): a page's holder let go of it, and it stays mapped.</summary>
    public const uint Unpin = 140;

    /// <summary>(zone, pfn, 0): a mapped page was changed.</summary>
    public const uint Redirty = 141;

    /// <summary>(zone, pfn, 0): the background writer wrote a mapped page.</summary>
    public const uint Clean = 142;
}
