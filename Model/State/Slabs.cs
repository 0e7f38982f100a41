using System.Collections.Immutable;

namespace Plimsoll.Model.State;

/// <summary>Slab caches: every slab there is, and which caches are gone (semantics C.1). Compared by value.</summary>
public sealed record Slabs
{
    public static Slabs None { get; } = new();

    /// <summary>In order of their first frames.</summary>
    public ImmutableArray<Slab> All { get; private init; } = [];

    /// <summary>Caches that were destroyed, one bit each.</summary>
    public uint Gone { get; init; }

    public Slab this[uint pfn] =>
        Find(pfn) ?? throw new InvalidOperationException($"frame {pfn} is not the first of a slab");

    public Slab? Find(uint pfn)
    {
        int at = IndexOf(pfn);
        return at < 0 ? null : All[at];
    }

    /// <summary>The slab that this CPU has of a cache.</summary>
    public Slab? OfCpu(int cache, int cpu)
    {
        foreach (Slab slab in All)
        {
            if (slab.Place == SlabPlace.Cpu && slab.Number == cpu && slab.Cache == cache) return slab;
        }

        return null;
    }

    /// <summary>The partial list of a node, in no order that matters.</summary>
    public IEnumerable<Slab> Partial(int cache, int node) =>
        All.Where(s => s.Place == SlabPlace.Partial && s.Number == node && s.Cache == cache);

    /// <summary>nr_partial of a node.</summary>
    public int NrPartial(int cache, int node)
    {
        int count = 0;
        foreach (Slab slab in All)
        {
            if (slab.Place == SlabPlace.Partial && slab.Number == node && slab.Cache == cache) count++;
        }

        return count;
    }

    /// <summary>A new slab, or a new state of one.</summary>
    public Slabs With(Slab slab)
    {
        int at = IndexOf(slab.Pfn);
        return this with { All = at >= 0 ? All.SetItem(at, slab) : All.Insert(~at, slab) };
    }

    /// <summary>The slab is no more; nothing happens where there is none.</summary>
    public Slabs Without(uint pfn)
    {
        int at = IndexOf(pfn);
        return at < 0 ? this : this with { All = All.RemoveAt(at) };
    }

    public bool IsGone(int cache) => (Gone >> cache & 1) != 0;

    public void Write(Encoder to)
    {
        to.Number(Gone);
        foreach (Slab slab in All) slab.Write(to);
    }

    public bool Equals(Slabs? other) =>
        other is not null
        && (ReferenceEquals(this, other) || (Gone == other.Gone && All.AsSpan().SequenceEqual(other.All.AsSpan())));

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Gone);
        foreach (Slab slab in All) hash.Add(slab);
        return hash.ToHashCode();
    }

    public override string ToString() => $"slabs: {string.Join("; ", All)}" + (Gone == 0 ? "" : $", gone {Gone:b}");

    /// <summary>Where the slab stands, or the complement of where it would.</summary>
    private int IndexOf(uint pfn)
    {
        for (int at = 0; at < All.Length; at++)
        {
            if (All[at].Pfn >= pfn) return All[at].Pfn == pfn ? at : ~at;
        }

        return ~All.Length;
    }
}
