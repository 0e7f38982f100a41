using System.Collections.Immutable;
using System.Numerics;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>
/// An immutable set of frames of one zone, compared by value. Because buddies coalesce maximally (INV-B3), the set of
/// free frames says everything about a zone's buddy lists: <see cref="MaximalBlocks"/> are its blocks.
/// </summary>
public sealed class Frames : IEquatable<Frames>
{
    private readonly uint start;
    private readonly uint length;
    private readonly ImmutableArray<ulong> words;

    private Frames(uint start, uint length, ImmutableArray<ulong> words)
    {
        this.start = start;
        this.length = length;
        this.words = words;
        foreach (ulong word in words) Count += (uint)BitOperations.PopCount(word);
    }

    /// <summary>Frames in the set.</summary>
    public uint Count { get; }

    public static Frames Full(ZoneSpec zone) => Empty(zone).With(zone.Start, zone.Pages);

    public static Frames Empty(ZoneSpec zone) =>
        new(zone.Start, zone.Pages, [.. new ulong[(int)(zone.Pages + 63) / 64]]);

    public bool Has(uint pfn) =>
        pfn >= start && pfn - start < length && (words[Word(pfn)] & Bit(pfn)) != 0;

    /// <summary>
    /// Every frame of the block is in the set; false for a block that leaves the zone or is not aligned.
    /// </summary>
    public bool HasBlock(uint pfn, int order)
    {
        if (pfn % (1u << order) != 0) return false;
        for (uint i = 0; i < 1u << order; i++)
        {
            if (!Has(pfn + i)) return false;
        }

        return true;
    }

    public Frames With(uint pfn, uint count) => Changed(pfn, count, add: true);

    public Frames Without(uint pfn, uint count) => Changed(pfn, count, add: false);

    /// <summary>
    /// The free blocks, in order of address: at each frame the largest aligned block that is free as a whole.
    /// </summary>
    public IEnumerable<(uint Pfn, int Order)> MaximalBlocks()
    {
        for (uint pfn = start; pfn - start < length;)
        {
            if (!Has(pfn))
            {
                pfn++;
                continue;
            }

            int order = 0;
            while (order < Order.Max && HasBlock(pfn, order + 1)) order++;
            yield return (pfn, order);
            pfn += 1u << order;
        }
    }

    /// <summary>nr_free[order], blocks.</summary>
    public uint NrFreeBlocks(int order) => (uint)MaximalBlocks().Count(b => b.Order == order);

    /// <summary>Some block of this order could be taken: whole, or by splitting a larger one.</summary>
    public bool HasAnyBlock(int order) => Blocks(order).Any();

    /// <summary>Every aligned block of this order that is free as a whole, by its first frame.</summary>
    public IEnumerable<uint> Blocks(int order) =>
        MaximalBlocks().Where(b => b.Order >= order).SelectMany(b => Heads(b.Pfn, b.Order, order));

    /// <summary>Every frame of the set gets a mark.</summary>
    public void Write(Encoder to)
    {
        for (uint pfn = start; pfn - start < length; pfn++)
        {
            if (Has(pfn)) to.Mark(pfn, 1);
        }
    }

    public bool Equals(Frames? other) =>
        other is not null
        && (start, length) == (other.start, other.length)
        && words.AsSpan().SequenceEqual(other.words.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Frames);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(start);
        foreach (ulong word in words) hash.Add(word);
        return hash.ToHashCode();
    }

    /// <summary>Blocks as <c>first frame^order</c>: <c>{0^2 6^1}</c>.</summary>
    public override string ToString() =>
        "{" + string.Join(' ', MaximalBlocks().Select(b => $"{b.Pfn}^{b.Order}")) + "}";

    private static IEnumerable<uint> Heads(uint pfn, int of, int order)
    {
        for (uint i = 0; i < 1u << of; i += 1u << order) yield return pfn + i;
    }

    private Frames Changed(uint pfn, uint count, bool add)
    {
        ulong[] changed = [.. words];
        for (uint p = pfn; p < pfn + count; p++)
        {
            if (Has(p) == add || p < start || p - start >= length)
            {
                string change = add ? "added to" : "removed from";
                throw new InvalidOperationException($"frame {p} cannot be {change} {this}");
            }

            changed[Word(p)] ^= Bit(p);
        }

        return new(start, length, [.. changed]);
    }

    private int Word(uint pfn) => (int)((pfn - start) / 64);

    private ulong Bit(uint pfn) => 1UL << (int)((pfn - start) % 64);
}
