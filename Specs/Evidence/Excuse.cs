namespace Plimsoll.Specs.Evidence;

/// <summary>
/// Legitimate behaviour that looks like a contradiction, under the numbers of the measured list of exceptions. Each is granted
/// by a rule with an event and a premise, where the law is checked, and counted there.
/// </summary>
public enum Excuse : byte
{
    /// <summary>alloc_pages_bulk has no tracepoint: an order-0 page of a CPU list is freed without having been allocated.</summary>
    E1 = 1,

    /// <summary>Compaction takes pages out of buddy without an event.</summary>
    E2 = 2,

    /// <summary>The page was allocated before the trace began.</summary>
    E3 = 3,

    /// <summary>A failed allocation: no page, frame 0.</summary>
    E4 = 4,

    /// <summary>A free that is traced and not yet done when the snapshot is taken.</summary>
    E5 = 5,

    /// <summary>A block was split, and is freed in parts.</summary>
    E7 = 7,

    /// <summary>A remote drain, or what an interrupt interrupted, held the list's lock: a free went straight to buddy.</summary>
    E8 = 8,

    /// <summary>ALLOC_NOFRAGMENT: a node with DMA32 skips its Normal zone early.</summary>
    E10 = 10,

    /// <summary>A boosted watermark.</summary>
    E11 = 11,

    /// <summary>A mempolicy moved the start node.</summary>
    E12 = 12,

    /// <summary>The text does not say: hashed pointers, empty fields.</summary>
    E16 = 16,

    /// <summary>The marks were computed before managed grew.</summary>
    E18 = 18,
}
