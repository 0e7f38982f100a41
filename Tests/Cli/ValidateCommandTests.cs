using System.Text.Json;
using Plimsoll.Tests.Evidence;
using Xunit;

namespace Plimsoll.Tests.Cli;

public sealed class ValidateCommandTests
{
    public static TheoryData<string> Recordings =>
        [.. Directory.GetDirectories(EvidenceFolder.Recording(".")).Select(d => Path.GetFileName(d))
        .Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Recordings))]
    public void Validate_OfARecording_Exits0_WithTheFieldsOfTheContract(string name)
    {
        CliRun run = CliRun.Of("validate", EvidenceFolder.Recording(name), "--json");
        Assert.Equal(0, run.Code);
        JsonElement json = run.Json();
        JsonShape.Is(json, "files:o[]", "seconds:n");
        Assert.NotEqual(0, json.GetProperty("files").GetArrayLength());
        foreach (JsonElement file in json.GetProperty("files").EnumerateArray())
        {
            Shape(file);
            Assert.Equal(0, file.GetProperty("violations").GetArrayLength());
        }
    }

    [Fact]
    public void Validate_OfARecording_AsText_EndsWithAVerdict()
    {
        CliRun run = CliRun.Of("validate", EvidenceFolder.Recording("boot-two"));
        Assert.Equal((0, ""), (run.Code, run.Error));
        Assert.StartsWith("All laws held.", run.Out.TrimEnd().Split('\n')[^1], StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_OfAnAlteredCopy_Exits1AtTheLine()
    {
        using EvidenceFolder folder =
            EvidenceFolder.CopyOf("boot-two").Edit("zoneinfo", "min      190", "min      191");
        int line = Array.FindIndex(
            File.ReadAllLines(folder.In("zoneinfo")), l => l.Contains("min      191", StringComparison.Ordinal)) + 1;
        CliRun run = CliRun.Of("validate", folder.Root);
        Assert.Equal((1, ""), (run.Code, run.Error));
        Assert.Contains($"{folder.In("zoneinfo")}:{line} F-MIN", run.Out, StringComparison.Ordinal);
        CliRun both = CliRun.Of("validate", EvidenceFolder.Recording("boot-two"), folder.Root, "--json");
        Assert.Equal(1, both.Code);
        JsonElement violation = both.Json().GetProperty("files").EnumerateArray()
            .SelectMany(f => f.GetProperty("violations").EnumerateArray()).First();
        JsonShape.Is(violation, "law:s", "line:i", "text:s", "why:s");
        Assert.Equal(
            ("F-MIN", line), (violation.GetProperty("law").GetString(), violation.GetProperty("line").GetInt32()));
    }

    [Fact]
    public void Validate_OfPathsThatAreNoEvidence_IsRefused()
    {
        using EvidenceFolder folder = new();
        CliRun.Of("validate", "/no/such/folder").IsRefused("/no/such/folder");
        CliRun.Of("validate", folder.Root).IsRefused(folder.Root);
        CliRun.Of("validate", folder.With("empty").In("empty")).IsRefused("empty:1");
        CliRun.Of("validate", folder.With("foreign", "hello", "world").In("foreign")).IsRefused("foreign:1");
        CliRun.Of("validate", FreshProcess.Assembly).IsRefused("plimsoll-cli.dll");
        CliRun.Of("validate", EvidenceFolder.Recording("boot-two"), "/no/such/folder", "--json").IsRefused(
            "/no/such/folder");
    }

    [Fact]
    public void Validate_Stopped_EndsCleanly_WithTheVerdictForWhatWasDone()
    {
        using CancellationTokenSource stop = new();
        stop.Cancel();
        CliRun run = CliRun.With(stop.Token, "validate", EvidenceFolder.Recording("boot-two"), "--json");
        Assert.Equal(0, run.Code);
        Assert.Contains("stopped before the end", run.Error, StringComparison.Ordinal);
        using JsonDocument json = JsonDocument.Parse(run.Out);
        Assert.Equal(0, json.RootElement.GetProperty("files").GetArrayLength());
    }

    private static void Shape(JsonElement file)
    {
        JsonShape.Is(file, "path:s", "kind:s", "era:s", "events:i", "laws:o[]", "violations:o[]", "lost:i");
        foreach (JsonElement law in file.GetProperty("laws").EnumerateArray())
        {
            JsonShape.Is(law, "law:s", "checked:i", "violations:i", "excused:o");
            Assert.Matches(
                "^(K([1-9]|1[0-2])|F-(MIN|LOW|HIGH|PROMO|PROTECTION|BATCH|PCPHIGH|SLAB))$",
                law.GetProperty("law").GetString());
            Assert.All(law.GetProperty("excused").EnumerateObject(), e =>
            {
                Assert.Matches("^E([1-9]|1[0-8])$", e.Name);
                Assert.Equal(JsonValueKind.Number, e.Value.ValueKind);
            });
        }
    }
}
