using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Evidence;

/// <summary>
/// E18: the kernel computes marks at boot and then frees the initrd and its own start-up code, so managed grows and the
/// marks stay. One older, smaller managed for every zone must explain all marks, and protection where that is stale
/// too.
/// </summary>
internal sealed class OldManaged
{
    /// <summary>What boot frees is a small part of the machine, though it may be a larger one of a zone.</summary>
    private const long MachineShare = 16;
    private const long ZoneShare = 4;
    private readonly List<ZoneRow> zones;
    private readonly Era era;
    private readonly long? pagesMin;
    private readonly long scale;
    private readonly List<(int First, int Last, long Least, long Most)> sums = [];

    private OldManaged(ZoneInfo info, long? minFreeKbytes, long scale)
    {
        this.scale = scale;
        zones = [.. info.Rows.Where(r => r is { Managed: > 0, Kind: not null })];
        era = info.Era;
        pagesMin = minFreeKbytes / PageSize.Kbytes;
    }

    /// <summary>
    /// Whether min_free_kbytes is the value boot gives it: the root of 16 x low memory, or what khugepaged recommends.
    /// Any other was written, and writing it computes the marks anew.
    /// </summary>
    public static bool IsBootValue(ZoneInfo info, long minFreeKbytes)
    {
        ZoneRow[] lowmem = [.. info.Rows.Where(r => r.Managed > 0 && r.Kind is { } kind && kind <= ZoneKind.Normal)];
        long most = lowmem.Sum(r => r.Managed), least = most - most / MachineShare;
        if (minFreeKbytes >= Root(least) && minFreeKbytes <= Root(most)) return true;
        const long hugePage = 512, forLists = 2, forMobility = 9;
        long pages = minFreeKbytes / PageSize.Kbytes;
        bool capped = pages <= most / 20 && pages >= (least - lowmem.Sum(r => r["high"])) / 20;
        return capped || pages == lowmem.Length * hugePage * (forLists + forMobility);
    }

    /// <summary>The older managed pages by row of <paramref name="info"/>; null if none explains it.</summary>
    /// <param name="minFreeKbytes">Null where the marks are fresh and only protection is to be explained.</param>
    /// <param name="scale">watermark_scale_factor.</param>
    /// <param name="staleProtection">Ratios, if protection is to be explained too.</param>
    /// <param name="without">A (row, column) left out: column -1 is min, others are protection.</param>
    public static Dictionary<ZoneRow, long>? Find(
        ZoneInfo info,
        long? minFreeKbytes,
        long scale,
        IReadOnlyList<long>? staleProtection,
        (ZoneRow Row, int Column)? without = null)
    {
        OldManaged search = new(info, minFreeKbytes, scale);
        if (search.pagesMin == 0) return null;
        if (staleProtection is not null && !search.AddProtection(info, staleProtection, without)) return null;
        if (search.pagesMin is null) return search.At(0, without);
        long whole = search.zones.Where(search.IsLow).Sum(r => r.Managed);
        long step = Math.Max(1, whole / MachineShare / 20000);
        for (long total = whole; total >= whole - whole / MachineShare; total -= step)
        {
            if (search.At(total, without) is { } found) return found;
        }

        return null;
    }

    private static long Root(long pages) => Math.Clamp((long)Math.Sqrt(16.0 * pages * PageSize.Kbytes), 128, 262144);

    private bool IsLow(ZoneRow row) => !KernelMarks.IsHighmem(era, row.Kind!.Value, false);

    /// <summary>
    /// protection[i][j] * ratio bounds the sum of the zones i+1..j of the node; false if an entry cannot be.
    /// </summary>
    private bool AddProtection(ZoneInfo info, IReadOnlyList<long> ratio, (ZoneRow Row, int Column)? without)
    {
        foreach (ZoneRow row in zones)
        {
            List<ZoneRow> node = [.. info.Rows.Where(r => r.Node == row.Node)];
            int type = node.IndexOf(row);
            if (type >= ratio.Count || ratio[type] == 0) continue;
            for (int above = type + 1; above < Math.Min(node.Count, row.Protection.Count); above++)
            {
                if (without == (row, above)) continue;
                int[] between = [.. node[(type + 1)..(above + 1)].Select(r => zones.IndexOf(r)).Where(z => z >= 0)];
                long pages = row.Protection[above];
                if (between.Length == 0 && pages != 0) return false;
                if (between.Length > 0)
                {
                    sums.Add((between[0], between[^1], pages * ratio[type], (pages + 1) * ratio[type] - 1));
                }
            }
        }

        return true;
    }

    /// <summary>
    /// The zones' sizes when low memory was <paramref name="total"/> pages, as near to today's as the marks allow.
    /// </summary>
    private Dictionary<ZoneRow, long>? At(long total, (ZoneRow Row, int Column)? without)
    {
        long[] least = new long[zones.Count], most = new long[zones.Count];
        for (int i = 0; i < zones.Count; i++)
        {
            (least[i], most[i]) = (zones[i].Managed - zones[i].Managed / ZoneShare, zones[i].Managed);
            if (pagesMin is not { } whole) continue;
            (long first, long last) = Shares(zones[i], without == (zones[i], -1));
            least[i] = Math.Max(least[i], (first * total + whole - 1) / whole);
            most[i] = Math.Min(most[i], ((last + 1) * total - 1) / whole);
            Gap(zones[i], ref least[i], ref most[i]);
        }

        for (int i = 0; i < zones.Count; i++)
        {
            if (!Narrow(least, most, total)) return null;
            least[i] = most[i];
        }

        return Narrow(least, most, total) ? zones.Select((z, i) => (z, most[i])).ToDictionary() : null;
    }

    /// <summary>
    /// The zone's share of pagesMin: exactly min, or, where that does not show it, at most four gaps.
    /// </summary>
    private (long First, long Last) Shares(ZoneRow row, bool withoutMin)
    {
        long min = row["min"] - row.Boost, gap = row["high"] - row["low"];
        if (IsLow(row) && !withoutMin) return (min, min);
        return (row.Managed * scale / 10000 < gap ? 4 * gap : 0, 4 * gap + 3);
    }

    /// <summary>
    /// The scale bounds the size too, and gives the gap where it is more than a quarter of the share.
    /// </summary>
    private void Gap(ZoneRow row, ref long least, ref long most)
    {
        long gap = row["high"] - row["low"], quarter = (row["min"] - row.Boost) / 4;
        if (scale == 0 || !IsLow(row)) return;
        if (gap > quarter + 1) least = Math.Max(least, (gap * 10000 + scale - 1) / scale);
        most = Math.Min(most, ((gap + 1) * 10000 - 1) / scale);
    }

    /// <summary>
    /// Narrows each zone's bounds by every sum it takes part in until nothing moves; false if a bound is passed.
    /// </summary>
    private bool Narrow(long[] least, long[] most, long total)
    {
        bool moved = true;
        while (moved)
        {
            moved = false;
            foreach ((int first, int last, long low, long high) in sums)
            {
                for (int i = first; i <= last; i++) moved |= Narrow(least, most, i, first, last, low, high, all: true);
            }

            for (int i = 0; i < zones.Count && pagesMin is not null; i++)
            {
                if (IsLow(zones[i])) moved |= Narrow(least, most, i, 0, zones.Count - 1, total, total, all: false);
            }

            for (int i = 0; i < zones.Count; i++)
            {
                if (least[i] > most[i]) return false;
            }
        }

        return true;
    }

    private bool Narrow(long[] least, long[] most, int at, int first, int last, long low, long high, bool all)
    {
        long othersLeast = 0, othersMost = 0;
        for (int i = first; i <= last; i++)
        {
            if (i == at || !(all || IsLow(zones[i]))) continue;
            othersLeast += least[i];
            othersMost += most[i];
        }

        long newLeast = Math.Max(least[at], low - othersMost), newMost = Math.Min(most[at], high - othersLeast);
        bool moved = newLeast != least[at] || newMost != most[at];
        (least[at], most[at]) = (newLeast, newMost);
        return moved && newLeast <= newMost;
    }
}
