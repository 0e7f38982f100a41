namespace Plimsoll.Specs.Evidence;

/// <summary>K11: the model of buddy against every buddyinfo whose reading the trace brackets.</summary>
internal sealed class BalanceJudge
{
    /// <summary>The most pages one compaction step may hold unreported: one pageblock a CPU.</summary>
    private const long Pageblock = 512;
    private readonly Machine machine;
    private readonly CompactionWitness compaction;
    private readonly List<(int Number, BuddyInfo Info, ZoneInterval[] Zones, Findings Findings)> snapshots = [];

    public BalanceJudge(
        Machine machine,
        CompactionWitness compaction,
        FreeBalance balance,
        IReadOnlyDictionary<int, (BuddyInfo Info, Findings Findings)> files)
    {
        (this.machine, this.compaction) = (machine, compaction);
        foreach ((int number, ZoneInterval[] zones) in balance.Snapshots)
        {
            if (files.TryGetValue(number, out (BuddyInfo Info, Findings Findings) file))
            {
                snapshots.Add((number, file.Info, zones, file.Findings));
            }
        }
    }

    /// <summary>By zone: (snapshot, pages that left buddy unseen before it), for K12.</summary>
    public Dictionary<(int Zone, int Snapshot), long> SilentFalls { get; } = [];

    public void Judge()
    {
        foreach (MachineZone zone in machine.Zones) Judge(zone);
    }

    /// <summary>
    /// What the snapshot has beyond the model lies between these, up to the constant the trace began with.
    /// </summary>
    private (long Least, long Most)? Residual(MachineZone zone, int at)
    {
        (int _, BuddyInfo info, ZoneInterval[] zones, Findings _) = snapshots[at];
        int row = info.Rows.FindIndex(r => r.Node == zone.Node && r.Zone == zone.Row.Name);
        if (row < 0) return null;
        ZoneInterval interval = zones[zone.Index];
        return (info.Rows[row].Pages - interval.Most, info.Rows[row].Pages - interval.Least);
    }

    private void Judge(MachineZone zone)
    {
        (long Least, long Most)? known = null;
        for (int at = 0; at < snapshots.Count; at++)
        {
            if (Residual(zone, at) is not { } here) continue;
            if (known is { } before)
            {
                snapshots[at].Findings.Check(Law.K11);
                (long Least, long Most)? met = Meet(before, here);
                // All that was traced having arrived would not do: something was still on its way.
                bool onItsWay = met is not null && Meet(before, (here.Least, here.Least)) is null;
                if (onItsWay) snapshots[at].Findings.Excuse(Law.K11, Excuse.E5);
                known = met ?? Step(zone, at, before, here);
            }
            else
            {
                known = here;
            }
        }
    }

    private static (long Least, long Most)? Meet((long Least, long Most) a, (long Least, long Most) b)
    {
        (long Least, long Most) both = (Math.Max(a.Least, b.Least), Math.Min(a.Most, b.Most));
        return both.Least <= both.Most ? both : null;
    }

    /// <summary>
    /// The residual moved. What is silently taken or given stays so, and is excused by what was seen in the zone; a
    /// snapshot that stands alone between two that agree is wrong.
    /// </summary>
    private (long Least, long Most) Step(
        MachineZone zone, int at, (long Least, long Most) before, (long Least, long Most) here)
    {
        long moved = here.Least > before.Most ? here.Least - before.Most : here.Most - before.Least;
        (long Least, long Most)? next = at + 1 < snapshots.Count ? Residual(zone, at + 1) : null;
        bool returns = next is { } n && Meet(before, n) is not null;
        if (!returns && Excused(zone, at, moved) is { } rule)
        {
            snapshots[at].Findings.Excuse(Law.K11, rule);
            if (moved < 0) SilentFalls[(zone.Index, snapshots[at].Number)] = -moved;
            return here;
        }

        bool firstIsOdd = at == 1 && !returns && next is { } m && Meet(here, m) is not null;
        Violate(zone, firstIsOdd ? 0 : at, firstIsOdd ? -moved : moved);
        return returns ? before : here;
    }

    private Excuse? Excused(MachineZone zone, int at, long moved)
    {
        // What was done on one side of a snapshot may be traced on its other side.
        IEnumerable<ZoneInterval> around = snapshots.Skip(at).Take(2).Select(s => s.Zones[zone.Index]);
        if (moved > 0) return moved <= around.Sum(i => i.GoneAround) ? Excuse.E8 : null;
        if (!compaction.Possible) return null;
        long isolated = around.Sum(i => i.Isolated);
        return !compaction.Traced || (isolated > 0 && -moved <= isolated + Pageblock * machine.Cpus) ? Excuse.E2 : null;
    }

    private void Violate(MachineZone zone, int at, long moved)
    {
        (int number, BuddyInfo info, ZoneInterval[] _, Findings findings) = snapshots[at];
        var row = info.Rows.Find(r => r.Node == zone.Node && r.Zone == zone.Row.Name);
        string difference = moved > 0 ? $"{moved} more" : $"{-moved} fewer";
        string why = $"{zone}: snapshot {number} has {row.Pages} pages in buddy, {difference} than those before, "
            + "less what was taken, plus what was given back";
        findings.Violate(Law.K11, row.Line, row.Text, why);
    }
}
