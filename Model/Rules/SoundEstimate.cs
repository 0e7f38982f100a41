using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>Where requests may run: everything possible, not what is online today.</summary>
/// <param name="Cpus">Possible CPUs.</param>
/// <param name="Nodes">Nodes that may have memory.</param>
/// <param name="Contexts">Levels that interrupt one another on a CPU: process, softirq, hardirq.</param>
public readonly record struct Places(int Cpus, int Nodes, int Contexts = 3)
{
    /// <summary>One thread on one node that nothing interrupts: it sees every slab there is.</summary>
    public static Places Alone => new(0, 0);

    /// <summary>
    /// Slabs of one cache that a request may fail to see although they have room: one for each (CPU, context), which
    /// may be about to install it or hold it, and one for each node.
    /// </summary>
    public long UnseenSlabs => (long)Cpus * Contexts + Nodes;
}

/// <summary>
/// The pages that demand within limits can take in any history, whatever was allocated and freed before (semantics
/// Part 0.7): per-class peaks, class-rounded sizes, whole blocks for what bypasses the caches, and for each class one
/// slab for each possible (CPU, context) and node. A reserve is sized with this.
/// </summary>
public static class SoundEstimate
{
    /// <summary>
    /// At most <paramref name="peak"/> objects of a cache at a time. A slab is made when every slab is full, so that
    /// what peak - 1 objects can fill is all there is, and one more. Slabs may be of either shape, in any mixture: the
    /// least efficient of them counts, and the last slab is as large as they come.
    /// </summary>
    /// <remarks>
    /// The full slabs of several nodes are seen one node after the other. Between two looks all but one object of each
    /// slab may move to the other node, so that each node in turn looks full: with n nodes and k objects a slab, at
    /// most n(peak - 1)/(k + n - 1) slabs can look full, not (peak - 1)/k.
    /// </remarks>
    public static long Objects(CacheShape cache, long peak, Places places)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(peak);
        if (peak == 0) return 0;
        long full = Math.Max(
            Full(cache.Preferred, cache.Smallest, peak, places), Full(cache.Smallest, cache.Smallest, peak, places));
        return checked(full + (1 + places.UnseenSlabs) * cache.Preferred.Pages);
    }

    /// <summary>A request past all classes takes a block of its own: count of them at a time.</summary>
    public static long PageBacked(long bytes, long count) => checked(count * (1L << PageOrder.Of(bytes)));

    /// <summary>
    /// At most <paramref name="limit"/> bytes at a time, class-rounded, in requests of any size: every class may have
    /// had the whole limit once and kept an object in each slab, and blocks past the classes may have it now.
    /// </summary>
    public static long Bytes(ReadOnlySpan<CacheShape> kmalloc, long limit, Places places)
    {
        long pages = PageBackedBytes(limit);
        foreach (CacheShape cache in kmalloc) pages = checked(pages + Objects(cache, limit / cache.Size, places));
        return pages;
    }

    /// <summary>What blocks past the largest class take of a limit in bytes: the least of them is four pages.</summary>
    public static long PageBackedBytes(long limit)
    {
        int least = PageOrder.Of(KmallocClass.Largest + 1);
        return limit / ((long)PageSize.Bytes << least) << least;
    }

    /// <summary>Pages in slabs of one shape that peak - 1 objects can make look full.</summary>
    private static long Full(SlabShape slab, SlabShape smallest, long peak, Places places)
    {
        int nodes = Math.Max(1, places.Nodes);
        Int128 slabs = (Int128)(peak - 1) * nodes * (slab.Pages / smallest.Pages) / (slab.Objects + nodes - 1);
        return checked((long)slabs * smallest.Pages);
    }
}
