namespace Plimsoll.Model.Rules;

/// <summary>What a scan saw of one slab of order-0 pages: a plain reading, stale at once (semantics F.4).</summary>
/// <param name="Clean">Pages that cost nothing: clean ones, and those a callback can discard.</param>
/// <param name="Dirty">Pages that must be written first: dirty, under writeback, anonymous.</param>
/// <param name="Used">Slots that hold a page of somebody; a slot on a CPU list is not one of them.</param>
/// <param name="Pinned">Used slots that cannot be reclaimed now: pinned, taken from the reserve, lent.</param>
/// <param name="LastScan">When the slab was looked at before, in the order of such looks.</param>
/// <param name="Base">Its first frame.</param>
public readonly record struct SlabSample(
    PageCache Cache, bool Isolated, int Clean, int Dirty, int Used, int Pinned, int LastScan, uint Base)
{
    /// <summary>Pinned, isolated and knoreclaim slabs are never victims.</summary>
    public bool IsEligible => Cache != PageCache.KNoReclaim && !Isolated && Pinned == 0;
}

/// <summary>Which slab a large request empties: the one that costs least I/O (semantics F.4, Part 0.11).</summary>
public static class Victim
{
    /// <summary>
    /// The place in the window of the eligible slab with the least (-clean, dirty + anon, used, last scan, base);
    /// -1: none is eligible.
    /// </summary>
    public static int Of(ReadOnlySpan<SlabSample> window)
    {
        int best = -1;
        for (int i = 0; i < window.Length; i++)
        {
            if (window[i].IsEligible && (best < 0 || Precedes(window[i], window[best]))) best = i;
        }

        return best;
    }

    public static bool Precedes(SlabSample a, SlabSample b)
    {
        if (a.Clean != b.Clean) return a.Clean > b.Clean;
        if (a.Dirty != b.Dirty) return a.Dirty < b.Dirty;
        if (a.Used != b.Used) return a.Used < b.Used;
        return a.LastScan != b.LastScan ? a.LastScan < b.LastScan : a.Base < b.Base;
    }
}
