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

    /// <summary>The first 64 frames, one bit each. Zones that are searched have no more.</summary>
    private readonly ulong word;

    /// <summary>64 frames each, after them.</summary>
    private readonly ImmutableArray<ulong> more;

    private Frames(uint start, uint length, ulong word, ImmutableArray<ulong> more)
    {
        this.start = start;
        this.length = length;
        this.word = word;
        this.more = more;
        Count = (uint)BitOperations.PopCount(word);
        foreach (ulong next in more) Count += (uint)BitOperations.PopCount(next);
    }

    /// <summary>Frames in the set.</summary>
    public uint Count { get; }

    public static Frames Full(ZoneSpec zone) => Empty(zone).With(zone.Start, zone.Pages);

    public static Frames Empty(ZoneSpec zone) =>
        new(zone.Start, zone.Pages, 0, zone.Pages > 64 ? [.. new ulong[(int)(zone.Pages - 1) / 64]] : []);

    public bool Has(uint pfn) =>
        pfn >= start && pfn - start < length && (Word((pfn - start) / 64) >> (int)((pfn - start) % 64) & 1) != 0;

    /// <summary>
    /// Every frame of the block is in the set; false for a block that leaves the zone or is not aligned.
    /// </summary>
    public bool HasBlock(uint pfn, int order)
    {
        uint pages = 1u << order;
        if ((pfn & (pages - 1)) != 0 || pfn < start || pfn - start + (ulong)pages > length) return false;
        if (length <= 64)
        {
            ulong block = ulong.MaxValue >> (int)(64 - pages) << (int)(pfn - start);
            return (word & block) == block;
        }

        for (uint i = 0; i < pages; i++)
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

    /// <summary>nr_free[order], blocks: those that are free as a whole, and their pair is not.</summary>
    public uint NrFreeBlocks(int order)
    {
        uint blocks = 0;
        for (ulong pfn = First(order); pfn < End; pfn += 1u << order)
        {
            if (!HasBlock((uint)pfn, order)) continue;
            uint pair = (uint)pfn & ~((2u << order) - 1);
            if (order == Order.Max || !HasBlock(pair, order + 1)) blocks++;
        }

        return blocks;
    }

    /// <summary>Some block of this order could be taken: whole, or by splitting a larger one.</summary>
    public bool HasAnyBlock(int order)
    {
        if (order == 0) return Count > 0;
        for (ulong pfn = First(order); pfn < End; pfn += 1u << order)
        {
            if (HasBlock((uint)pfn, order)) return true;
        }

        return false;
    }

    /// <summary>Every aligned block of this order that is free as a whole, by its first frame.</summary>
    public IEnumerable<uint> Blocks(int order)
    {
        for (ulong pfn = First(order); pfn < End; pfn += 1u << order)
        {
            if (HasBlock((uint)pfn, order)) yield return (uint)pfn;
        }
    }

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
        && word == other.word
        && more.AsSpan().SequenceEqual(other.more.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as Frames);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(start);
        hash.Add(word);
        foreach (ulong next in more) hash.Add(next);
        return hash.ToHashCode();
    }

    /// <summary>Blocks as <c>first frame^order</c>: <c>{0^2 6^1}</c>.</summary>
    public override string ToString() =>
        "{" + string.Join(' ', MaximalBlocks().Select(b => $"{b.Pfn}^{b.Order}")) + "}";

    private Frames Changed(uint pfn, uint count, bool add)
    {
        Span<ulong> changed = more.IsEmpty ? stackalloc ulong[1] : new ulong[1 + more.Length];
        changed[0] = word;
        more.AsSpan().CopyTo(changed[1..]);
        for (uint p = pfn; p < pfn + count; p++)
        {
            if (Has(p) == add || p < start || p - start >= length)
            {
                string change = add ? "added to" : "removed from";
                throw new InvalidOperationException($"frame {p} cannot be {change} {this}");
            }

            changed[(int)((p - start) / 64)] ^= 1UL << (int)((p - start) % 64);
        }

        return new(start, length, changed[0], more.IsEmpty ? more : [.. changed[1..]]);
    }

    /// <summary>The first frame of the zone at which a block of this order could start.</summary>
    private ulong First(int order) => (start + (1UL << order) - 1) & ~((1UL << order) - 1);

    private ulong End => (ulong)start + length;

    private ulong Word(uint index) => index == 0 ? word : more[(int)index - 1];
}
