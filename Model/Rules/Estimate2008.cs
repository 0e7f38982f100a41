using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// The 2N + m of March 2008 (semantics C.6; kmem_alloc_estimate, kmalloc_estimate_bytes). In pages: worst efficiency
/// for objects, worst size for the slabs of CPUs.
/// </summary>
public static class Estimate2008
{
    public static long Objects(CacheShape cache, long objects, int onlineCpus) =>
        Ceiling.Of(objects, cache.Smallest.Objects) * cache.Smallest.Pages
        + (cache.Preferred.Objects > 1 ? onlineCpus * cache.Preferred.Pages : 0);

    /// <summary>Only classes smaller than a page count in m: kmalloc[1..log2(page)-1].</summary>
    public static long Bytes(
        ReadOnlySpan<CacheShape> kmalloc, long bytes, int onlineCpus, int pageBytes = PageSize.Bytes)
    {
        long pages = Ceiling.Of(bytes, pageBytes, times: 2);
        foreach (CacheShape cache in kmalloc)
        {
            if (cache.Size < pageBytes) pages += Objects(cache, 0, onlineCpus);
        }

        return pages;
    }
}
