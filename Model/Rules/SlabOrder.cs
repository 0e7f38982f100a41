using System.Numerics;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>How a slab is cut: 2^Order pages into so many objects.</summary>
public readonly record struct SlabShape(int Order, long Objects)
{
    public long Pages => 1L << Order;

    /// <summary>Objects of <paramref name="size"/> bytes that fit into 2^order pages.</summary>
    public static SlabShape Of(int order, long size, int pageBytes = PageSize.Bytes) =>
        new(order, ((long)pageBytes << order) / size);
}

/// <summary>The knobs of a kernel's choice of slab order: slub_min_objects, slub_max_order, and whose loop.</summary>
public readonly record struct SlabTuning(Era Era, int MinObjects, int MaxOrder)
{
    /// <summary>2.6.23 as booted.</summary>
    public static SlabTuning E23 => new(Era.E23, 4, 1);

    /// <summary>2.6.23 with grouping by mobility.</summary>
    public static SlabTuning E23Grouped => new(Era.E23, 8, 3);

    /// <summary>6.x: the more CPUs, the more objects a slab.</summary>
    /// <param name="cpus">nr_cpu_ids, at least 1.</param>
    public static SlabTuning E6(int cpus) => new(Era.K6_12, 4 * (BitOperations.Log2((uint)cpus) + 2), 3);
}

/// <summary>Slab order and objects per slab (semantics C.2; mm/slub.c: slab_order, calculate_order).</summary>
public static class SlabOrder
{
    /// <summary>More objects than this a slab cannot count.</summary>
    private const int MostObjects = 32767;

    /// <param name="size">The stride of an object, bytes, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">No block is large enough (ENOSYS).</exception>
    public static SlabShape Of(long size, SlabTuning tuning)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(size, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(size, (long)PageSize.Bytes << Order.Max);
        return SlabShape.Of(tuning.Era == Era.E23 ? OfE23(size, tuning) : OfE6(size, tuning), size);
    }

    /// <summary>The least that holds one object: what is tried when the preferred order cannot be had.</summary>
    public static SlabShape Smallest(long size, int pageBytes = PageSize.Bytes) =>
        SlabShape.Of(PageOrder.Of(size, pageBytes), size, pageBytes);

    /// <summary>Fewer and fewer objects, each first with an eighth of waste, then with a quarter.</summary>
    private static int OfE23(long size, SlabTuning tuning)
    {
        for (int objects = tuning.MinObjects; objects > 1; objects /= 2)
        {
            foreach (int fraction in (ReadOnlySpan<int>)[8, 4])
            {
                if (Fit(size, objects, tuning.MaxOrder, fraction) is { } order) return order;
            }
        }

        return PageOrder.Of(size);
    }

    /// <summary>slab_order: the least order for so many objects that wastes no more than the fraction.</summary>
    private static int? Fit(long size, int objects, int maxOrder, int fraction)
    {
        for (int order = PageOrder.Of(objects * size); order <= maxOrder; order++)
        {
            if (WastesAtMost(size, order, fraction)) return order;
        }

        return null;
    }

    /// <summary>As many objects as the CPUs ask for, with a sixteenth of waste, then ever more.</summary>
    private static int OfE6(long size, SlabTuning tuning)
    {
        long objects = Math.Min(tuning.MinObjects, Math.Max(1, SlabShape.Of(tuning.MaxOrder, size).Objects));
        int least = PageOrder.Of(objects * size);
        if (SlabShape.Of(least, size).Objects > MostObjects) return PageOrder.Of(size * MostObjects) - 1;
        foreach (int fraction in (ReadOnlySpan<int>)[16, 8, 4, 2])
        {
            for (int order = least; order <= tuning.MaxOrder; order++)
            {
                if (WastesAtMost(size, order, fraction)) return order;
            }
        }

        return PageOrder.Of(size);
    }

    private static bool WastesAtMost(long size, int order, int fraction)
    {
        long slab = (long)PageSize.Bytes << order;
        return slab % size <= slab / fraction;
    }
}
