using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Evidence;

/// <summary>
/// K12: a plain user page comes from a later zone of its CPU's zonelist only when every earlier one was at its low mark. A
/// necessary condition: refills are traced page by page, so a few batches of slack are due.
/// </summary>
internal sealed class ZoneChoice(Findings findings, Machine machine, FreeBalance balance, CompactionWitness compaction)
{
    /// <summary>The largest batch, which every CPU may be taking.</summary>
    private const long Batch = 63;

    /// <summary>A boost grows by a pageblock at a time, to half as much again as the high mark.</summary>
    private const long Pageblock = 512;

    /// <summary>Allocations off the list by one task, this many or more, are a policy and not an accident.</summary>
    private const int PolicyStreak = 4;

    private readonly Dictionary<int, int[]> zonelists = [];
    private readonly long[] boost = new long[machine.Zones.Count];
    private readonly List<(long Line, int Pid, int Zone, int Snapshot, long Excess, string Why)> suspects = [];
    private long[]? buddy;
    private int snapshot = -1;

    /// <summary>Starts again from what a snapshot printed.</summary>
    public void Resume(int number, BuddyInfo info, ZoneInfo? zones)
    {
        snapshot = number;
        buddy = new long[machine.Zones.Count];
        ZoneInterval[] intervals = balance.Snapshots[number];
        foreach (MachineZone zone in machine.Zones)
        {
            int row = info.Rows.FindIndex(r => r.Node == zone.Node && r.Zone == zone.Row.Name);

            // Whatever the trace says was gained while the snapshot was read may be in it already.
            buddy[zone.Index] = row < 0 ? long.MinValue / 2 : info.Rows[row].Pages - intervals[zone.Index].Most;
            ZoneRow? marks = zones?.Rows.Find(r => r.Node == zone.Node && r.Name == zone.Row.Name);
            boost[zone.Index] = marks?.Boost ?? boost[zone.Index];
        }
    }

    public void Apply(TraceEvent e, ReadOnlySpan<byte> line)
    {
        if (e.Kind == EventKind.ExtFrag && e.Fragmenting && machine.ZoneOf(e.Pfn, 1) is { } boosted) Boost(boosted);
        if (buddy is null || e.Kind != EventKind.Alloc || e.Order != 0 || !e.Gfp.PlainUser) return;
        if (machine.ZoneOf(e.Pfn, 1) is not { } zone) return;
        int[] list = Zonelist(e.Cpu);
        int place = Array.IndexOf(list, zone.Index);
        if (place <= 0) return;
        findings.Check(Law.K12);
        for (int i = 0; i < place; i++)
        {
            if (!AtMark(e, machine.Zones[list[i]], zone, preferred: i == 0, line)) return;
        }
    }

    /// <summary>Decides what only the whole trace can tell: silent takes seen by the next snapshot, and policies.</summary>
    public void Finish(IReadOnlyDictionary<(int Zone, int Snapshot), long> silentFalls, IReadOnlyList<int> snapshots)
    {
        Dictionary<int, int> byTask = suspects.GroupBy(s => s.Pid).ToDictionary(g => g.Key, g => g.Count());
        foreach ((long line, int pid, int zone, int number, long excess, string why) in suspects)
        {
            int next = snapshots.FirstOrDefault(s => s > number, -1);
            if (compaction.Possible && silentFalls.GetValueOrDefault((zone, next)) >= excess) findings.Excuse(Law.K12, Excuse.E2);
            else if (byTask[pid] >= PolicyStreak) findings.Excuse(Law.K12, Excuse.E12);
            else findings.Violate(Law.K12, line, null, why);
        }
    }

    private bool AtMark(TraceEvent e, MachineZone earlier, MachineZone taken, bool preferred, ReadOnlySpan<byte> line)
    {
        ZoneRow row = earlier.Row;
        long free = buddy![earlier.Index] + balance.Change(earlier.Index) - balance.Isolated(earlier.Index);
        long low = row["low"] - row.Boost + (row.Protection.Count > (int)ZoneKind.Movable ? row.Protection[(int)ZoneKind.Movable] : 0);
        long most = low + Batch * Math.Max(machine.Cpus, 4) + 1;
        if (free <= most) return true;
        if (free <= most + boost[earlier.Index])
        {
            findings.Excuse(Law.K12, Excuse.E11);
            return true;
        }

        bool keepsApart = preferred && earlier.Kind == ZoneKind.Normal && taken.Kind == ZoneKind.Dma32 && earlier.Node == taken.Node;
        if (keepsApart)
        {
            findings.Excuse(Law.K12, Excuse.E10);
            return true;
        }

        string why = $"{earlier} comes before {taken} for cpu {e.Cpu} and had {free} pages free; it is passed over at {most} or fewer";
        suspects.Add((e.Line, e.Pid, earlier.Index, snapshot, free - most - boost[earlier.Index], why));
        return false;
    }

    private void Boost(MachineZone zone)
    {
        long most = Math.Max((zone.Row["high"] - zone.Row.Boost) * 3 / 2, Pageblock);
        boost[zone.Index] = Math.Min(boost[zone.Index] + Pageblock, most);
    }

    private int[] Zonelist(int cpu)
    {
        if (!zonelists.TryGetValue(cpu, out int[]? list)) zonelists[cpu] = list = [.. machine.Zonelist(cpu).Select(z => z.Index)];
        return list;
    }
}
