using Plimsoll.Model.Rules;

namespace Plimsoll.Specs.Evidence;

/// <summary>
/// Judges the zoneinfos of one recording together, oldest first. Where a knob was written its numbers are exact. Where
/// it still has the value of boot, one older size of each zone may explain them all (E18). Writing min_free_kbytes
/// makes marks fresh, touching lowmem_reserve_ratio makes protection fresh, and what was fresh once is never stale
/// again.
/// </summary>
internal sealed class MarkJudge(IReadOnlyList<Sysctls> knobs, IReadOnlyDictionary<int, int> nodeOfCpu)
{
    private readonly IReadOnlyList<Sysctls> knobs = knobs.Count > 0 ? knobs : [Sysctls.Unknown];
    private readonly Dictionary<string, Old?> explained = [];
    private bool marksWereFresh;
    private bool protectionWasFresh;

    /// <summary>A zoneinfo that followed a write of its knobs: nothing is excused.</summary>
    public static void JudgeExact(
        ZoneInfo info, Sysctls knobs, IReadOnlyDictionary<int, int> nodeOfCpu, Findings findings)
    {
        foreach (MarkCheck check in MarkLaws.Checks(info, knobs, nodeOfCpu))
        {
            findings.Check(check.Law);
            if (!check.Holds) Violate(check, findings);
        }
    }

    public void Judge(IReadOnlyList<(ZoneInfo Info, Findings Findings)> files)
    {
        ZoneInfo common = files.Select(f => f.Info).GroupBy(Signature).MaxBy(g => g.Count())!.First();
        foreach ((ZoneInfo info, Findings findings) in files)
        {
            Sysctls best = Candidates(info).MinBy(k => MarkLaws.Checks(info, k, nodeOfCpu).Count(c => !c.Holds))!;
            List<MarkCheck> fresh = MarkLaws.Checks(info, best, nodeOfCpu);
            bool whole = fresh.TrueForAll(c => c.Holds);
            Report(fresh, whole ? fresh : Stale(info, common, fresh), findings);
        }
    }

    private IEnumerable<Sysctls> Candidates(ZoneInfo info) => knobs.SelectMany(k => InferredKnobs.Of(info, k));

    /// <summary>
    /// The numbers an older size gives: the one that explains most zoneinfos of the recording, or this one's own. If
    /// neither explains all, those that explain all but one number; of them the one that leaves least unexplained.
    /// </summary>
    private List<MarkCheck> Stale(ZoneInfo info, ZoneInfo common, List<MarkCheck> fresh)
    {
        // Protection may be fresh where marks are stale: then what an older size says of it does not count.
        int Unexplained(List<MarkCheck> checks) =>
            Broken(checks, protection: false) + Math.Min(Broken(checks, protection: true), Broken(fresh,
                protection: true));
        List<MarkCheck> Best(IEnumerable<Old?> olds, List<MarkCheck> otherwise) => olds.OfType<Old>()
            .Select(old => MarkLaws.Checks(info, old.Knobs, nodeOfCpu, Sizes(info, old.Managed)))
            .Prepend(otherwise).MinBy(Unexplained)!;

        List<MarkCheck> best = Best([Older(common), Older(info)], fresh);
        return Unexplained(best) == 0 ? best : Best(Premises(info).SelectMany(p => AllButOne(info, p)), best);
    }

    private static Dictionary<ZoneRow, long> Sizes(ZoneInfo info, Dictionary<string, long> old) => info.Rows
        .Where(r => old.TryGetValue(r.ToString(), out long pages) && pages <= r.Managed)
        .ToDictionary(r => r, r => old[r.ToString()]);

    /// <summary>The older sizes that explain a zoneinfo, protection included if they can. Null: none.</summary>
    private Old? Older(ZoneInfo info)
    {
        string key = Signature(info);
        if (explained.TryGetValue(key, out Old? old)) return old;
        Premise[] premises = [.. Premises(info)];
        old = premises.Select(p => Of(p, OldManaged.Find(info, p.MinFree, p.Scale, p.Ratio)))
            .Concat(premises.Select(p => Of(p, OldManaged.Find(info, p.MinFree, p.Scale, null))))
            .FirstOrDefault(o => o is not null);
        return explained[key] = old;
    }

    private IEnumerable<Premise> Premises(ZoneInfo info) =>
        Candidates(info).Select(k => PremiseOf(info, k)).OfType<Premise>();

    /// <summary>
    /// What of E18 may be claimed: stale marks while min_free_kbytes is that of boot, stale protection by default
    /// ratios.
    /// </summary>
    private Premise? PremiseOf(ZoneInfo info, Sysctls set)
    {
        bool booted = !marksWereFresh && OldManaged.IsBootValue(info, set.MinFreeKbytes!.Value);
        IReadOnlyList<long> ratio = Sysctls.DefaultRatio;
        bool defaults = set.Ratio is null || set.Ratio.SequenceEqual(ratio.Take(set.Ratio.Count));
        Sysctls usual = set with { Ratio = ratio };
        bool stale = defaults && !protectionWasFresh
            && MarkLaws.Checks(info, usual, nodeOfCpu).Exists(c => c is { IsProtection: true, Holds: false });
        return booted || stale ? new(set, booted ? set.MinFreeKbytes : null, stale ? ratio : null) : null;
    }

    private static IEnumerable<Old?> AllButOne(ZoneInfo info, Premise premise)
    {
        foreach (ZoneRow row in info.Rows.Where(r => r is { Managed: > 0, Kind: not null }))
        {
            for (int column = -1; column < (premise.Ratio is null ? 0 : row.Protection.Count); column++)
            {
                var found = OldManaged.Find(info, premise.MinFree, premise.Scale, premise.Ratio, (row, column));
                yield return Of(premise, found);
            }
        }
    }

    private static Old? Of(Premise premise, Dictionary<ZoneRow, long>? managed) =>
        managed is null ? null : new(premise.Knobs, managed.ToDictionary(m => m.Key.ToString(), m => m.Value));

    private static string Signature(ZoneInfo info) => string.Join('\n', info.Rows.Select(
        r => $"{r.Managed} {r["min"] - r.Boost} {r["low"] - r.Boost} {r["high"] - r.Boost} {r["promo"] - r.Boost} "
            + string.Join(' ', r.Protection)));

    /// <summary>
    /// Marks are all fresh or all stale, whichever fits better, and protection likewise by itself; a batch may be
    /// either, for a CPU that came up later reads it anew.
    /// </summary>
    private void Report(List<MarkCheck> fresh, List<MarkCheck> stale, Findings findings)
    {
        bool oldMarks = !marksWereFresh && Broken(stale, protection: false) < Broken(fresh, protection: false);
        bool oldProtection = !protectionWasFresh && Broken(stale, protection: true) < Broken(fresh, protection: true);
        marksWereFresh |= Broken(fresh, protection: false) == 0;
        protectionWasFresh |= Broken(fresh, protection: true) == 0;
        for (int i = 0; i < fresh.Count; i++)
        {
            findings.Check(fresh[i].Law);
            bool old = fresh[i].IsProtection ? oldProtection : oldMarks;
            if (fresh[i].Holds && (!old || stale[i].Holds || fresh[i].Law is Law.FBatch)) continue;
            if (old && stale[i].Holds) findings.Excuse(fresh[i].Law, Excuse.E18);
            else Violate(old ? stale[i] : fresh[i], findings);
        }
    }

    private static int Broken(List<MarkCheck> checks, bool protection) =>
        checks.Count(c => c.IsProtection == protection && !c.Holds);

    private static void Violate(MarkCheck check, Findings findings)
    {
        string where = check.Law switch
        {
            Law.FProtection => $"protection[{check.Column}]",
            Law.FBatch => $"cpu {check.Column}'s batch",
            Law.FPcpHigh => $"cpu {check.Column}'s high",
            _ => check.Law.Id()[2..].ToLowerInvariant(),
        };
        findings.Violate(check.Law, check.Line, null,
            $"{check.Row}: {where} is {check.Found}, the formula gives {check.Expected}");
    }

    private sealed record Premise(Sysctls Knobs, long? MinFree, IReadOnlyList<long>? Ratio)
    {
        public long Scale => Knobs.ScaleFactor ?? Sysctls.DefaultScale;
    }

    private sealed record Old(Sysctls Knobs, Dictionary<string, long> Managed);
}
