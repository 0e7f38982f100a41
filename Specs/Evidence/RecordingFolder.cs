using Plimsoll.Model.Rules;

namespace Plimsoll.Specs.Evidence;

/// <summary>What a file's first line shows it to be.</summary>
internal enum EvidenceKind
{
    Foreign,
    Empty,
    Trace,
    ZoneInfo,
    BuddyInfo,
}

/// <summary>
/// A recording's folder. Files are known by their content; the end of a snapshot's name (zoneinfo.s07) is its number,
/// and pNNN.params goes with pNNN.zoneinfo. Subfolders (before, after, start, node, vm) hold what else was recorded.
/// </summary>
internal sealed class RecordingFolder
{
    private static readonly string[] Contexts = ["", "before", "after", "start"];

    /// <summary>Names of files that cannot be empty in a whole recording.</summary>
    private static readonly string[] Expected = ["trace.", "zoneinfo", "buddyinfo"];

    /// <summary>Names that only evidence has; a trace.dat may be a binary that was recorded beside the text.</summary>
    private static readonly string[] Named = ["trace.txt", "zoneinfo", "buddyinfo"];

    /// <summary>More CPUs than any kernel is built for.</summary>
    private const int MostCpus = 8192;
    private readonly string folder;

    private RecordingFolder(string folder) => this.folder = folder;

    public List<string> Traces { get; } = [];

    /// <summary>In the order of time: -1 is before the trace, the largest number after it.</summary>
    public List<(int Snapshot, ZoneInfo Info)> ZoneInfos { get; } = [];

    public Dictionary<int, BuddyInfo> BuddyInfos { get; } = [];

    /// <summary>Each zoneinfo that follows knobs of its own.</summary>
    public List<(ZoneInfo Info, Sysctls Knobs)> Points { get; } = [];

    /// <summary>Overruns and drops that stats.cpuN admit.</summary>
    public long Lost { get; private set; }

    public static EvidenceKind KindOf(string path)
    {
        using LineReader reader = LineReader.Open(path);
        if (!reader.Next(out ReadOnlySpan<byte> first)) return EvidenceKind.Empty;
        return TraceParser.Recognises(first) ? EvidenceKind.Trace
            : ZoneInfo.Recognises(first) ? EvidenceKind.ZoneInfo
            : BuddyInfo.Recognises(first) ? EvidenceKind.BuddyInfo : EvidenceKind.Foreign;
    }

    /// <summary>Reads all but the traces; null if the folder holds no evidence.</summary>
    public static RecordingFolder? Read(string path)
    {
        RecordingFolder recording = new(path);
        foreach (string file in Directory.EnumerateFiles(path).Order(StringComparer.Ordinal)) recording.Take(file);
        recording.TakeContext("before", -1);
        recording.TakeContext("after", int.MaxValue);
        recording.ZoneInfos.Sort((a, b) => a.Snapshot.CompareTo(b.Snapshot));
        bool found = recording.Traces.Count + recording.ZoneInfos.Count + recording.BuddyInfos.Count
            + recording.Points.Count > 0;
        return found ? recording : null;
    }

    /// <summary>Knobs before and after; two when a sysctl was written in between.</summary>
    public IReadOnlyList<Sysctls> Knobs() =>
    [
        .. Contexts.Select(c => Sysctls.OfFolder(System.IO.Path.Combine(folder, c, "vm"))).OfType<Sysctls>()
            .DistinctBy(s => (s.MinFreeKbytes, s.ScaleFactor, s.HighFraction, string.Join(' ', s.Ratio ?? []))),
    ];

    /// <summary>The node of each CPU, from node/nodeN/cpulist; empty if not recorded.</summary>
    public Dictionary<int, int> NodeOfCpu()
    {
        Dictionary<int, int> nodes = [];
        foreach ((int node, string path) in Nodes())
        {
            string list = System.IO.Path.Combine(path, "cpulist");
            if (!File.Exists(list)) continue;
            foreach (int cpu in CpuList(File.ReadAllText(list).Trim())) nodes[cpu] = node;
        }

        return nodes;
    }

    /// <summary>
    /// The order in which requests of a node try nodes: as the boot log says, else by distance where no two are equally
    /// far.
    /// </summary>
    public Dictionary<int, int[]> FallbackOrder()
    {
        Dictionary<int, int[]> orders = BootLog();
        if (orders.Count > 0) return orders;
        foreach ((int node, string path) in Nodes())
        {
            string file = System.IO.Path.Combine(path, "distance");
            if (!File.Exists(file)) continue;
            int[] distances = [.. Words(File.ReadAllText(file)).Select(w => int.TryParse(w, out int d) ? d : 0)];
            if (distances.Distinct().Count() != distances.Length) continue;
            orders[node] = [.. Enumerable.Range(0, distances.Length).OrderBy(n => distances[n])];
        }

        return orders;
    }

    public CompactionWitness Compaction(Era era)
    {
        long? before = Isolated("before"), after = Isolated("after");
        string events = System.IO.Path.Combine(folder, "set_event");
        string enabled = File.Exists(events) ? File.ReadAllText(events) : "";
        bool traced = enabled.Contains("mm_compaction_isolate_freepages", StringComparison.Ordinal);
        return new(after - before, traced, era);
    }

    private void Take(string file)
    {
        string name = System.IO.Path.GetFileName(file);
        if (name.StartsWith("stats.cpu", StringComparison.Ordinal))
            Lost = Math.Min(Lost + Stats(file), TraceParser.MostLost);
        if (name.EndsWith(".params", StringComparison.Ordinal)) return;
        switch (KindOf(file, name))
        {
            case EvidenceKind.Trace:
                Traces.Add(file);
                break;
            case EvidenceKind.ZoneInfo:
                string knobs = System.IO.Path.ChangeExtension(file, ".params");
                if (File.Exists(knobs)) Points.Add((ZoneInfo.Read(file), Sysctls.OfParams(knobs)));
                else ZoneInfos.Add((Number(name), ZoneInfo.Read(file)));
                break;
            case EvidenceKind.BuddyInfo:
                BuddyInfos[Number(name)] = BuddyInfo.Read(file);
                break;
            case EvidenceKind.Empty when Expected.Any(e => name.StartsWith(e, StringComparison.Ordinal)):
                throw new EvidenceException(file, 1, "is empty: copy the recording again");
            case EvidenceKind.Foreign when Named.Any(e => name.StartsWith(e, StringComparison.Ordinal)):
                throw new EvidenceException(
                    file, 1, "does not begin like what its name says: copy the recording again");
        }
    }

    /// <summary>What else lies in the folder, a picture or a core dump, is not evidence and not an error.</summary>
    private static EvidenceKind KindOf(string file, string name)
    {
        try
        {
            return KindOf(file);
        }
        catch (EvidenceException) when (!Expected.Any(e => name.StartsWith(e, StringComparison.Ordinal)))
        {
            return EvidenceKind.Foreign;
        }
    }

    private void TakeContext(string context, int place)
    {
        string zones = System.IO.Path.Combine(folder, context, "zoneinfo");
        if (File.Exists(zones)) ZoneInfos.Add((place, ZoneInfo.Read(zones)));
    }

    private IEnumerable<(int Node, string Path)> Nodes()
    {
        foreach (string context in Contexts)
        {
            string nodes = System.IO.Path.Combine(folder, context, "node");
            if (!Directory.Exists(nodes)) continue;
            foreach (string path in Directory.EnumerateDirectories(nodes, "node*"))
            {
                if (int.TryParse(System.IO.Path.GetFileName(path)[4..], out int node)) yield return (node, path);
            }

            yield break;
        }
    }

    /// <summary>"Fallback order for Node 2: 2 3 1 0"</summary>
    private Dictionary<int, int[]> BootLog()
    {
        const string key = "Fallback order for Node ";
        Dictionary<int, int[]> orders = [];
        foreach (string context in Contexts)
        {
            string log = System.IO.Path.Combine(folder, context, "dmesg");
            if (!File.Exists(log)) continue;
            foreach (string line in File.ReadLines(log).Where(l => l.Contains(key, StringComparison.Ordinal)))
            {
                string[] parts = line[(line.IndexOf(key, StringComparison.Ordinal) + key.Length)..].Split(':');
                if (parts.Length != 2 || !int.TryParse(parts[0], out int node)) continue;
                orders[node] = [.. Words(parts[1]).Select(w => int.TryParse(w, out int n) ? n : -1)];
            }
        }

        return orders;
    }

    private long? Isolated(string context)
    {
        string path = System.IO.Path.Combine(folder, context, "vmstat");
        if (!File.Exists(path)) return null;
        const string key = "compact_isolated ";
        string? line = File.ReadLines(path).FirstOrDefault(l => l.StartsWith(key, StringComparison.Ordinal));
        return line is not null && long.TryParse(line.AsSpan(key.Length), out long count) ? count : null;
    }

    private static long Stats(string file)
    {
        long lost = 0;
        foreach (string line in File.ReadLines(file))
        {
            string[] parts = line.Split(':');
            bool counts = parts.Length == 2 && parts[0] is "overrun" or "commit overrun" or "dropped events";
            if (counts && long.TryParse(parts[1], out long count)) lost += Math.Clamp(count, 0, TraceParser.MostLost);
        }

        return lost;
    }

    private static IEnumerable<int> CpuList(string text)
    {
        foreach (string range in text.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] ends = range.Split('-');
            if (!int.TryParse(ends[0], out int first) || !int.TryParse(ends[^1], out int last)) continue;
            for (int cpu = Math.Max(first, 0); cpu <= last && cpu < MostCpus; cpu++) yield return cpu;
        }
    }

    /// <summary>The digits that end a name: zoneinfo.s07 and buddyinfo.s07 are of one moment; -1 for none.</summary>
    private static int Number(string name)
    {
        if (name.EndsWith(".gz", StringComparison.Ordinal)) name = name[..^3];
        int digits = name.Length;
        while (digits > 0 && char.IsAsciiDigit(name[digits - 1])) digits--;
        return int.TryParse(name.AsSpan(digits), out int number) ? number : -1;
    }

    private static string[] Words(string text) =>
        text.Split((char[])[' ', '\t', '\n'], StringSplitOptions.RemoveEmptyEntries);
}
