using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>What estimates need to know of a cache: its objects, its slabs, and the slabs it makes do with.</summary>
/// <param name="Size">The stride of an object, bytes.</param>
/// <param name="Preferred">The slab it asks for.</param>
/// <param name="Smallest">The slab it takes when that cannot be had.</param>
public readonly record struct CacheShape(long Size, SlabShape Preferred, SlabShape Smallest)
{
    /// <summary>The kmalloc caches, by size, ascending.</summary>
    public static ImmutableArray<CacheShape> Kmalloc(SlabTuning tuning) =>
        [.. KmallocClass.Sizes.Select(size => Of(size, tuning))];

    /// <summary>A cache of objects of <paramref name="size"/> bytes under that kernel's rules.</summary>
    public static CacheShape Of(long size, SlabTuning tuning) =>
        new(size, SlabOrder.Of(size, tuning), SlabOrder.Smallest(size));

    /// <summary>A cache of the smallest slabs that will do, on a machine whose pages may be small.</summary>
    public static CacheShape OfSmallest(long size, int pageBytes = PageSize.Bytes)
    {
        SlabShape slab = SlabOrder.Smallest(size, pageBytes);
        return new(size, slab, slab);
    }
}
