using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Evidence;

/// <summary>One number of a zoneinfo and what its formula gives.</summary>
internal readonly record struct MarkCheck(Law Law, ZoneRow Row, int Column, long Line, long Found, long Expected)
{
    public bool Holds => Found == Expected;

    /// <summary>Marks move together, protection by itself.</summary>
    public bool IsProtection => Law == Law.FProtection;
}

/// <summary>The F laws: marks, protection, batch and high of a zoneinfo as functions of managed pages and knobs.</summary>
internal static class MarkLaws
{
    /// <summary>All numbers of <paramref name="info"/> beside their formulas.</summary>
    /// <param name="managed">The managed pages the kernel computed with; null for those printed.</param>
    public static List<MarkCheck> Checks(
        ZoneInfo info, Sysctls knobs, IReadOnlyDictionary<int, int> nodeOfCpu, IReadOnlyDictionary<ZoneRow, long>? managed = null)
    {
        List<MarkCheck> checks = [];
        long Size(ZoneRow row) => managed is not null && managed.TryGetValue(row, out long old) ? old : row.Managed;
        if (knobs.MinFreeKbytes is { } minFree) Marks(info, minFree, knobs.ScaleFactor ?? Sysctls.DefaultScale, Size, checks);
        foreach (IGrouping<int, ZoneRow> node in info.Rows.GroupBy(r => r.Node))
        {
            Protection([.. node], knobs.Ratio ?? Sysctls.DefaultRatio, Size, checks);
            Lists([.. node], info, knobs, nodeOfCpu, Size, checks);
        }

        return checks;
    }

    private static void Marks(ZoneInfo info, long minFree, long scale, Func<ZoneRow, long> size, List<MarkCheck> checks)
    {
        // Device holds no page, like an empty Normal zone.
        (ZoneKind, long)[] zones = [.. info.Rows.Select(r => (r.Kind ?? ZoneKind.Normal, size(r)))];
        var marks = KernelMarks.Of(info.Era, zones, minFree, scale);
        for (int i = 0; i < zones.Length; i++)
        {
            ZoneRow row = info.Rows[i];
            Add(Law.FMin, "min", marks[i].Min);
            Add(Law.FLow, "low", marks[i].Low);
            Add(Law.FHigh, "high", marks[i].High);
            if (row.Fields.ContainsKey("promo")) Add(Law.FPromo, "promo", marks[i].Promo);

            void Add(Law law, string field, long expected) =>
                checks.Add(new(law, row, -1, row.Fields[field].Line, row[field], expected + row.Boost));
        }
    }

    private static void Protection(ZoneRow[] node, IReadOnlyList<long> ratio, Func<ZoneRow, long> size, List<MarkCheck> checks)
    {
        long[] ratios = [.. node.Select((_, i) => i < ratio.Count ? ratio[i] : 0)];
        var rows = KernelProtection.Of([.. node.Select(size)], ratios);
        for (int i = 0; i < node.Length; i++)
        {
            for (int j = 0; j < node[i].Protection.Count; j++)
            {
                long expected = j < node.Length ? rows[i][j] : 0;
                checks.Add(new(Law.FProtection, node[i], j, node[i].ProtectionLine, node[i].Protection[j], expected));
            }
        }
    }

    private static void Lists(
        ZoneRow[] node, ZoneInfo info, Sysctls knobs, IReadOnlyDictionary<int, int> nodeOfCpu, Func<ZoneRow, long> size, List<MarkCheck> checks)
    {
        int cpus = CpusOf(node, nodeOfCpu);
        foreach (ZoneRow row in node)
        {
            long batch = KernelPcp.Batch(size(row));
            foreach (Pageset list in row.Pagesets)
            {
                checks.Add(new(Law.FBatch, row, list.Cpu, list.Batch.Line, list.Batch.Value, batch));
                if (info.Era != Era.K6_1 || cpus == 0) continue;

                // The kernel sets high from low as it stands, so it is as old as low and no older.
                long high = knobs.HighFraction > 0
                    ? KernelPcp.High61OfFraction(size(row), knobs.HighFraction, cpus, batch)
                    : KernelPcp.High61(row["low"] - row.Boost, cpus, batch);
                checks.Add(new(Law.FPcpHigh, row, list.Cpu, list.High.Line, list.High.Value, high));
            }
        }
    }

    /// <summary>Online CPUs of a node, all if it has none. Not recorded: the number most lists of the node agree on; 0 if none.</summary>
    private static int CpusOf(ZoneRow[] node, IReadOnlyDictionary<int, int> nodeOfCpu)
    {
        int online = node.SelectMany(r => r.Pagesets.Select(p => p.Cpu)).Distinct().Count();
        if (nodeOfCpu.Count > 0)
        {
            int own = nodeOfCpu.Values.Count(n => n == node[0].Node);
            return own > 0 ? own : online;
        }

        int Agreeing(int cpus) => node.Sum(r => r.Pagesets.Count(
            p => p.High.Value == KernelPcp.High61(r["low"] - r.Boost, cpus, KernelPcp.Batch(r.Managed))));
        int best = Enumerable.Range(1, online).DefaultIfEmpty(0).MaxBy(cpus => cpus == 0 ? 0 : Agreeing(cpus));
        return best > 0 && Agreeing(best) > 0 ? best : 0;
    }
}
