using System.Globalization;
using Plimsoll.Specs.Evidence;
using Xunit;

namespace Plimsoll.Tests.Evidence;

/// <summary>A recording made for one test, in a folder of its own that is gone afterwards.</summary>
public sealed class EvidenceFolder : IDisposable
{
    private static readonly string Recordings = Path.Combine(AppContext.BaseDirectory, "Recordings");

    public EvidenceFolder() => Directory.CreateDirectory(Root);

    public string Root { get; } = Path.Combine(Path.GetTempPath(), $"plimsoll-evidence-{Guid.NewGuid():N}");

    /// <summary>The folder of a recording that ships with the tests.</summary>
    public static string Recording(string name) => Path.Combine(Recordings, name);

    public static EvidenceFolder CopyOf(string name)
    {
        EvidenceFolder folder = new();
        string from = Recording(name);
        foreach (string file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = folder.In(Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return folder;
    }

    /// <summary>The two-node machine of the idle recording, with the zoneinfo of its first snapshot and no trace.</summary>
    public static EvidenceFolder TwoNodes()
    {
        EvidenceFolder folder = CopyOf("idle");
        foreach (string file in Directory.EnumerateFiles(folder.Root))
        {
            if (!file.EndsWith("zoneinfo.s01", StringComparison.Ordinal)) File.Delete(file);
        }

        return folder;
    }

    /// <summary>One event line.</summary>
    public static string Event(string name, ulong pfn, int order, string rest = "", int cpu = 0, int pid = 100, string flags = ".....") =>
        string.Create(CultureInfo.InvariantCulture, $"{"task",16}-{pid,-7} [{cpu:d3}] {flags}    10.000001: {name}: ")
        + $"page={0xffffea0000000000 + 64 * pfn:x16} pfn=0x{pfn:x} order={order}{rest}";

    public static string Alloc(
        ulong pfn, int order = 0, string gfp = "GFP_KERNEL", int migratetype = 0, int cpu = 0, int pid = 100) =>
        Event("mm_page_alloc", pfn, order, $" migratetype={migratetype} gfp_flags={gfp}", cpu, pid);

    public static string UserAlloc(ulong pfn, int cpu = 0, int pid = 100) => Alloc(pfn, 0, "GFP_HIGHUSER_MOVABLE|__GFP_ZERO", 1, cpu, pid);

    public static string Free(ulong pfn, int order = 0, int cpu = 0, string flags = ".....") =>
        Event("mm_page_free", pfn, order, "", cpu, 100, flags);

    public static string Batched(ulong pfn, int cpu = 0) => Event("mm_page_free_batched", pfn, 0, "", cpu);

    public static string Refill(ulong pfn, int order = 0, int cpu = 0, int migratetype = 0) =>
        Event("mm_page_alloc_zone_locked", pfn, order, $" migratetype={migratetype} percpu_refill=1", cpu);

    public static string Take(ulong pfn, int order, int cpu = 0) =>
        Event("mm_page_alloc_zone_locked", pfn, order, " migratetype=0 percpu_refill=0", cpu);

    public static string Drain(ulong pfn, int order = 0, int cpu = 0) => Event("mm_page_pcpu_drain", pfn, order, " migratetype=0", cpu);

    public static IEnumerable<string> Snapshot(int number) => new[] { 'B', 'M', 'E' }.Select(phase => string.Create(
        CultureInfo.InvariantCulture, $"{"kh",16}-99      [003] .....    10.000001: tracing_mark_write: kh snap {number} {phase}"));

    public EvidenceFolder With(string file, params IEnumerable<string> lines)
    {
        string path = In(file);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllLines(path, lines);
        return this;
    }

    /// <summary>buddyinfo of the two-node machine, all in single pages.</summary>
    public EvidenceFolder WithBuddy(int number, int dma, int dma32, int normal0, int normal1)
    {
        const string rest = " 0 0 0 0 0 0 0 0 0 0";
        return With(
            string.Create(CultureInfo.InvariantCulture, $"buddyinfo.s{number:d2}"), $"Node 0, zone DMA {dma}{rest}", $"Node 0, zone DMA32 {dma32}{rest}",
            $"Node 0, zone Normal {normal0}{rest}", $"Node 1, zone Normal {normal1}{rest}");
    }

    public EvidenceFolder Edit(string file, string from, string to)
    {
        string text = File.ReadAllText(In(file));
        Assert.Contains(from, text, StringComparison.Ordinal);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        File.WriteAllText(In(file), text[..at] + to + text[(at + from.Length)..]);
        return this;
    }

    public string In(string file) => Path.Combine(Root, file);

    public ValidationReport Validate() => Validator.Run([Root]);

    /// <summary>Validates lines as a trace by itself, without a machine.</summary>
    public static FileReport Trace(params IEnumerable<string> lines)
    {
        using EvidenceFolder folder = new();
        folder.With("trace.txt", lines);
        return Validator.Run([folder.In("trace.txt")]).Files[0];
    }

    public void Dispose() => Directory.Delete(Root, recursive: true);
}

/// <summary>What tests ask of a report.</summary>
internal static class Answers
{
    public static long Excused(this ValidationReport report, Excuse rule) =>
        report.Files.Sum(f => f.Excused(rule));

    public static long Excused(this FileReport file, Excuse rule) => file.Laws.Sum(l => l.Excused.GetValueOrDefault(rule));

    public static long Checked(this ValidationReport report, Law law) =>
        report.Files.Sum(f => f.Laws.Where(l => l.Law == law).Sum(l => l.Checked));

    /// <summary>The file holds, and the rule was applied so often.</summary>
    public static void Excuses(this FileReport file, Excuse rule, long times = 1)
    {
        Assert.Empty(file.Violations);
        Assert.Equal(times, file.Excused(rule));
    }

    /// <summary>Exactly this law is broken, first on this line.</summary>
    public static void Breaks(this FileReport file, Law law, long line)
    {
        Assert.False(file.Holds);
        Assert.Equal((law, line), (file.Violations[0].Law, file.Violations[0].Line));
        Assert.NotEmpty(file.Violations[0].Text);
        Assert.NotEmpty(file.Violations[0].Why);
    }

    public static void Breaks(this ValidationReport report, Law law, string file, long line)
    {
        FileReport broken = report.Files.Single(f => !f.Holds);
        Assert.EndsWith(file, broken.Path, StringComparison.Ordinal);
        broken.Breaks(law, line);
    }
}
