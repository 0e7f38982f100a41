using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>The mempools of a machine: their elements and their waiters (semantics D).</summary>
public sealed record Pools
{
    private readonly ImmutableArray<Pool> all = [];

    public static Pools None { get; } = new();

    public int Count => all.Length;

    public Pool this[int pool] => all[pool];

    public static Pools Of(Machine machine) =>
        machine.Pools.IsEmpty ? None : new() { All = [.. machine.Pools.Select(Pool.Of)] };

    private ImmutableArray<Pool> All
    {
        init => all = value;
    }

    public Pools With(int pool, Pool state) => new() { All = all.SetItem(pool, state) };

    public void Write(Encoder to)
    {
        for (int pool = 0; pool < all.Length; pool++) all[pool].Write(to, pool);
    }

    public bool Equals(Pools? other) =>
        other is not null && (ReferenceEquals(this, other) || all.SequenceEqual(other.all));

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (Pool pool in all) hash.Add(pool);
        return hash.ToHashCode();
    }

    public override string ToString() =>
        string.Join('\n', all.Select((pool, number) => $"pool {number}: {pool}"));
}

/// <summary>A pool's state within the memory.</summary>
public static class PoolOf
{
    public static Memory With(this Memory memory, int pool, Pool state) =>
        memory with { Pools = memory.Pools.With(pool, state) };

    /// <summary>The element came from the reserve.</summary>
    public static bool IsTagged(this Memory memory, int pool, Item element) => element.Pfn.IsNone
        ? (memory.Pools[pool].Tagged >> element.Index & 1) != 0
        : memory.Held(element.Pfn.Value) is { Tagged: true };
}
