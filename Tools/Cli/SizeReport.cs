using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Cli;

/// <summary>The answer of <c>size</c>: pages by part, why the estimates differ there, and what to do.</summary>
internal sealed class SizeReport(ReserveDemand demand, ReserveSize size)
{
    /// <summary>var_free_kbytes is a signed int.</summary>
    private const long MostKbytes = int.MaxValue;

    private readonly ImmutableArray<CacheShape> caches = CacheShape.Kmalloc(SlabTuning.E23);

    public void Write(Terminal terminal)
    {
        terminal.Out.WriteLine($"Reserve {Pages(size.Sound)} ({N(Kbytes)} kB).");
        terminal.Out.WriteLine($"For {Counted(demand.Places.Cpus, "possible CPU")} with {demand.Places.Contexts} "
            + $"contexts each, {Counted(demand.Places.Nodes, "node")}; slabs as in 2.6.23.");
        terminal.Out.WriteLine();
        terminal.Table(
            ["pages for", "2N+m of 2007", "2N+m of 2008", "sound", "limit, bytes"],
            [
                .. size.Terms.Select(t => (string[])[Name(t), N(t.In2007), N(t.In2008), N(t.Sound), Limit(t)]),
                ["in all", N(size.In2007), N(size.In2008), N(size.Sound), N(size.LimitBytes)],
            ]);
        terminal.Out.WriteLine();
        foreach (SizeTerm term in size.Terms) terminal.Prose($"{Name(term)}: {Why(term)}");
        string[] advice = [.. Advice()];
        if (advice.Length > 0) terminal.Out.WriteLine();
        foreach (string line in advice) terminal.Prose(line);
    }

    public JsonObject ToJson() => new()
    {
        ["bytes"] = demand.Bytes,
        ["objects"] = new JsonArray([.. demand.Objects.Select(o => new JsonObject
        {
            ["size"] = o.Size,
            ["count"] = o.Count,
            ["class"] = KmallocClass.Ksize(o.Size),
        })]),
        ["cpus"] = demand.Places.Cpus,
        ["nodes"] = demand.Places.Nodes,
        ["pages2007"] = size.In2007,
        ["pages2008"] = size.In2008,
        ["pagesSound"] = size.Sound,
        ["limitBytes"] = size.LimitBytes,
        ["terms"] = new JsonArray([.. size.Terms.Select(t => new JsonObject
        {
            ["term"] = Name(t),
            ["pages2007"] = t.In2007,
            ["pages2008"] = t.In2008,
            ["pagesSound"] = t.Sound,
            ["limitBytes"] = t.LimitBytes,
            ["why"] = Why(t),
        })]),
        ["advice"] = new JsonArray([.. Advice().Select(line => JsonValue.Create(line))]),
    };

    private Int128 Kbytes => (Int128)size.Sound * PageSize.Kbytes;

    private static string Limit(SizeTerm term) => term.LimitBytes == 0 ? "" : N(term.LimitBytes);

    private static string Name(SizeTerm term) => term.Part switch
    {
        SizePart.Objects => $"{N(term.Count)} of class {term.Size}",
        SizePart.LargeObjects => $"{N(term.Count)} of {term.Size} bytes",
        SizePart.Bytes => "bytes of any size",
        SizePart.LargeBytes => "bytes in whole blocks",
        SizePart.Partial => "slabs not full",
        _ => "several nodes",
    };

    private string Why(SizeTerm term) => term.Part switch
    {
        SizePart.Objects => Why(caches.Single(cache => cache.Size == term.Size)),
        SizePart.LargeObjects => $"over {KmallocClass.Largest} bytes no cache serves, and the published estimates, "
            + "which ask the cache, count nothing. Each takes a block of "
            + $"{Pages(1L << PageOrder.Of(term.Size))}.",
        SizePart.Bytes => "2N pays for the rounding of sizes. But one limit can be spent on one size after the other, "
            + "and an object left behind keeps its slab (churn): each of the "
            + $"{caches.Count(cache => cache.Size <= term.LimitBytes)} classes within it may come to hold all of it.",
        SizePart.LargeBytes => $"requests over {KmallocClass.Largest} bytes bypass the caches, and may take the whole "
            + "limit while the slabs are still there.",
        SizePart.Partial => "the documents count one slab a class (2007), or one for each CPU online and class below a "
            + "page (2008). A slab may have room that is not seen from any of the possible CPUs in each of its "
            + $"contexts, and on each node: {Counted(demand.Places.UnseenSlabs, "slab")} for each class in use.",
        _ => "a request looks at one node after the other; while it does, objects may move so that each node looks "
            + "full in its turn.",
    };

    private static string Why(CacheShape cache)
    {
        string text = $"{Counted(cache.Preferred.Objects, "object")} in a slab of {Pages(cache.Preferred.Pages)}";
        return cache.Preferred == cache.Smallest ? $"{text}; all three agree on full slabs."
            : $"{text}, or {cache.Smallest.Objects} in {Pages(cache.Smallest.Pages)} when that cannot be had. 2007 "
                + "counts the first kind, 2008 the second; both may be there, and the last slab may be the large one.";
    }

    private IEnumerable<string> Advice()
    {
        if (size.Terms.Count(term => term.LimitBytes > 0) > 1)
        {
            yield return "Charge each kind against the limit in its own line, as a reserve of its own: under one limit "
                + "for all, each kind could have had all of it once, and what it left behind would keep its pages.";
        }

        if (demand.Bytes > 0 && MostOfOneClass() is { } most && most < size.Sound)
        {
            yield return $"To need less, declare peaks by size, with --object SIZExCOUNT instead of --bytes: "
                + $"{N(demand.Bytes)} bytes in objects of any one class need at most {Pages(most)}.";
        }

        if (demand.Objects.Any(o => o.Count > 0 && o.Size > PageSize.Bytes))
        {
            yield return $"Objects over {PageSize.Bytes} bytes need contiguous pages. A reserve promises pages, not "
                + "that they are contiguous (Theorem E, E7): split them, or keep them in a pool.";
        }

        if (Kbytes > MostKbytes)
            yield return $"This is more than {N(MostKbytes)} kB, the most that var_free_kbytes can hold.";
        if (size.Sound < Math.Max(size.In2007, size.In2008))
        {
            yield return "The documents count slabs of classes that this demand cannot reach: less than 2N+m will do.";
        }
    }

    /// <summary>The bytes, all in objects of the class that makes the most of them, and what else there is.</summary>
    private long? MostOfOneClass()
    {
        long most = 0;
        foreach (CacheShape cache in caches.Where(cache => cache.Size <= demand.Bytes))
        {
            ObjectDemand all = new(cache.Size, demand.Bytes / cache.Size);
            ReserveDemand declared = demand with { Bytes = 0, Objects = demand.Objects.Add(all) };
            most = Math.Max(most, ReserveSize.Of(declared, SlabTuning.E23).Sound);
        }

        return most == 0 ? null : most;
    }

    private static string Pages(long count) => Counted(count, "page");

    private static string Counted(long count, string what) => $"{N(count)} {what}{(count == 1 ? "" : "s")}";

    private static string N(Int128 number) => number.ToString("N0", CultureInfo.InvariantCulture);
}
