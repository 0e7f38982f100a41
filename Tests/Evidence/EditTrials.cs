using System.Globalization;
using System.IO.Compression;
using System.Text.RegularExpressions;
using Plimsoll.Specs.Evidence;

namespace Plimsoll.Tests.Evidence;

/// <summary>One field of one line changed.</summary>
public sealed record Edit(string Kind, string File, int Line, string Text);

/// <summary>How many edits of a kind the validator noticed, and how many of them on the very line.</summary>
public sealed record EditRate(string Kind, int Trials, int Noticed, int OnTheLine, IReadOnlyList<Edit> Missed);

/// <summary>
/// Changes single fields of a recording at random so that they contradict a law, and counts what the validator notices. Keeps
/// its own simple account of pages, so as not to ask the code under test what contradicts it.
/// </summary>
public sealed partial class EditTrials
{
    private const ulong PageBase = 0xffffea0000000000;
    private readonly Random random;
    private readonly int trials;
    private readonly Dictionary<string, (List<Edit> Kept, int Seen)> samples = [];
    private readonly Pool live = new();
    private readonly Pool buddy = new();
    private readonly Pool listed = new();
    private readonly Dictionary<ulong, int> orders = [];
    private ulong secondNode = ulong.MaxValue;

    public EditTrials(int trials, int seed) => (this.trials, random) = (trials, new(seed));

    /// <summary>Edits of a copy of the recording, one at a time, each judged alone.</summary>
    public IEnumerable<EditRate> Run(string recording, string scratch)
    {
        string copy = Path.Combine(scratch, Path.GetFileName(recording));
        CopyOf(recording, copy);
        secondNode = LastZone(Path.Combine(copy, "before/zoneinfo"));
        foreach (string file in Directory.EnumerateFiles(copy)) Sample(file);
        foreach ((string kind, (List<Edit> kept, int _)) in samples.OrderBy(s => s.Key)) yield return Rate(kind, kept, copy);
    }

    private static EditRate Rate(string kind, List<Edit> edits, string copy)
    {
        int noticed = 0, onTheLine = 0;
        List<Edit> missed = [];
        foreach (Edit edit in edits)
        {
            string[] lines = File.ReadAllLines(edit.File);
            string right = lines[edit.Line - 1];
            lines[edit.Line - 1] = edit.Text;
            File.WriteAllLines(edit.File, lines);
            ValidationReport report = Validator.Run([copy]);
            lines[edit.Line - 1] = right;
            File.WriteAllLines(edit.File, lines);
            bool here = report.Files.Any(f => f.Path == edit.File && f.Violations.Any(v => v.Line == edit.Line));
            if (!report.Holds) noticed++;
            if (here) onTheLine++;
            if (report.Holds) missed.Add(edit);
        }

        return new(kind, edits.Count, noticed, onTheLine, missed);
    }

    private static void CopyOf(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            if (!file.EndsWith(".gz", StringComparison.Ordinal))
            {
                File.Copy(file, target, overwrite: true);
                continue;
            }

            using GZipStream zipped = new(File.OpenRead(file), CompressionMode.Decompress);
            using FileStream plain = File.Create(target[..^3]);
            zipped.CopyTo(plain);
        }
    }

    /// <summary>Where the last zone begins: in the two-node guests that is the second node.</summary>
    private static ulong LastZone(string zoneinfo) => !File.Exists(zoneinfo) ? ulong.MaxValue : File.ReadLines(zoneinfo)
        .Where(l => l.Contains("start_pfn:", StringComparison.Ordinal))
        .Select(l => ulong.Parse(l.Split(':')[1], CultureInfo.InvariantCulture)).Last();

    private void Sample(string file)
    {
        string name = Path.GetFileName(file);
        if (name.StartsWith("trace.", StringComparison.Ordinal)) SampleTrace(file);
        else if (name.StartsWith("buddyinfo.s", StringComparison.Ordinal)) SampleBuddy(file);
        else if (name.Contains("zoneinfo", StringComparison.Ordinal)) SampleZones(file);
    }

    private void Keep(string kind, string file, int line, string text)
    {
        (List<Edit> kept, int seen) = samples.GetValueOrDefault(kind, ([], 0));
        seen++;
        if (kept.Count < trials) kept.Add(new(kind, file, line, text));
        else if (random.Next(seen) is var place && place < trials) kept[place] = new(kind, file, line, text);
        samples[kind] = (kept, seen);
    }

    private void SampleBuddy(string file)
    {
        string[] lines = File.ReadAllLines(file);
        for (int i = 0; i < lines.Length; i++)
        {
            MatchCollection counts = Count().Matches(lines[i][(lines[i].IndexOf("zone", StringComparison.Ordinal) + 14)..]);
            Match count = counts[random.Next(counts.Count)];
            int at = count.Index + lines[i].IndexOf("zone", StringComparison.Ordinal) + 14;
            int value = int.Parse(count.Value, CultureInfo.InvariantCulture);
            int other = value + (value > 0 && random.Next(2) == 0 ? -1 : 1) * random.Next(1, 4);
            Keep("K11 buddyinfo count", file, i + 1, Replace(lines[i], at, count.Length, $"{Math.Max(0, other)}"));
        }
    }

    private void SampleZones(string file)
    {
        string[] lines = File.ReadAllLines(file);
        bool populated = false;
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].TrimStart().StartsWith("pages free", StringComparison.Ordinal)) populated = !lines[i].EndsWith(" 0", StringComparison.Ordinal);
            Match field = MarkLine().Match(lines[i]);
            if (!field.Success || !populated) continue;
            Group value = field.Groups[2];
            long right = long.Parse(value.Value, CultureInfo.InvariantCulture);
            long wrong = Math.Max(0, right + (random.Next(2) == 0 ? -1 : 1) * random.NextInt64(1, 4));
            if (wrong == right) wrong++;
            Keep($"F {field.Groups[1].Value.Trim()}", file, i + 1, Replace(lines[i], value.Index, value.Length, $"{wrong}"));
        }
    }

    private void SampleTrace(string file)
    {
        string[] lines = File.ReadAllLines(file);
        for (int i = 0; i < lines.Length; i++)
        {
            Match e = Event().Match(lines[i]);
            if (!e.Success) continue;
            Line line = new(file, i + 1, lines[i], e);
            if (line.Pfn == 0) continue;
            if (line.Name != "mm_page_alloc_extfrag") Propose(line);
            Account(line);
        }
    }

    /// <summary>What could be changed here so that it contradicts what came before.</summary>
    private void Propose(Line line)
    {
        Keep("K5 page", file: line.File, line.Number, Regex.Replace(line.Text, "page=[0-9a-f]+", $"page={PageBase + 64 * (line.Pfn + 1 + (ulong)random.Next(1000)):x16}"));
        Keep("K5 pfn outside", line, line.Pfn + 0x10000000);
        if (line.Order > 0) Keep("K5 pfn misaligned", line, line.Pfn + 1);
        switch (line.Name)
        {
            case "mm_page_alloc":
                if (live.Any(random) is { } a) Keep("K1 alloc pfn of a live page", line, a);
                Keep("K6 migratetype", line.File, line.Number, Regex.Replace(line.Text, "migratetype=(\\d)", m => $"migratetype={(m.Groups[1].Value[0] - '0' + 1) % 3}"));
                if (line.Pfn >= 0x100000) Keep("K6 gfp", line.File, line.Number, Regex.Replace(line.Text, "gfp_flags=\\w+", "gfp_flags=GFP_DMA32"));
                if (line.Order == 0 && line.Text.Contains("GFP_HIGHUSER_MOVABLE", StringComparison.Ordinal)) Elsewhere(line);
                if (line.Order == 0 && buddy.Any(random) is { } b) Keep("K7 alloc pfn of a page in buddy", line, b);
                break;
            case "mm_page_free" when orders.TryGetValue(line.Pfn, out int order) && order == line.Order:
                Keep("K4 free order up", line.File, line.Number, Reorder(line, line.Order + 1));
                if (order > 0) Keep("K4 free order down", line.File, line.Number, Reorder(line, random.Next(order)));
                break;
            case "mm_page_free_batched":
                if (live.Any(random) is { } f) Keep("K3 batched pfn of a live page", line, f);
                if (listed.Any(random) is { } g && g != line.Pfn) Keep("K3 batched pfn of another freed page", line, g);
                Keep("K3 batched cpu", line.File, line.Number, Recpu(line));
                break;
            case "mm_page_alloc_zone_locked":
                if (line.Order == 0 && live.Any(random) is { } t) Keep("K2 zone_locked pfn of a live page", line, t);
                if (line.Order == 0 && listed.Any(random) is { } l) Keep("K2 zone_locked pfn of a page on a list", line, l);
                Keep("K7 percpu_refill", line.File, line.Number, line.Text.Replace("percpu_refill=1", "percpu_refill=0", StringComparison.Ordinal));
                break;
            case "mm_page_pcpu_drain":
                if (line.Order == 0 && live.Any(random) is { } d) Keep("K2 drain pfn of a live page", line, d);
                if (line.Order == 0 && buddy.Any(random) is { } y) Keep("K2 drain pfn of a page in buddy", line, y);
                break;
        }
    }

    /// <summary>A user page from the other node while this one has plenty.</summary>
    private void Elsewhere(Line line)
    {
        bool second = line.Cpu >= 2;
        if (line.Pfn >= secondNode == second)
        {
            Keep("K12 cpu of the other node", line.File, line.Number, Regex.Replace(line.Text, "\\[\\d{3}\\]", $"[{(line.Cpu + 2) % 4:d3}]"));
        }

        if (listed.Any(random) is { } page && page >= secondNode != second) Keep("K12 pfn of a listed page of the other node", line, page);
    }

    private void Keep(string kind, Line line, ulong pfn) => Keep(kind, line.File, line.Number, Repage(line, pfn));

    private static string Repage(Line line, ulong pfn)
    {
        string text = Regex.Replace(line.Text, "pfn=0x[0-9a-f]+", $"pfn=0x{pfn:x}");
        return Regex.Replace(text, "page=[0-9a-f]+", $"page={PageBase + 64 * pfn:x16}");
    }

    private static string Reorder(Line line, int order) => Regex.Replace(line.Text, "order=\\d+$", $"order={order}");

    private static string Recpu(Line line) => Regex.Replace(line.Text, "\\[(\\d{3})\\]", m => $"[{(m.Groups[1].Value[2] - '0' + 1) % 4:d3}]");

    private void Account(Line line)
    {
        foreach (Pool pool in (Pool[])[live, buddy, listed])
        {
            for (ulong i = 0; i < 1UL << line.Order; i++) pool.Remove(line.Pfn + i);
        }

        orders.Remove(line.Pfn);
        Pool? now = line.Name switch
        {
            "mm_page_alloc" => live,
            "mm_page_pcpu_drain" => buddy,
            "mm_page_free" or "mm_page_free_batched" or "mm_page_alloc_zone_locked" => listed,
            _ => null,
        };
        if (now == live) orders[line.Pfn] = line.Order;
        if (line.Order == 0) now?.Add(line.Pfn);
    }

    private static string Replace(string text, int at, int length, string with) => text[..at] + with + text[(at + length)..];

    [GeneratedRegex(@": (mm_page_\w+): page=\S+ pfn=0x([0-9a-f]+) (?:alloc_)?order=(\d+)")]
    private static partial Regex Event();

    [GeneratedRegex(@"\d+")]
    private static partial Regex Count();

    [GeneratedRegex(@"^ +(min|low|high|promo|batch:|high:|protection: \(0,) +(\d+)")]
    private static partial Regex MarkLine();

    private sealed record Line(string File, int Number, string Text, Match Match)
    {
        public string Name => Match.Groups[1].Value;

        public ulong Pfn { get; } = ulong.Parse(Match.Groups[2].Value, NumberStyles.HexNumber, CultureInfo.InvariantCulture);

        public int Cpu { get; } = int.Parse(Regex.Match(Text, @"\[(\d{3})\]").Groups[1].Value, CultureInfo.InvariantCulture);

        public int Order { get; } = int.Parse(Match.Groups[3].Value, CultureInfo.InvariantCulture);
    }

    /// <summary>A set from which one can be drawn.</summary>
    private sealed class Pool
    {
        private readonly Dictionary<ulong, int> places = [];
        private readonly List<ulong> pages = [];

        public void Add(ulong page)
        {
            if (places.TryAdd(page, pages.Count)) pages.Add(page);
        }

        public void Remove(ulong page)
        {
            if (!places.Remove(page, out int place)) return;
            ulong last = pages[^1];
            pages.RemoveAt(pages.Count - 1);
            if (place == pages.Count) return;
            pages[place] = last;
            places[last] = place;
        }

        public ulong? Any(Random random) => pages.Count == 0 ? null : pages[random.Next(pages.Count)];
    }
}
