using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>At most <paramref name="Count"/> objects of <paramref name="Size"/> bytes at a time, by kmalloc.</summary>
public readonly record struct ObjectDemand(long Size, long Count);

/// <summary>What a reserve shall carry.</summary>
/// <param name="Bytes">At most so many at a time in requests of any size, counted as they are charged.</param>
/// <param name="Objects">And beside them these.</param>
public sealed record ReserveDemand(long Bytes, ImmutableArray<ObjectDemand> Objects, Places Places);

/// <summary>What a part of an estimate pays for.</summary>
public enum SizePart : byte
{
    /// <summary>Slabs for the objects of one class whose peak was declared.</summary>
    Objects,

    /// <summary>Blocks for declared objects that no class holds.</summary>
    LargeObjects,

    /// <summary>Slabs for bytes in requests of any size.</summary>
    Bytes,

    /// <summary>Blocks for bytes in requests that no class holds.</summary>
    LargeBytes,

    /// <summary>Slabs that have room where a request does not see it.</summary>
    Partial,

    /// <summary>Slabs of several nodes that look full in turn.</summary>
    Nodes,
}

/// <summary>One part of the three estimates, in pages.</summary>
/// <param name="Size">Objects: the class, bytes. LargeObjects: the size asked for. Else 0.</param>
/// <param name="Count">Objects, LargeObjects: how many at a time.</param>
/// <param name="LimitBytes">
/// What this kind is charged at most, class-rounded: a limit of its own, for one limit over several kinds lets each
/// have had all of it. 0 where nothing is charged.
/// </param>
public sealed record SizeTerm(
    SizePart Part, long Size, long Count, long LimitBytes, long In2007, long In2008, long Sound);

/// <summary>
/// How large a reserve must be (semantics C.6, E.4, Part 0.7): the estimates as published in 2007 and in 2008 and the
/// sound one, part by part; each column adds up to its estimate.
/// </summary>
public sealed class ReserveSize
{
    private ReserveSize(ImmutableArray<SizeTerm> terms)
    {
        Terms = terms;
        In2007 = Sum(terms, term => term.In2007);
        In2008 = Sum(terms, term => term.In2008);
        Sound = Sum(terms, term => term.Sound);
        LimitBytes = Sum(terms, term => term.LimitBytes);
    }

    public ImmutableArray<SizeTerm> Terms { get; }

    /// <summary>Pages: 2N + m of August 2007, for entitled requests.</summary>
    public long In2007 { get; }

    /// <summary>Pages: 2N + m of March 2008.</summary>
    public long In2008 { get; }

    /// <summary>Pages that are enough in every history.</summary>
    public long Sound { get; }

    /// <summary>All limits together, in class-rounded bytes.</summary>
    public long LimitBytes { get; }

    /// <exception cref="OverflowException">It is more than any machine has.</exception>
    public static ReserveSize Of(ReserveDemand demand, SlabTuning tuning)
    {
        ImmutableArray<CacheShape> caches = CacheShape.Kmalloc(tuning);
        List<SizeTerm> terms = [];
        long partial2007 = 0, partial2008 = 0, partial = 0, nodes = 0, bytes = 0;
        foreach (CacheShape cache in caches)
        {
            long declared = demand.Objects.Where(o => Has(cache, o.Size)).Sum(o => o.Count);
            long peak = checked(declared + Limit(demand) / cache.Size);
            long alone = SoundEstimate.Objects(cache, peak, Places.Alone);
            long unseen = peak == 0 ? 0 : checked(demand.Places.UnseenSlabs * cache.Preferred.Pages);
            partial = checked(partial + unseen);
            nodes = checked(nodes + SoundEstimate.Objects(cache, peak, demand.Places) - alone - unseen);
            long full = SoundEstimate.Objects(cache, declared, Places.Alone);
            bytes = checked(bytes + alone - full);
            if (declared == 0) continue;
            terms.Add(Declared(cache, declared, full));
            partial2007 += Estimate2007.Objects(cache, 0, entitled: true, demand.Places.Cpus);
            partial2008 += Estimate2008.Objects(cache, 0, demand.Places.Cpus);
        }

        terms.AddRange(demand.Objects.Where(o => KmallocClass.IsPageBacked(o.Size) && o.Count > 0).Select(Large));
        if (demand.Bytes > 0)
        {
            long twice = Ceiling.Of(demand.Bytes, PageSize.Bytes, times: 2);
            terms.Add(new(SizePart.Bytes, 0, 0, Limit(demand), twice, twice, bytes));
            long blocks = SoundEstimate.PageBackedBytes(Limit(demand));
            if (blocks > 0) terms.Add(new(SizePart.LargeBytes, 0, 0, 0, 0, 0, blocks));
            partial2007 += Estimate2007.Bytes(caches.AsSpan(), 0, entitled: true, demand.Places.Cpus);
            partial2008 += Estimate2008.Bytes(caches.AsSpan(), 0, demand.Places.Cpus);
        }

        if (partial > 0) terms.Add(new(SizePart.Partial, 0, 0, 0, partial2007, partial2008, partial));
        if (nodes > 0) terms.Add(new(SizePart.Nodes, 0, 0, 0, 0, 0, nodes));
        return new([.. terms]);
    }

    /// <summary>A limit that admits a request at all admits the smallest class.</summary>
    private static long Limit(ReserveDemand demand) =>
        demand.Bytes == 0 ? 0 : Math.Max(demand.Bytes, KmallocClass.Sizes[0]);

    private static bool Has(CacheShape cache, long size) =>
        !KmallocClass.IsPageBacked(size) && KmallocClass.Of(size) == cache.Size;

    private static SizeTerm Declared(CacheShape cache, long count, long sound) => new(
        SizePart.Objects,
        cache.Size,
        count,
        ReserveCharge.Objects(cache, count),
        Estimate2007.Objects(cache, count, entitled: true, 0) - Estimate2007.Objects(cache, 0, entitled: true, 0),
        Estimate2008.Objects(cache, count, 0),
        sound);

    /// <summary>The published estimates asked the cache of a size, and there is none: nothing was counted.</summary>
    private static SizeTerm Large(ObjectDemand demand) => new(
        SizePart.LargeObjects,
        demand.Size,
        demand.Count,
        checked(ReserveCharge.Kmalloc(demand.Size) * demand.Count),
        0,
        0,
        SoundEstimate.PageBacked(demand.Size, demand.Count));

    private static long Sum(ImmutableArray<SizeTerm> terms, Func<SizeTerm, long> column) =>
        terms.Aggregate(0L, (sum, term) => checked(sum + column(term)));
}
