using System.Collections.Immutable;
using Plimsoll.Model.Rules;

namespace Plimsoll.Model.State;

/// <summary>What a reserve's demand counts (semantics E.4).</summary>
public enum DemandKind : byte
{
    /// <summary>Pages; a unit is one page.</summary>
    Pages,

    /// <summary>Objects of one cache; a unit is one object.</summary>
    Objects,

    /// <summary>Bytes of kmalloc; a unit is one byte, and a charge is rounded to its class.</summary>
    Bytes,
}

/// <summary>
/// One reserve of the machine, as its user describes it. Limits and usage are in bytes whatever the kind, so that they
/// add up along the tree (semantics E.1).
/// </summary>
/// <param name="UnitBytes">Bytes charged for one unit; Bytes: 1.</param>
/// <param name="Bound">Bound[n]: pages that n units surely fit into, however they come and go (Part 0.7).</param>
public sealed record ReserveSpec(string Name, DemandKind Kind, int UnitBytes, ImmutableArray<int> Bound)
{
    /// <summary>The cache whose objects are counted; else -1.</summary>
    public int Cache { get; init; } = -1;

    /// <summary>Pages that the declared demand falls short of <see cref="Bound"/>: hypothesis E2 dropped.</summary>
    public int Short { get; init; }

    /// <summary>The root of the tree: it adds up what hangs below it, and has no demand of its own.</summary>
    public static ReserveSpec Root { get; } = new("root", DemandKind.Pages, Vocabulary.PageSize.Bytes, [0]);

    /// <summary>A reserve of up to <paramref name="most"/> pages.</summary>
    public static ReserveSpec OfPages(string name, int most) =>
        new(name, DemandKind.Pages, Vocabulary.PageSize.Bytes, [.. Enumerable.Range(0, most + 1)]);

    /// <summary>A reserve of up to <paramref name="most"/> objects of a cache.</summary>
    /// <param name="places">Where its requests may run: each place may fail to see a slab that has room.</param>
    public static ReserveSpec OfObjects(string name, int cache, CacheSpec spec, int most, Places places)
    {
        CacheShape shape = new(
            spec.Size,
            new(spec.Order, spec.ObjectsAt(spec.Order)),
            new(spec.MinOrder, spec.ObjectsAt(spec.MinOrder)));
        IEnumerable<int> bound =
            Enumerable.Range(0, most + 1).Select(n => (int)SoundEstimate.Objects(shape, n, places));
        return new(name, DemandKind.Objects, spec.Size, [.. bound]) { Cache = cache };
    }

    /// <summary>Pages that a demand of so many units declares.</summary>
    public int PagesFor(int units) => Math.Max(0, Bound[units] - Short);
}
