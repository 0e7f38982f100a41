using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>What a slab cache was created with (semantics C.1, C.2).</summary>
/// <param name="Size">Bytes from one object to the next.</param>
public sealed record CacheSpec(string Name, int Size)
{
    /// <summary>The most objects that one slab may have here: they are bits of a small number.</summary>
    public const int MaxObjects = 16;

    /// <summary>Pages of a slab, as an order: what is asked for first.</summary>
    public int Order { get; init; }

    /// <summary>What is asked for when <see cref="Order"/> cannot be had.</summary>
    public int MinOrder { get; init; }

    /// <summary>Slabs that a node's partial list may hold for an empty one to be kept on it.</summary>
    public int MinPartial { get; init; }

    /// <summary>
    /// What manages a slab lies outside of it, and is allocated when the slab is made: this can fail (semantics C.7).
    /// </summary>
    public bool OffSlab { get; init; }

    public int ObjectsAt(int order) => (PageSize.Bytes << order) / Size;

    /// <exception cref="TopologyException">A size or an order is impossible.</exception>
    public CacheSpec Checked()
    {
        bool fits = Size > 0 && MinOrder >= 0 && MinOrder <= Order && Order <= Vocabulary.Order.Max
            && ObjectsAt(MinOrder) > 0 && ObjectsAt(Order) <= MaxObjects && MinPartial >= 0;
        return fits ? this : throw new TopologyException($"cache '{Name}': {this} cannot have slabs");
    }
}
