using System.IO.Compression;
using Plimsoll.Specs.Evidence;
using Xunit;

namespace Plimsoll.Tests.Evidence;

/// <summary>What cannot be read is refused with one line: where, what, and what would be right.</summary>
public sealed class BadInputTests
{
    [Fact]
    public void Path_Missing_IsRefused() => Assert.Contains("does not exist", Refusal("/no/such/recording"), StringComparison.Ordinal);

    [Fact]
    public void File_Empty_IsRefused() => Assert.Contains("is empty", RefusalOf(""), StringComparison.Ordinal);

    [Fact]
    public void File_Foreign_IsRefused() => Assert.Contains("is neither a trace", RefusalOf("hello\nworld\n"), StringComparison.Ordinal);

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
        Assert.Contains(":2 is cut short in the middle of a line", RefusalOf(line + "\n" + line[..70]), StringComparison.Ordinal);
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
        string refusal = RefusalOf(line + "\n" + line.Replace(right, wrong, StringComparison.Ordinal) + "\n" + line + "\n");
        Assert.Contains(":2 ", refusal, StringComparison.Ordinal);
        Assert.Contains(fact, refusal, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("boot-two", "zoneinfo", "min      190", "min      many", "'many' where a number is expected")]
    [InlineData("boot-two", "zoneinfo", "protection: (0, 250, 369, 369, 369)", "protection: 0", "protection without ( )")]
    [InlineData("boot-two", "zoneinfo", "        min      190\n", "", "has no 'min' line")]
    [InlineData("marks-61", "p000.params", "min_free_kbytes", "max_free_kbytes", "has no min_free_kbytes line")]
    [InlineData("idle", "buddyinfo.s03", "Node 0, zone      DMA      0", "Node 0, zone      DMA      -", "'-' where a count is expected")]
    public void Snapshot_Malformed_IsRefused(string recording, string file, string right, string wrong, string fact)
    {
        using EvidenceFolder folder = EvidenceFolder.CopyOf(recording).Edit(file, right, wrong);
        string refusal = Refusal(folder.Root);
        Assert.Contains(file, refusal, StringComparison.Ordinal);
        Assert.Contains(fact, refusal, StringComparison.Ordinal);
    }

    private static string Refusal(string path) => Assert.Throws<EvidenceException>(() => Validator.Run([path])).Message;

    private static string RefusalOf(string text)
    {
        using EvidenceFolder folder = new();
        File.WriteAllText(folder.In("input"), text);
        return Refusal(folder.In("input"));
    }
}
