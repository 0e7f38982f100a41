using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Evidence;

/// <summary>
/// Knobs that a zoneinfo was computed with, read off the zoneinfo itself where the recording does not tell: the mins sum up to
/// min_free_kbytes but for what floors cut off, the widest gap tells the scale, a protection row its ratio. If no such knobs
/// give every number, the numbers contradict each other.
/// </summary>
internal static class InferredKnobs
{
    public static IEnumerable<Sysctls> Of(ZoneInfo info, Sysctls recorded)
    {
        if (recorded.MinFreeKbytes is not null)
        {
            yield return recorded;
            yield break;
        }

        ZoneRow[] zones = [.. info.Rows.Where(r => r.Managed > 0 && r.Kind is { } k && !KernelMarks.IsHighmem(info.Era, k, false))];
        long sum = zones.Sum(r => r["min"] - r.Boost);
        long[] scales = [.. Scales(info).Prepend(Sysctls.DefaultScale).Distinct()];
        long[] ratio = [.. Sysctls.DefaultRatio.Select((usual, type) => Ratio(info, type) ?? usual)];
        for (long pages = sum; pages <= sum + zones.Length; pages++)
        {
            foreach (long scale in scales) yield return new(pages * PageSize.Kbytes, scale, ratio, 0);
        }
    }

    /// <summary>gap = managed * scale / 10000 in the zone where it is widest; floors leave a few scales open.</summary>
    private static IEnumerable<long> Scales(ZoneInfo info)
    {
        foreach (ZoneRow row in info.Rows.Where(r => r.Managed > 0).OrderByDescending(r => r.Managed).Take(2))
        {
            long gap = row["high"] - row["low"];
            if (gap <= 0) continue;
            long least = (gap * 10000 + row.Managed - 1) / row.Managed;
            yield return least;
            if ((gap + 1) * 10000 > (least + 1) * row.Managed) yield return least + 1;
        }
    }

    /// <summary>The ratio that gives every protection entry of this zone type, on the usual one first; null if there is none.</summary>
    private static long? Ratio(ZoneInfo info, int type)
    {
        long usual = Sysctls.DefaultRatio[type], least = 1, most = long.MaxValue;
        bool usualFits = true;
        foreach ((long above, long pages) in Entries(info, type))
        {
            usualFits &= pages == (usual == 0 ? 0 : above / usual);
            least = Math.Max(least, above / (pages + 1) + 1);
            most = Math.Min(most, pages == 0 ? most : above / pages);
        }

        return usualFits ? usual : least <= most ? least : null;
    }

    private static IEnumerable<(long Above, long Pages)> Entries(ZoneInfo info, int type)
    {
        foreach (IGrouping<int, ZoneRow> rows in info.Rows.GroupBy(r => r.Node))
        {
            ZoneRow[] node = [.. rows];
            if (type >= node.Length || node[type].Managed == 0) continue;
            long above = 0;
            for (int j = type + 1; j < Math.Min(node.Length, node[type].Protection.Count); j++)
            {
                above += node[j].Managed;
                if (above > 0) yield return (above, node[type].Protection[j]);
            }
        }
    }
}
