using Plimsoll.Model.Rules;

namespace Plimsoll.Specs.Evidence;

/// <summary>
/// Judges the zoneinfos of one recording together. Where a knob was written every number is exact. Where min_free_kbytes still
/// has the value of boot, one older size of each zone may explain them all (E18), the same one in every snapshot.
/// </summary>
internal sealed class MarkJudge(IReadOnlyList<Sysctls> knobs, IReadOnlyDictionary<int, int> nodeOfCpu)
{
    private readonly IReadOnlyList<Sysctls> knobs = knobs.Count > 0 ? knobs : [Sysctls.Unknown];

    /// <summary>A zoneinfo that followed a write of its knobs: nothing is excused.</summary>
    public static void JudgeExact(ZoneInfo info, Sysctls knobs, IReadOnlyDictionary<int, int> nodeOfCpu, Findings findings)
    {
        foreach (MarkCheck check in MarkLaws.Checks(info, knobs, nodeOfCpu))
        {
            findings.Check(check.Law);
            if (!check.Holds) Violate(check, findings);
        }
    }

    public void Judge(IReadOnlyList<(ZoneInfo Info, Findings Findings)> files)
    {
        Dictionary<string, long>? old = null;
        bool searched = false;
        foreach ((ZoneInfo info, Findings findings) in files)
        {
            Sysctls best = Candidates(info).MinBy(k => MarkLaws.Checks(info, k, nodeOfCpu).Count(c => !c.Holds))!;
            List<MarkCheck> fresh = MarkLaws.Checks(info, best, nodeOfCpu);
            if (fresh.TrueForAll(c => c.Holds) || !IsAsBooted(info))
            {
                Report(fresh, fresh, findings);
                continue;
            }

            if (!searched) (old, searched) = (Old([.. files.Select(f => f.Info)]), true);
            Report(fresh, Stale(info, best, old) ?? fresh, findings);
        }
    }

    /// <summary>The knobs as recorded; what min_free_kbytes may be is read off the sum of the mins if it was not.</summary>
    private IEnumerable<Sysctls> Candidates(ZoneInfo info)
    {
        foreach (Sysctls set in knobs)
        {
            if (set.MinFreeKbytes is not null)
            {
                yield return set;
                continue;
            }

            long sum = info.Rows.Where(r => r.Managed > 0 && !IsHigh(info.Era, r)).Sum(r => r["min"] - r.Boost);
            for (long pages = sum; pages <= sum + info.Rows.Count; pages++) yield return set with { MinFreeKbytes = 4 * pages };
        }
    }

    private static bool IsHigh(Era era, ZoneRow row) => row.Kind is not { } kind || KernelMarks.IsHighmem(era, kind, false);

    private bool IsAsBooted(ZoneInfo info) => Candidates(info).Any(k => OldManaged.IsBootValue(info, k.MinFreeKbytes!.Value));

    /// <summary>
    /// The older sizes, by zone's name, that explain the most common zoneinfo; if one number of it stands in the way, those that
    /// explain the rest. Null: none.
    /// </summary>
    private Dictionary<string, long>? Old(ZoneInfo[] infos)
    {
        ZoneInfo common = infos.GroupBy(Signature).MaxBy(g => g.Count())!.First();
        foreach (Sysctls set in Candidates(common))
        {
            long minFree = set.MinFreeKbytes!.Value;
            bool stale = MarkLaws.Checks(common, set, nodeOfCpu).Exists(c => c is { IsProtection: true, Holds: false });
            IReadOnlyList<long>? ratio = stale ? set.Ratio ?? Sysctls.DefaultRatio : null;
            var found = OldManaged.Find(common, minFree, ratio) ?? AllButOne(common, minFree, ratio) ?? OldManaged.Find(common, minFree, null);
            if (found is not null) return found.ToDictionary(f => f.Key.ToString(), f => f.Value);
        }

        return null;
    }

    private static Dictionary<ZoneRow, long>? AllButOne(ZoneInfo info, long minFree, IReadOnlyList<long>? ratio)
    {
        foreach (ZoneRow row in info.Rows.Where(r => r is { Managed: > 0, Kind: not null }))
        {
            for (int column = -1; column < (ratio is null ? 0 : row.Protection.Count); column++)
            {
                if (OldManaged.Find(info, minFree, ratio, (row, column)) is { } found) return found;
            }
        }

        return null;
    }

    private static string Signature(ZoneInfo info) => string.Join('\n', info.Rows.Select(
        r => $"{r.Managed} {r["min"] - r.Boost} {r["low"] - r.Boost} {r["high"] - r.Boost} {r["promo"] - r.Boost} {string.Join(' ', r.Protection)}"));

    private List<MarkCheck>? Stale(ZoneInfo info, Sysctls knobs, Dictionary<string, long>? old)
    {
        if (old is null) return null;
        Dictionary<ZoneRow, long> managed = [];
        foreach (ZoneRow row in info.Rows)
        {
            if (old.TryGetValue(row.ToString(), out long pages) && pages <= row.Managed) managed[row] = pages;
        }

        return MarkLaws.Checks(info, knobs, nodeOfCpu, managed);
    }

    /// <summary>
    /// Marks are all fresh or all stale, whichever fits better, and protection likewise by itself; a batch may be either, for a
    /// CPU that came up later reads it anew.
    /// </summary>
    private static void Report(List<MarkCheck> fresh, List<MarkCheck> stale, Findings findings)
    {
        bool oldMarks = Broken(stale, protection: false) < Broken(fresh, protection: false);
        bool oldProtection = Broken(stale, protection: true) < Broken(fresh, protection: true);
        for (int i = 0; i < fresh.Count; i++)
        {
            findings.Check(fresh[i].Law);
            bool old = fresh[i].IsProtection ? oldProtection : oldMarks;
            if (fresh[i].Holds && (!old || stale[i].Holds || fresh[i].Law is Law.FBatch)) continue;
            if (old && stale[i].Holds) findings.Excuse(fresh[i].Law, Excuse.E18);
            else Violate(old ? stale[i] : fresh[i], findings);
        }
    }

    private static int Broken(List<MarkCheck> checks, bool protection) => checks.Count(c => c.IsProtection == protection && !c.Holds);

    private static void Violate(MarkCheck check, Findings findings)
    {
        string where = check.Law switch
        {
            Law.FProtection => $"protection[{check.Column}]",
            Law.FBatch => $"cpu {check.Column}'s batch",
            Law.FPcpHigh => $"cpu {check.Column}'s high",
            _ => check.Law.Id()[2..].ToLowerInvariant(),
        };
        findings.Violate(check.Law, check.Line, null, $"{check.Row}: {where} is {check.Found}, the formula gives {check.Expected}");
    }
}
