using Plimsoll.Specs.Evidence;
using Xunit;

namespace Plimsoll.Tests.Evidence;

/// <summary>F laws: exact where a knob was written, one older size of each zone where none was.</summary>
public sealed class MarkLawTests
{
    [Theory]
    [InlineData("marks-61", "K6_1", "        min      ", Law.FMin)]
    [InlineData("marks-61", "K6_1", "        low      ", Law.FLow)]
    [InlineData("marks-61", "K6_1", "        high     ", Law.FHigh)]
    [InlineData("marks-61", "K6_1", "protection: (0, ", Law.FProtection)]
    [InlineData("marks-61", "K6_1", "batch: ", Law.FBatch)]
    [InlineData("marks-61", "K6_1", "high:  ", Law.FPcpHigh)]
    [InlineData("marks-612", "K6_12", "        min      ", Law.FMin)]
    [InlineData("marks-612", "K6_12", "        promo    ", Law.FPromo)]
    [InlineData("marks-612", "K6_12", "protection: (0, ", Law.FProtection)]
    [InlineData("boot-two", "K6_1", "        min      ", Law.FMin)]
    [InlineData("boot-two", "K6_1", "        low      ", Law.FLow)]
    [InlineData("boot-two", "K6_1", "        high     ", Law.FHigh)]
    [InlineData("boot-two", "K6_1", "protection: (0, ", Law.FProtection)]
    [InlineData("boot-twos", "K6_1", "protection: (0, ", Law.FProtection)]
    public void Number_Changed_BreaksItsFormula(string recording, string era, string field, Law law)
    {
        using EvidenceFolder folder = EvidenceFolder.CopyOf(recording);
        string file = recording.StartsWith("boot", StringComparison.Ordinal) ? "zoneinfo" : "p033.zoneinfo";
        string[] lines = File.ReadAllLines(folder.In(file));
        int line = Array.FindIndex(lines, l => l.Contains(field, StringComparison.Ordinal));
        int at = lines[line].IndexOf(field, StringComparison.Ordinal) + field.Length;
        string digits = string.Concat(lines[line][at..].TrimStart().TakeWhile(char.IsAsciiDigit));
        lines[line] = lines[line].Replace($" {digits}", $" 1{digits}", StringComparison.Ordinal);
        folder.With(file, lines);
        FileReport broken = folder.Validate().Files.Single(f => !f.Holds);
        Assert.Equal(era, broken.Era);
        Assert.Contains(broken.Violations, v => v.Law == law && v.Line == line + 1);
    }

    [Fact]
    public void Params_Changed_BreakTheirFormulas()
    {
        using EvidenceFolder folder = EvidenceFolder.CopyOf("marks-61");
        string knobs = folder.In("p033.params");
        File.WriteAllText(knobs, File.ReadAllText(knobs).Replace("min_free_kbytes ", "min_free_kbytes 1",
            StringComparison.Ordinal));
        FileReport broken = folder.Validate().Files.Single(f => !f.Holds);
        Assert.EndsWith("p033.zoneinfo", broken.Path, StringComparison.Ordinal);
        Assert.Contains(broken.Violations, v => v.Law == Law.FMin);
    }

    [Theory]
    [InlineData("boot-two")]
    [InlineData("boot-twos")]
    public void Marks_OlderThanManaged_AreExcusedE18(string recording)
    {
        ValidationReport report = Validator.Run([EvidenceFolder.Recording(recording)]);
        Assert.True(report.Holds);
        Assert.True(report.Excused(Excuse.E18) > 0);
    }

    /// <summary>
    /// 16 GiB of which boot freed 43 MiB: the scale factor gives the gaps, and protection was read since.
    /// </summary>
    [Theory]
    [InlineData("low      6582", "low      6582", true)]
    [InlineData("low      6582", "low      6581", false)]
    [InlineData("min      3292", "min      3293", false)]
    public void Marks_OfALargeMachineOlderThanManaged_AreExcusedE18(string right, string wrong, bool holds)
    {
        using EvidenceFolder folder = new();
        folder.With("zoneinfo",
            Zone("DMA", 1, 3840, 3, 3, "2734, 15625")
                .Concat(Zone("DMA32", 3841, 700000, 699, 699, "0, 12890"))
                .Concat(Zone("Normal", 703841, 3300000, 3292, 3290, "0, 0")));
        folder.With("vm/min_free_kbytes", "15986").Edit("zoneinfo", right, wrong);
        Assert.Equal(holds, folder.Validate().Holds);
    }

    private static IEnumerable<string> Zone(string name, int start, int pages, int min, int gap, string above) =>
    [
        $"Node 0, zone {name}",
        $"        min      {min}",
        $"        low      {min + gap}",
        $"        high     {min + 2 * gap}",
        $"        spanned  {pages}",
        $"        present  {pages}",
        $"        managed  {pages}",
        $"        protection: (0, {above})",
        $"  start_pfn:           {start}",
    ];

    [Fact]
    public void Marks_WhereMinFreeWasWritten_AreNotExcused()
    {
        using EvidenceFolder folder = EvidenceFolder.CopyOf("boot-two").With("vm/min_free_kbytes", "46000");
        FileReport broken = folder.Validate().Files.Single(f => !f.Holds);
        Assert.Contains(broken.Violations, v => v.Law == Law.FMin);
    }

    [Fact]
    public void Marks_StaleAfterFresh_BreakTheirFormulas()
    {
        using EvidenceFolder folder = EvidenceFolder.CopyOf("fallback-two");
        folder.Edit("zoneinfo.s05", "protection: (0, 99, 188, 188, 188)", "protection: (0, 98, 188, 188, 188)");
        FileReport broken = folder.Validate().Files.Single(f => !f.Holds);
        Assert.All(broken.Violations, v => Assert.Equal(Law.FProtection, v.Law));
    }

    [Theory]
    [InlineData("marks-61/p033.zoneinfo")]
    [InlineData("marks-612/p033.zoneinfo")]
    [InlineData("boot-two/zoneinfo")]
    public void Zoneinfo_Alone_Holds(string file) => Assert.True(Validator.Run([EvidenceFolder.Recording(file)]).Holds);

    [Fact]
    public void Zoneinfo_AloneWithAMarkChanged_BreaksItsFormula()
    {
        using EvidenceFolder folder = EvidenceFolder.CopyOf("boot-two").Edit("zoneinfo", "low      3976",
            "low      3979");
        Validator.Run([folder.In("zoneinfo")]).Breaks(Law.FLow, "zoneinfo", 100);
    }
}
