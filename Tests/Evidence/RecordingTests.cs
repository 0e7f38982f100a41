using System.Text.Json.Nodes;
using Plimsoll.Specs.Evidence;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Evidence;

/// <summary>
/// Recordings of real kernels, cut from longer ones, under whatever name: no false alarm, and enough is checked.
/// </summary>
public sealed class RecordingTests(ITestOutputHelper output)
{
    /// <summary>Edits of each kind that are tried; PLIMSOLL_EDIT_TRIALS=300 measures the rates.</summary>
    private static readonly int Trials =
        int.TryParse(Environment.GetEnvironmentVariable("PLIMSOLL_EDIT_TRIALS"), out int trials) ? trials : 2;

    [Theory]
    [InlineData("idle")]
    [InlineData("fallback-two")]
    [InlineData("fallback-four")]
    [InlineData("lossy")]
    [InlineData("hashed")]
    [InlineData("kernel-612")]
    [InlineData("marks-61")]
    [InlineData("marks-612")]
    [InlineData("boot-two")]
    [InlineData("boot-twos")]
    public void Recording_OfARealKernel_Holds(string name)
    {
        using EvidenceFolder folder = EvidenceFolder.CopyOf(name);
        ValidationReport report = folder.Validate();
        Assert.True(report.Holds, report.ToText());
    }

    [Theory]
    [InlineData("idle", 1576)]
    [InlineData("fallback-two", 35802)]
    [InlineData("hashed", 310)]
    [InlineData("kernel-612", 733)]
    public void Recording_Clean_ChecksK1OnEveryAllocation(string name, long allocations) =>
        Assert.Equal(allocations, Validator.Run([EvidenceFolder.Recording(name)]).Checked(Law.K1));

    [Fact]
    public void Recording_OfFallback_ChecksZoneChoiceAndBalance()
    {
        ValidationReport report = Validator.Run([EvidenceFolder.Recording("fallback-two")]);
        Assert.True(report.Checked(Law.K12) > 8000);
        Assert.Equal(4, report.Checked(Law.K11));
        Assert.Equal(409, report.Excused(Excuse.E11));
    }

    [Fact]
    public void Recording_ThatLostEvents_SaysSo()
    {
        ValidationReport report = Validator.Run([EvidenceFolder.Recording("lossy")]);
        FileReport trace = report.Files[0];
        Assert.Equal(66080, trace.Lost);
        Assert.DoesNotContain(report.Files.SelectMany(f => f.Laws), l => l.Law.NeedsHistory());
        Assert.Contains("66080 events were lost", report.ToText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Recording_WithWrittenKnobs_ExcusesNoMark()
    {
        ValidationReport report = Validator.Run([EvidenceFolder.Recording("marks-61"),
            EvidenceFolder.Recording("marks-612")]);
        Assert.Equal(0, report.Excused(Excuse.E18));
        Assert.Equal(["K6_1", "K6_12"], report.Files.Select(f => f.Era).Distinct());
        Assert.True(report.Checked(Law.FPromo) > 0);
    }

    [Fact]
    public void Recording_WithALineMissing_SaysSo()
    {
        string[] lines = ["# entries-in-buffer/entries-written: 2/2   #P:4", EvidenceFolder.Free(0x1000)];
        Assert.Contains("lines are missing", EvidenceFolder.Trace(lines).Note, StringComparison.Ordinal);
    }

    [Fact]
    public void Recordings_InOneFolder_AreAllRead()
    {
        using EvidenceFolder folder = new();
        folder.With("a/buddyinfo", "Node 0, zone DMA 0 0 0 0 0 1 1 1 0 1 3").With("b/trace.txt",
            EvidenceFolder.Free(0x1000));
        Assert.Equal(["buddyinfo", "trace"], folder.Validate().Files.Select(f => f.Kind));
    }

    [Fact]
    public void Report_AsJson_HasTheFieldsOthersRelyOn()
    {
        using EvidenceFolder folder = new();
        folder.With("trace.txt", EvidenceFolder.Alloc(0x1000), EvidenceFolder.Alloc(0x1000),
            EvidenceFolder.Free(0x2000));
        JsonNode report = JsonNode.Parse(folder.Validate().ToJson())!;
        JsonNode file = report["files"]![0]!;
        Assert.Equal(["path", "kind", "era", "events", "laws", "violations", "lost"],
            file.AsObject().Select(p => p.Key));
        Assert.Equal(("trace", "K6_1", 3, 0), ((string)file["kind"]!, (string)file["era"]!, (int)file["events"]!,
            (int)file["lost"]!));
        JsonNode law = file["laws"]!.AsArray().Single(l => (string)l!["law"]! == "K4")!;
        Assert.Equal("""{"law":"K4","checked":0,"violations":0,"excused":{"E3":1}}""", law.ToJsonString());
        JsonNode violation = file["violations"]![0]!;
        Assert.Equal(("K1", 2), ((string)violation["law"]!, (int)violation["line"]!));
        Assert.Contains("mm_page_alloc", (string)violation["text"]!, StringComparison.Ordinal);
        Assert.Contains("allocated since line 1", (string)violation["why"]!, StringComparison.Ordinal);
        Assert.True((double)report["seconds"]! >= 0);
    }

    [Fact]
    public void Report_AsText_NamesFileLineAndLaw()
    {
        using EvidenceFolder folder = new();
        folder.With("trace.txt", EvidenceFolder.Alloc(0x1000), EvidenceFolder.Alloc(0x1000));
        string text = folder.Validate().ToText();
        Assert.Contains("trace.txt:2 K1 page 0x1000 is allocated since line 1", text, StringComparison.Ordinal);
        Assert.Contains("1 violation.", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Validation_Cancelled_Stops()
    {
        using CancellationTokenSource cancel = new();
        cancel.Cancel();
        Assert.Throws<OperationCanceledException>(() => Validator.Run([EvidenceFolder.Recording("fallback-two")], null,
            cancel.Token));
    }

    [Fact]
    public void Edits_OfSingleFields_AreNoticed()
    {
        using EvidenceFolder scratch = new();
        foreach (EditRate rate in new EditTrials(Trials, seed: 7).Run(EvidenceFolder.Recording("idle"),
            scratch.Root))
        {
            output.WriteLine($"{rate.Kind}: {rate.Noticed} of {rate.Trials}, {rate.OnTheLine} on the line");

            // A small free out of a plain block may be a split, and only its later life tells; a freed page that waits
            // for its mm_page_free_batched can take another's.
            bool guess = rate.Kind is "K4 free order down" or "K3 batched pfn of another freed page";
            int due = guess ? rate.Trials / 2 : rate.Trials;
            Assert.True(rate.Noticed >= due,
                $"{rate.Kind}: {rate.Noticed} of {rate.Trials}; {(rate.Missed.Count > 0 ? rate.Missed[0] : null)}");
        }
    }
}
