namespace Plimsoll.Model.State;

/// <summary>What a cache does that has no slot and gets no block to make a slab of (semantics F.3).</summary>
public enum Exhaustion : byte
{
    /// <summary>A single page of buddy, outside the scheme. The law: buddy stays the base allocator.</summary>
    Loose,

    /// <summary>A slot of another cache, which mixes what a slab holds. Kept to show what that breaks.</summary>
    Borrow,

    /// <summary>The zone refuses.</summary>
    Refuse,
}

/// <summary>The order-0 page caches of a machine that has them (semantics F, Part 0.11).</summary>
/// <param name="SlabOrder">G: a slab is one block of 2^G pages.</param>
/// <param name="MaxDefragScan">MAX_DEFRAG_SCAN: slabs a scan looks at, and victims one request tries in a zone.</param>
/// <param name="Discardable">A discard callback is registered: there is a kreclaim cache.</param>
public sealed record OrderZeroSpec(
    int SlabOrder, int MaxDefragScan, bool Discardable = true, Exhaustion Exhaustion = Exhaustion.Loose)
{
    public uint SlabPages => 1u << SlabOrder;
}
