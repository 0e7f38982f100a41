using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>What a page that could be reclaimed holds (semantics I).</summary>
public enum PageUse : byte
{
    /// <summary>A file's page, as on disk: given back without more ado.</summary>
    Clean,

    /// <summary>A file's page that must be written first, which takes FS, IO and memory.</summary>
    Dirty,

    /// <summary>A process's own page: needs swap, which these machines have not.</summary>
    Anon,

    /// <summary>An empty slab of a cache with a shrinker: needs FS.</summary>
    Slab,
}

/// <summary>A page in use that reclaim knows.</summary>
/// <param name="Pinned">Someone holds a reference: it stays.</param>
/// <param name="Writing">Its write is under way; nobody else begins one.</param>
public readonly record struct ReclaimablePage(PageUse Use, bool Pinned = false, bool Writing = false)
{
    public uint Code => 64 + 4 * (uint)Use + (Pinned ? 2u : 0u) + (Writing ? 1u : 0u);

    public override string ToString() => $"{Use}{(Pinned ? "(pinned)" : "")}{(Writing ? "(writing)" : "")}";
}

/// <summary>The kswapd of one node, and the order it was asked for.</summary>
public readonly record struct Kswapd(KswapdLife Life, int Order)
{
    public static Kswapd Sleeping => new(KswapdLife.Asleep, 0);

    /// <summary>A wake: from sleep, from settling down, or only a larger order.</summary>
    public Kswapd Woken(int order) => new(KswapdLife.Awake, Life == KswapdLife.Asleep ? order : Math.Max(Order, order));
}

/// <summary>
/// What can be reclaimed, and who does: reclaimable pages, kswapd, the lock of the OOM killer (semantics I). The pages
/// are held blocks of order 0 like any other; here stands what they are held for. Compared by value.
/// </summary>
public sealed record Reclaim
{
    /// <summary>No environment: nobody reclaims, and a request that marks refuse is refused.</summary>
    public static Reclaim None { get; } = new();

    public bool IsNone => Kswapds.IsEmpty;

    public ImmutableSortedDictionary<uint, ReclaimablePage> Pages { get; private init; } =
        ImmutableSortedDictionary<uint, ReclaimablePage>.Empty;

    /// <summary>Zones whose OOM lock somebody holds, one bit each.</summary>
    public ulong OomLocked { get; private init; }

    private ImmutableArray<Kswapd> Kswapds { get; init; } = [];

    /// <summary>An environment: nothing to reclaim yet, and every node's kswapd asleep.</summary>
    public static Reclaim Of(Topology topology) =>
        new() { Kswapds = [.. Enumerable.Repeat(State.Kswapd.Sleeping, topology.Nodes)] };

    public Kswapd Kswapd(int node) => Kswapds[node];

    public Reclaim With(int node, Kswapd kswapd) => this with { Kswapds = Kswapds.SetItem(node, kswapd) };

    public Reclaim With(uint pfn, ReclaimablePage page) => this with { Pages = Pages.SetItem(pfn, page) };

    public Reclaim Without(uint pfn) => this with { Pages = Pages.Remove(pfn) };

    public Reclaim WithOom(ulong locked) => this with { OomLocked = locked };

    public void Write(Encoder to)
    {
        to.Number(OomLocked);
        foreach (Kswapd kswapd in Kswapds) to.Number(8 * kswapd.Order + (int)kswapd.Life);
        foreach ((uint pfn, ReclaimablePage page) in Pages) to.Mark(pfn, page.Code);
    }

    public bool Equals(Reclaim? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (OomLocked == other.OomLocked
                && Kswapds.AsSpan().SequenceEqual(other.Kswapds.AsSpan())
                && Pages.SequenceEqual(other.Pages)));

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(OomLocked);
        foreach (Kswapd kswapd in Kswapds) hash.Add(kswapd);
        foreach ((uint pfn, ReclaimablePage page) in Pages) hash.Add(HashCode.Combine(pfn, page));
        return hash.ToHashCode();
    }

    public override string ToString() =>
        $"cache:{string.Concat(Pages.Select(p => $" {p.Key}{p.Value}"))}; kswapd: {string.Join(' ', Kswapds)}"
        + (OomLocked == 0 ? "" : $"; oom lock {OomLocked:x}");
}

/// <summary>What of reclaim never changes.</summary>
public sealed record ReclaimSpec
{
    /// <summary>
    /// Writing a dirty page takes one page for the request to the device, asked for with this; null: none.
    /// </summary>
    public Request? WriteNeeds { get; init; }

    /// <summary>
    /// A write that gets no memory waits until some is free; else it is given up, and the page stays dirty.
    /// </summary>
    public bool WriteWaits { get; init; }

    /// <summary>Tasks the OOM killer may choose.</summary>
    public ImmutableArray<int> Victims { get; init; } = [];
}
