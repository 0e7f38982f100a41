using System.Diagnostics;
using Plimsoll.Model.Rules;

namespace Plimsoll.Specs.Evidence;

/// <summary>How far a validation is: the file in hand and the events read of it.</summary>
public readonly record struct ValidationProgress(string Path, long Events);

/// <summary>The engine of `plimsoll validate`: puts recordings of real kernels to the laws.</summary>
public static class Validator
{
    /// <param name="paths">Recordings' folders, or single files of one.</param>
    /// <exception cref="EvidenceException">A path that is missing, empty, foreign or cut short.</exception>
    public static ValidationReport Run(
        IReadOnlyList<string> paths, IProgress<ValidationProgress>? progress = null, CancellationToken cancel = default)
    {
        Stopwatch watch = Stopwatch.StartNew();
        List<FileReport> files = [];
        foreach (string path in paths)
        {
            if (Directory.Exists(path)) Folder(path, files, progress, cancel);
            else if (File.Exists(path)) Single(path, files, progress, cancel);
            else throw new EvidenceException(path, 0, "does not exist: give a recording's folder or a file of one");
        }

        return new(files, watch.Elapsed.TotalSeconds);
    }

    private static void Folder(string path, List<FileReport> files, IProgress<ValidationProgress>? progress, CancellationToken cancel)
    {
        if (RecordingFolder.Read(path) is { } recording)
        {
            Recording(recording, files, progress, cancel);
            return;
        }

        int before = files.Count;
        foreach (string inner in Directory.EnumerateDirectories(path).Order(StringComparer.Ordinal))
        {
            cancel.ThrowIfCancellationRequested();
            if (RecordingFolder.Read(inner) is { } found) Recording(found, files, progress, cancel);
        }

        if (files.Count == before)
        {
            throw new EvidenceException(path, 0, "holds no recording: a trace, a zoneinfo, a buddyinfo, or pNNN.params with pNNN.zoneinfo");
        }
    }

    private static void Single(string path, List<FileReport> files, IProgress<ValidationProgress>? progress, CancellationToken cancel)
    {
        switch (RecordingFolder.KindOf(path))
        {
            case EvidenceKind.Trace:
                TraceContext alone = new(null, new(null, false, Era.K6_1), new Dictionary<int, (BuddyInfo, Findings)>(), new Dictionary<int, ZoneInfo>(), 0);
                files.Add(Trace(path, alone, progress, cancel));
                break;
            case EvidenceKind.ZoneInfo:
                Snapshots([ZoneInfo.Read(path)], [], new Dictionary<int, int>(), files);
                break;
            case EvidenceKind.BuddyInfo:
                files.Add(Buddy(BuddyInfo.Read(path), new(), Era.K6_1));
                break;
            case EvidenceKind.Empty:
                throw new EvidenceException(path, 1, "is empty: a trace, zoneinfo or buddyinfo is expected");
            default:
                throw new EvidenceException(path, 1, "is neither a trace ('# tracer:'), a zoneinfo nor a buddyinfo ('Node 0, zone ...')");
        }
    }

    private static void Recording(RecordingFolder recording, List<FileReport> files, IProgress<ValidationProgress>? progress, CancellationToken cancel)
    {
        ZoneInfo? first = recording.ZoneInfos.Select(z => z.Info).FirstOrDefault();
        Era era = (first ?? recording.Points.Select(p => p.Info).FirstOrDefault())?.Era ?? Era.K6_1;
        Dictionary<int, int> nodes = recording.NodeOfCpu();
        var buddies = recording.BuddyInfos.OrderBy(b => b.Key).ToDictionary(b => b.Key, b => (Info: b.Value, Findings: new Findings()));
        var zones = recording.ZoneInfos.Where(z => z.Snapshot >= 0).GroupBy(z => z.Snapshot).ToDictionary(g => g.Key, g => g.First().Info);
        Machine? machine = first is null ? null : new(first, nodes, recording.FallbackOrder());
        TraceContext context = new(machine, recording.Compaction(era), buddies, zones, recording.Lost);
        foreach (string trace in recording.Traces) files.Add(Trace(trace, context, progress, cancel));
        foreach ((BuddyInfo info, Findings findings) in buddies.Values) files.Add(Buddy(info, findings, era));
        if (recording.ZoneInfos.Count > 0) Snapshots([.. recording.ZoneInfos.Select(z => z.Info)], recording.Knobs(), nodes, files);
        foreach ((ZoneInfo info, Sysctls knobs) in recording.Points)
        {
            Findings findings = new();
            MarkJudge.JudgeExact(info, knobs, nodes, findings);
            files.Add(Zones(info, findings));
        }
    }

    private static FileReport Trace(string path, TraceContext context, IProgress<ValidationProgress>? progress, CancellationToken cancel)
    {
        TraceJudge judge = new(path, context);
        judge.Run(events => progress?.Report(new(path, events)), cancel);
        progress?.Report(new(path, judge.Events));
        string era = context.Compaction.Era.ToString();
        return new(path, "trace", era, judge.Events, [.. judge.Findings.Tallies], judge.Findings.Violations, judge.Lost, judge.Note);
    }

    private static FileReport Buddy(BuddyInfo info, Findings findings, Era era) =>
        new(info.Path, "buddyinfo", era.ToString(), 0, [.. findings.Tallies], findings.Violations, 0, null);

    private static void Snapshots(ZoneInfo[] infos, IReadOnlyList<Sysctls> knobs, IReadOnlyDictionary<int, int> nodes, List<FileReport> files)
    {
        (ZoneInfo Info, Findings Findings)[] judged = [.. infos.Select(i => (i, new Findings()))];
        new MarkJudge(knobs, nodes).Judge(judged);
        files.AddRange(judged.Select(j => Zones(j.Info, j.Findings)));
    }

    private static FileReport Zones(ZoneInfo info, Findings findings)
    {
        findings.Finish(wanted => TraceJudge.Reread(info.Path, wanted));
        return new(info.Path, "zoneinfo", info.Era.ToString(), 0, [.. findings.Tallies], findings.Violations, 0, null);
    }
}
