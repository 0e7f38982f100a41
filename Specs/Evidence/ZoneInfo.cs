using System.Buffers.Text;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Evidence;

/// <summary>A number of /proc/zoneinfo and the line it stands on.</summary>
internal readonly record struct Entry(long Value, long Line);

/// <summary>One CPU's list of a zone.</summary>
internal sealed record Pageset(int Cpu)
{
    public Entry Count { get; set; }

    public Entry High { get; set; }

    public Entry Batch { get; set; }
}

/// <summary>One zone of a zoneinfo. Marks stand as printed, boost included.</summary>
internal sealed class ZoneRow(int node, string name, long line)
{
    public int Node { get; } = node;

    public string Name { get; } = name;

    public long Line { get; } = line;

    /// <summary>Null for Device, which holds no page of the allocator.</summary>
    public ZoneKind? Kind { get; } = KindOf(name);

    public Dictionary<string, Entry> Fields { get; } = [];

    public List<long> Protection { get; } = [];

    public long ProtectionLine { get; set; }

    public List<Pageset> Pagesets { get; } = [];

    public long Managed => this["managed"];

    public long Boost => this["boost"];

    public long StartPfn => this["start_pfn:"];

    public long EndPfn => StartPfn + this["spanned"];

    public long this[string field] => Fields.TryGetValue(field, out Entry entry) ? entry.Value : 0;

    public override string ToString() => $"node {Node} {Name}";

    public static ZoneKind? KindOf(string name) => name switch
    {
        "DMA" => ZoneKind.Dma,
        "DMA32" => ZoneKind.Dma32,
        "Normal" => ZoneKind.Normal,
        "HighMem" => ZoneKind.HighMem,
        "Movable" => ZoneKind.Movable,
        _ => null,
    };
}

/// <summary>/proc/zoneinfo: every zone of every node, in the order printed (semantics H.1).</summary>
internal sealed class ZoneInfo
{
    /// <summary>Fields of a zone that laws use; the many counters between them are passed over.</summary>
    private static readonly string[] Used =
        ["boost", "min", "low", "high", "promo", "spanned", "present", "managed", "start_pfn:"];

    private ZoneInfo(string path) => Path = path;

    public string Path { get; }

    public List<ZoneRow> Rows { get; } = [];

    /// <summary>A promo line means 6.12 (semantics, Part 0.1).</summary>
    public Era Era => Rows.Exists(r => r.Fields.ContainsKey("promo")) ? Era.K6_12 : Era.K6_1;

    public static bool Recognises(ReadOnlySpan<byte> first) =>
        first.StartsWith("Node "u8) && first.IndexOf(", zone "u8) > 0 && BuddyInfo.Columns(first) == 0;

    public static ZoneInfo Read(string path)
    {
        ZoneInfo info = new(path);
        using LineReader reader = LineReader.Open(path);
        while (reader.Next(out ReadOnlySpan<byte> line)) info.Take(LineReader.Text(line), reader.Line);
        if (info.Rows.Count == 0)
        {
            throw new EvidenceException(path, 1, "is empty: a zoneinfo begins with 'Node 0, zone ...'");
        }
        foreach (ZoneRow row in info.Rows) info.Complete(row);
        return info;
    }

    private void Take(string line, long number)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words is ["Node", _, "zone", _])
        {
            ZoneRow next = new(Integer(words[1].TrimEnd(','), number), words[3], number);
            if (Rows.Exists(r => r.Node == next.Node && r.Name == next.Name))
            {
                throw new EvidenceException(Path, number, $"has {next} a second time: one snapshot a file");
            }

            Rows.Add(next);
            return;
        }

        if (Rows.Count == 0)
        {
            throw new EvidenceException(Path, number, "is no zoneinfo: it begins with 'Node 0, zone ...'");
        }
        ZoneRow row = Rows[^1];
        if (words is ["cpu:", _]) row.Pagesets.Add(new(Integer(words[1], number)));
        else if (words is ["count:", _]) Last(row, number).Count = Value(words, number);
        else if (words is ["high:", _]) Last(row, number).High = Value(words, number);
        else if (words is ["batch:", _]) Last(row, number).Batch = Value(words, number);
        else if (words is ["protection:", ..]) Protection(row, line, number);
        else if (words.Length == 2 && Array.IndexOf(Used, words[0]) >= 0) row.Fields[words[0]] = Value(words, number);
    }

    private void Protection(ZoneRow row, string line, long number)
    {
        row.ProtectionLine = number;
        string list = line["protection:".Length..].Trim();
        if (list is not ['(', .., ')']) throw new EvidenceException(Path, number, "has protection without ( )");
        foreach (string value in list[1..^1].Split(',')) row.Protection.Add(Integer(value.Trim(), number));
    }

    private Pageset Last(ZoneRow row, long number) => row.Pagesets.Count > 0
        ? row.Pagesets[^1]
        : throw new EvidenceException(Path, number, "stands before any 'cpu:' line");

    private Entry Value(string[] words, long number) => new(Integer(words[1], number), number);

    private int Integer(string word, long number) => int.TryParse(word, out int value) && value >= 0
        ? value
        : throw new EvidenceException(Path, number, $"has '{word}' where a number is expected");

    /// <summary>A zone that lacks a field was cut short.</summary>
    private void Complete(ZoneRow row)
    {
        foreach (string field in (string[])["min", "low", "high", "spanned", "present", "managed"])
        {
            if (row.Fields.ContainsKey(field)) continue;
            throw new EvidenceException(Path, row.Line, $"{row} has no '{field}' line: the file is cut short");
        }

        if (row.ProtectionLine == 0)
        {
            throw new EvidenceException(Path, row.Line, $"{row} has no 'protection:' line: the file is cut short");
        }
        int zones = Rows.Count(r => r.Node == row.Node);
        if (row.Protection.Count != zones)
        {
            throw new EvidenceException(Path, row.ProtectionLine,
                $"has {row.Protection.Count} numbers and node {row.Node} has {zones} zones here: a zone is missing");
        }

        if (row.Managed > 0 && !row.Fields.ContainsKey("start_pfn:"))
        {
            throw new EvidenceException(Path, row.Line, $"{row} has no 'start_pfn:' line: the file is cut short");
        }
    }
}

/// <summary>/proc/buddyinfo: free blocks of each order, for every populated zone.</summary>
internal sealed class BuddyInfo
{
    private const int Orders = 11;

    private BuddyInfo(string path) => Path = path;

    public string Path { get; }

    public List<(int Node, string Zone, long Pages, long Line, string Text)> Rows { get; } = [];

    public static bool Recognises(ReadOnlySpan<byte> first) =>
        first.StartsWith("Node "u8) && first.IndexOf(", zone "u8) > 0 && Columns(first) > 0;

    /// <summary>Numbers after the zone's name.</summary>
    public static int Columns(ReadOnlySpan<byte> line)
    {
        int count = 0;
        ReadOnlySpan<byte> rest = line[(line.IndexOf(", zone "u8) + 7)..].Trim((byte)' ');
        foreach (Range range in rest.Split((byte)' '))
        {
            if (Utf8Parser.TryParse(rest[range], out long _, out int used) && used == rest[range].Length) count++;
        }

        return count;
    }

    public static BuddyInfo Read(string path)
    {
        BuddyInfo info = new(path);
        using LineReader reader = LineReader.Open(path);
        while (reader.Next(out ReadOnlySpan<byte> line))
        {
            string text = LineReader.Text(line);
            string[] words = text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (words.Length != 4 + Orders || words[0] != "Node" || words[2] != "zone")
            {
                throw new EvidenceException(path, reader.Line, $"is not 'Node N, zone NAME' and {Orders} counts");
            }

            long pages = 0;
            for (int order = 0; order < Orders; order++) pages += Number(path, reader.Line, words[4 + order]) << order;
            info.Rows.Add(((int)Number(path, reader.Line, words[1].TrimEnd(',')), words[3], pages, reader.Line, text));
        }

        if (info.Rows.Count == 0) throw new EvidenceException(path, 1, "is empty: a buddyinfo has a line per zone");
        return info;
    }

    private static long Number(string path, long line, string word) => uint.TryParse(word, out uint value)
        ? value
        : throw new EvidenceException(path, line, $"has '{word}' where a count is expected");
}
