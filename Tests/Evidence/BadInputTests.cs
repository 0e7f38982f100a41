using System.IO.Compression;
using Plimsoll.Specs.Evidence;
using Xunit;

namespace Plimsoll.Tests.Evidence;

/// <summary>What cannot be read is refused with one line: where, what, and what would be right.</summary>
public sealed class BadInputTests
{
    [Fact]
    public void Path_Missing_IsRefused() =>
        Assert.Contains("does not exist", Refusal("/no/such/recording"), StringComparison.Ordinal);

    [Fact]
    public void File_Empty_IsRefused() => Assert.Contains("is empty", RefusalOf(""), StringComparison.Ordinal);

    [Fact]
    public void File_Foreign_IsRefused() =>
        Assert.Contains("is neither a trace", RefusalOf("hello\nworld\n"), StringComparison.Ordinal);

    [Fact]
    public void Folder_WithoutEvidence_IsRefused()
    {
        using EvidenceFolder folder = new();
        Assert.Contains("holds no recording", Refusal(folder.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void Trace_EmptyInAFolder_IsRefused()
    {
        using EvidenceFolder folder = EvidenceFolder.TwoNodes().With("trace.txt");
        Assert.Contains("trace.txt:1 is empty", Refusal(folder.Root), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(20)]
    [InlineData(500)]
    [InlineData(5000)]
    public void Gzip_CutShort_IsRefused(int bytes)
    {
        using EvidenceFolder folder = new();
        byte[] whole = File.ReadAllBytes(Path.Combine(EvidenceFolder.Recording("hashed"), "trace.txt.gz"));
        File.WriteAllBytes(folder.In("t.gz"), whole[..bytes]);
        Assert.Contains("breaks off here", Refusal(folder.In("t.gz")), StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_Damaged_IsRefused()
    {
        using EvidenceFolder folder = new();
        byte[] whole = File.ReadAllBytes(Path.Combine(EvidenceFolder.Recording("hashed"), "trace.txt.gz"));
        Array.Clear(whole, 3000, 50);
        File.WriteAllBytes(folder.In("t.gz"), whole);
        Assert.Contains("t.gz:", Refusal(folder.In("t.gz")), StringComparison.Ordinal);
    }

    [Fact]
    public void Gzip_OfTwoMembers_IsRead()
    {
        using EvidenceFolder folder = new();
        using (FileStream file = File.Create(folder.In("t.gz")))
        {
            foreach (ulong pfn in (ulong[])[0x1000, 0x1001])
            {
                using GZipStream member = new(file, CompressionLevel.Optimal, leaveOpen: true);
                member.Write(System.Text.Encoding.UTF8.GetBytes(EvidenceFolder.Free(pfn) + "\n"));
            }
        }

        Assert.Equal(2, Validator.Run([folder.In("t.gz")]).Events);
    }

    [Fact]
    public void Line_CutShort_IsRefused()
    {
        string line = EvidenceFolder.Free(0x1000);
        Assert.Contains(":2 is cut short in the middle of a line", RefusalOf(line + "\n" + line[..70]),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("pfn=0x1000", "pfn=0xzz", "pfn=0xzz: a number is expected")]
    [InlineData("order=0", "order=11", "orders go from 0 to 10")]
    [InlineData("order=0", "disorder=0", "lacks order=")]
    [InlineData("[000]", "(000)", "has no [cpu]")]
    [InlineData("page=ffff", "page=fghi", "not a pointer")]
    [InlineData("10.000001:", "10.0x0001:", "a time that is no number")]
    public void Event_Malformed_IsRefused(string right, string wrong, string fact)
    {
        string line = EvidenceFolder.Free(0x1000);
        string refusal = RefusalOf(line + "\n" + line.Replace(right, wrong, StringComparison.Ordinal) + "\n" + line
            + "\n");
        Assert.Contains(":2 ", refusal, StringComparison.Ordinal);
        Assert.Contains(fact, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("boot-two", "zoneinfo", "min      190", "min      many", "'many' where a number is expected")]
    [InlineData("boot-two", "zoneinfo", "protection: (0, 250, 369, 369, 369)", "protection: 0",
        "protection without ( )")]
    [InlineData("boot-two", "zoneinfo", "        min      190\n", "", "has no 'min' line")]
    [InlineData("marks-61", "p000.params", "min_free_kbytes", "max_free_kbytes", "has no min_free_kbytes line")]
    [InlineData("idle", "buddyinfo.s03", "Node 0, zone      DMA      0", "Node 0, zone      DMA      -",
        "'-' where a count is expected")]
    public void Snapshot_Malformed_IsRefused(string recording, string file, string right, string wrong, string fact)
    {
        using EvidenceFolder folder = EvidenceFolder.CopyOf(recording).Edit(file, right, wrong);
        string refusal = Refusal(folder.Root);
        Assert.Contains(file, refusal, StringComparison.Ordinal);
        Assert.Contains(fact, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("99999999999")]
    [InlineData("18446744073709551615")]
    public void Migratetype_Impossible_IsRefused(string type) => Assert.Contains(":1 has migratetype ",
        RefusalOf(EvidenceFolder.Alloc(0x1000).Replace("migratetype=0", $"migratetype={type}", StringComparison.Ordinal)
            + "\n"),
        StringComparison.Ordinal);

    [Fact]
    public void Log_WithBrackets_IsNoTrace() => Assert.Contains("is neither a trace",
        RefusalOf("sshd[12]: started: ok\n"), StringComparison.Ordinal);

    [Fact]
    public void Lost_BeyondCounting_IsLost()
    {
        const string lost = "CPU:2 [LOST 9223372036854775807 EVENTS]\n";
        using EvidenceFolder folder = new();
        File.WriteAllText(folder.In("input"), "# entries-in-buffer/entries-written: -9/9223372036854775807   #P:4\n"
            + lost + EvidenceFolder.Free(0x1000) + "\n" + lost);
        File.WriteAllText(folder.In("stats.cpu0"), "overrun: 9223372036854775807\n");
        File.WriteAllText(folder.In("stats.cpu1"), "overrun: 9223372036854775807\ndropped events: -5\n");
        FileReport report = Assert.Single(Validator.Run([folder.Root]).Files);
        Assert.True(report is { Holds: true, Lost: > 1L << 40 });
    }

    [Theory]
    [InlineData("zoneinfo.s01")]
    [InlineData("buddyinfo.s01")]
    [InlineData("trace.txt")]
    public void Evidence_ForeignInside_IsRefused(string name)
    {
        using EvidenceFolder folder = EvidenceFolder.CopyOf("idle");
        File.WriteAllText(folder.In(name), "hello\n");
        Assert.Contains($"{name}:1 does not begin like", Refusal(folder.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void Zone_Missing_IsRefused()
    {
        string text = File.ReadAllText(Path.Combine(EvidenceFolder.Recording("boot-two"), "zoneinfo"));
        int from = text.IndexOf("Node 0, zone    DMA32", StringComparison.Ordinal);
        int to = text.IndexOf("Node 0, zone   Normal", StringComparison.Ordinal);
        Assert.Contains("a zone is missing", RefusalOf(text.Remove(from, to - from)), StringComparison.Ordinal);
    }

    [Fact]
    public void Zone_Twice_IsRefused()
    {
        string text = File.ReadAllText(Path.Combine(EvidenceFolder.Recording("boot-two"), "zoneinfo"));
        Assert.Contains("node 0 DMA a second time", RefusalOf(text + text), StringComparison.Ordinal);
    }

    [Fact]
    public void Knob_BeyondTheKernels_IsRefused()
    {
        using EvidenceFolder folder = EvidenceFolder.CopyOf("boot-two");
        Directory.CreateDirectory(folder.In("vm"));
        File.WriteAllText(folder.In("vm/min_free_kbytes"), "9223372036854775807\n");
        Assert.Contains("min_free_kbytes:1 has '9223372036854775807'", Refusal(folder.Root), StringComparison.Ordinal);
    }

    [Fact]
    public void CpuList_WithoutEnd_EndsSomewhere()
    {
        using EvidenceFolder folder = EvidenceFolder.CopyOf("boot-two");
        Directory.CreateDirectory(folder.In("node/node0"));
        File.WriteAllText(folder.In("node/node0/cpulist"), "-7,0-2147483647,x\n");
        Assert.NotEmpty(Validator.Run([folder.Root]).Files);
    }

    private static string Refusal(string path) => Assert.Throws<EvidenceException>(() => Validator.Run([path])).Message;

    private static string RefusalOf(string text)
    {
        using EvidenceFolder folder = new();
        File.WriteAllText(folder.In("input"), text);
        return Refusal(folder.In("input"));
    }
}
