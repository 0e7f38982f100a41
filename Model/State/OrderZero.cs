using System.Collections.Immutable;
using Plimsoll.Model.Rules;

namespace Plimsoll.Model.State;

/// <summary>
/// The three caches of order-0 pages (semantics F, Part 0.11): their slabs, zone after zone, and within a zone in the
/// order in which a scan comes to them. The scan's cursor stands before the zone's first slab; a slab that is looked at
/// moves behind the last, and a new slab starts there. So the order of a zone's slabs is the order of their last scans,
/// no two are alike in that, and the first frame, on which the victim's key ends, never has to decide: nothing here
/// depends on frame numbers.
/// </summary>
public sealed class OrderZero : IEquatable<OrderZero>
{
    /// <summary>A slot's mark is a number from here on; a frame in a slab has no other mark of memory.</summary>
    private const uint FirstMark = 1 << 16;

    private OrderZero(ImmutableArray<PageSlab> slabs) => Slabs = slabs;

    public static OrderZero None { get; } = new([]);

    public ImmutableArray<PageSlab> Slabs { get; }

    /// <summary>The slab this frame lies in, or null.</summary>
    public PageSlab? SlabOf(uint pfn)
    {
        foreach (PageSlab slab in Slabs)
        {
            if (slab.Has(pfn)) return slab;
        }

        return null;
    }

    /// <summary>FREE slots of a zone but for isolated slabs: the part of NR_FREE that is not in buddy.</summary>
    public uint FreeSlots(int zone)
    {
        uint free = 0;
        foreach (PageSlab slab in Slabs)
        {
            if (slab.Zone == zone && !slab.Isolated) free += (uint)slab.Count(SlotState.Free);
        }

        return free;
    }

    /// <summary>Some slab that is not isolated has a FREE slot.</summary>
    public bool AnyFree => Slabs.Any(slab => !slab.Isolated && slab.Count(SlotState.Free) > 0);

    /// <summary>Pages of the zone that were taken from the reserve.</summary>
    public uint Tagged(int zone)
    {
        uint tagged = 0;
        foreach (PageSlab slab in Slabs)
        {
            if (slab.Zone == zone) tagged += (uint)(slab.Count(SlotState.Reserved) + slab.Count(SlotState.Lent));
        }

        return tagged;
    }

    /// <summary>The slabs of a zone, as a scan comes to them.</summary>
    public IEnumerable<PageSlab> Ring(int zone) => Slabs.Where(slab => slab.Zone == zone);

    /// <summary>The frames whose slots a cache, or with null any cache, could hand out in a zone.</summary>
    public IEnumerable<uint> Free(int zone, PageCache? cache) =>
        from slab in Slabs
        where slab.Zone == zone && !slab.Isolated && (cache is null || slab.Cache == cache)
        from pfn in Frames(slab, SlotState.Free)
        select pfn;

    /// <summary>The frames on a CPU's list of a zone, of one cache or, with null, of all.</summary>
    public IEnumerable<uint> Listed(int cpu, int zone, PageCache? cache) =>
        from slab in Slabs
        where slab.Zone == zone && (cache is null || slab.Cache == cache)
        from pfn in Frames(slab, SlotState.Cached)
        where slab[pfn].Cpu == cpu
        select pfn;

    public static IEnumerable<uint> Frames(PageSlab slab, SlotState state)
    {
        for (int i = 0; i < slab.Slots.Length; i++)
        {
            if (slab.Slots[i].State == state) yield return slab.Base + (uint)i;
        }
    }

    /// <summary>A new slab stands last in its zone.</summary>
    public OrderZero With(PageSlab slab)
    {
        int place = 0;
        while (place < Slabs.Length && Slabs[place].Zone <= slab.Zone) place++;
        return new(Slabs.Insert(place, slab));
    }

    public OrderZero Without(PageSlab slab) => new(Slabs.Remove(slab));

    public OrderZero Changed(PageSlab from, PageSlab to) => new(Slabs.Replace(from, to));

    /// <summary>The cursor moves on past this slab.</summary>
    public OrderZero Scanned(PageSlab slab) => Without(slab).With(slab);

    /// <summary>
    /// A slab is told by what is said of its frames: which slab of the ring they belong to, and what their slot holds.
    /// </summary>
    public void Write(Encoder to)
    {
        to.Number(Slabs.Length);
        for (int s = 0; s < Slabs.Length; s++)
        {
            PageSlab slab = Slabs[s];
            to.Number((slab.Zone << 8) | ((int)slab.Cache << 1) | (slab.Isolated ? 1 : 0));
            for (int i = 0; i < slab.Slots.Length; i++)
            {
                uint held = ((uint)slab.Slots[i].State << 8) | slab.Slots[i].Cpu;
                to.Mark(slab.Base + (uint)i, FirstMark + (((uint)s << 16) | held));
            }
        }
    }

    public bool Equals(OrderZero? other) => other is not null && Slabs.AsSpan().SequenceEqual(other.Slabs.AsSpan());

    public override bool Equals(object? obj) => Equals(obj as OrderZero);

    public override int GetHashCode()
    {
        HashCode hash = default;
        foreach (PageSlab slab in Slabs) hash.Add(slab);
        return hash.ToHashCode();
    }

    public override string ToString() => string.Join("\n", Slabs.Select(slab => $"slab {slab}"));
}
