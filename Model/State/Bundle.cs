using System.Numerics;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>
/// Several elements of one pool as one <see cref="Item"/>: what mempool_alloc_bulk grants. None is empty, a single
/// element stands for itself, more are a set of element numbers. Elements that are pages are never bundled.
/// </summary>
public static class Bundle
{
    private const int Set = 1 << 16;

    public static int Count(Item item)
    {
        if (item.IsNone) return 0;
        return IsSet(item) ? BitOperations.PopCount((uint)(item.Index - Set)) : 1;
    }

    public static Item Union(Item a, Item b)
    {
        if (a.IsNone || b.IsNone) return a.IsNone ? b : a;
        return new(Pfn.None, Set | Bits(a) | Bits(b));
    }

    /// <summary>The element with the highest number, and the others.</summary>
    public static (Item Last, Item Others) Split(Item item)
    {
        if (!IsSet(item)) return (item, Item.None);
        int bits = Bits(item);
        int last = BitOperations.Log2((uint)bits);
        int rest = bits & ~(1 << last);
        int others = BitOperations.IsPow2(rest) ? BitOperations.Log2((uint)rest) : Set | rest;
        return (new(Pfn.None, last), new(Pfn.None, others));
    }

    public static IEnumerable<Item> Elements(Item item)
    {
        while (!item.IsNone)
        {
            (Item last, item) = Split(item);
            yield return last;
        }
    }

    private static bool IsSet(Item item) => item.Pfn.IsNone && item.Index >= Set;

    private static int Bits(Item item) => IsSet(item) ? item.Index - Set : 1 << item.Index;
}
