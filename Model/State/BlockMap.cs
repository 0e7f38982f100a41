using System.Collections;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Plimsoll.Model.State;

/// <summary>
/// Blocks by first frame, in order of frames, immutable. A sorted array: a search makes millions of small ones.
/// </summary>
public sealed class BlockMap : IEnumerable<KeyValuePair<uint, Block>>, IEquatable<BlockMap>
{
    private readonly KeyValuePair<uint, Block>[] all;

    private BlockMap(KeyValuePair<uint, Block>[] all) => this.all = all;

    public static BlockMap Empty { get; } = new([]);

    public int Count => all.Length;

    public IEnumerable<uint> Keys => all.Select(b => b.Key);

    public IEnumerable<Block> Values => all.Select(b => b.Value);

    /// <exception cref="KeyNotFoundException">No block starts there.</exception>
    public Block this[uint pfn] =>
        TryGetValue(pfn, out Block block) ? block : throw new KeyNotFoundException($"no block starts at frame {pfn}");

    public bool ContainsKey(uint pfn) => Find(pfn) >= 0;

    public bool TryGetValue(uint pfn, out Block block)
    {
        int at = Find(pfn);
        block = at >= 0 ? all[at].Value : default;
        return at >= 0;
    }

    /// <exception cref="ArgumentException">Another block starts there.</exception>
    public BlockMap Add(uint pfn, Block block)
    {
        int at = Find(pfn);
        if (at >= 0)
        {
            return all[at].Value == block
                ? this
                : throw new ArgumentException($"block {all[at].Value} already starts at frame {pfn}", nameof(pfn));
        }

        KeyValuePair<uint, Block>[] more = new KeyValuePair<uint, Block>[all.Length + 1];
        all.AsSpan(0, ~at).CopyTo(more);
        more[~at] = new(pfn, block);
        all.AsSpan(~at).CopyTo(more.AsSpan(~at + 1));
        return new(more);
    }

    public BlockMap Remove(uint pfn)
    {
        int at = Find(pfn);
        if (at < 0) return this;
        if (all.Length == 1) return Empty;
        KeyValuePair<uint, Block>[] fewer = new KeyValuePair<uint, Block>[all.Length - 1];
        all.AsSpan(0, at).CopyTo(fewer);
        all.AsSpan(at + 1).CopyTo(fewer.AsSpan(at));
        return new(fewer);
    }

    public ImmutableArray<KeyValuePair<uint, Block>>.Enumerator GetEnumerator() =>
        ImmutableCollectionsMarshal.AsImmutableArray(all).GetEnumerator();

    IEnumerator<KeyValuePair<uint, Block>> IEnumerable<KeyValuePair<uint, Block>>.GetEnumerator() =>
        all.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => all.GetEnumerator();

    public bool Equals(BlockMap? other) => other is not null && all.AsSpan().SequenceEqual(other.all);

    public override bool Equals(object? obj) => Equals(obj as BlockMap);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach ((uint pfn, Block block) in all) hash.Add(HashCode.Combine(pfn, block));
        return hash.ToHashCode();
    }

    /// <summary>Where the block is; the complement of where it would be.</summary>
    private int Find(uint pfn)
    {
        (int from, int to) = (0, all.Length);
        while (from < to)
        {
            int middle = (from + to) / 2;
            if (all[middle].Key == pfn) return middle;
            if (all[middle].Key < pfn) from = middle + 1;
            else to = middle;
        }

        return ~from;
    }
}
