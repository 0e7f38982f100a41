using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// The 2N + m of August 2007 (semantics C.6; patch 06 of the series: kmem_estimate_pages, kestimate). In pages. Sound
/// only for what is allocated once and in sequence: see <see cref="SoundEstimate"/>.
/// </summary>
public static class Estimate2007
{
    /// <summary>kmem_estimate_pages: so many objects of one cache.</summary>
    /// <param name="entitled">
    /// All from the one reserve slab a cache has; else every online CPU may hold a slab of its own.
    /// </param>
    public static long Objects(CacheShape cache, long objects, bool entitled, int onlineCpus)
    {
        SlabShape slab = cache.Preferred;
        long partial = slab.Objects > 1 ? entitled ? 1 : onlineCpus : 0;
        return (Ceiling.Of(objects, slab.Objects) + partial) * slab.Pages;
    }

    /// <summary>kestimate: so many bytes in requests of any size. Twice, for sizes are rounded up; plus m.</summary>
    /// <param name="kmalloc">All kmalloc caches there are.</param>
    public static long Bytes(ReadOnlySpan<CacheShape> kmalloc, long bytes, bool entitled, int onlineCpus)
    {
        long pages = Ceiling.Of(bytes, PageSize.Bytes, times: 2);
        foreach (CacheShape cache in kmalloc) pages += Objects(cache, 0, entitled, onlineCpus);
        return pages;
    }
}
