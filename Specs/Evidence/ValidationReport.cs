using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Plimsoll.Specs.Evidence;

/// <summary>What the laws found on one file of a recording.</summary>
/// <param name="Kind">trace, zoneinfo or buddyinfo.</param>
/// <param name="Era">Whose formulas were used: K6_1 or K6_12.</param>
/// <param name="Events">Event lines parsed; 0 for what is no trace.</param>
/// <param name="Lost">Events the recorder lost: 0 for a clean recording.</param>
/// <param name="Note">What a reader should know of the file, if anything.</param>
public sealed record FileReport(
    string Path,
    string Kind,
    string Era,
    long Events,
    IReadOnlyList<LawTally> Laws,
    IReadOnlyList<Violation> Violations,
    long Lost,
    string? Note)
{
    public bool Holds => Laws.All(l => l.Violations == 0);
}

/// <summary>What `plimsoll validate` answers.</summary>
public sealed record ValidationReport(IReadOnlyList<FileReport> Files, double Seconds)
{
    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true };

    /// <summary>Violations printed per file; all are in the JSON, up to a thousand.</summary>
    private const int Shown = 10;

    public bool Holds => Files.All(f => f.Holds);

    public long Events => Files.Sum(f => f.Events);

    public string ToJson() => new JsonObject
    {
        ["files"] = new JsonArray([.. Files.Select(Json)]),
        ["seconds"] = Math.Round(Seconds, 3),
    }.ToJsonString(Indented);

    /// <summary>A table of laws over all files, then each violation with its line, then the verdict.</summary>
    public string ToText()
    {
        StringBuilder text = new();
        foreach (FileReport file in Files.Where(f => f.Kind == "trace" || f.Note is not null))
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.Path}: {file.Events:N0} events, era {file.Era}\n");
            if (file.Note is not null) text.Append(CultureInfo.InvariantCulture, $"  note: {file.Note}\n");
        }

        int others = Files.Count(f => f.Kind != "trace");
        if (others > 0) text.Append(CultureInfo.InvariantCulture, $"{others} snapshots ({Eras()})\n");
        Table(text);
        foreach (FileReport file in Files.Where(f => !f.Holds)) Broken(text, file);
        long broken = Files.Sum(f => f.Laws.Sum(l => l.Violations));
        text.Append(broken == 0 ? "All laws held." : $"{broken} {(broken == 1 ? "violation" : "violations")}.");
        return text.Append(CultureInfo.InvariantCulture, $" {Seconds:F1} s\n").ToString();
    }

    private string Eras() =>
        string.Join(", ", Files.Where(f => f.Kind == "zoneinfo").Select(f => $"era {f.Era}").Distinct());

    private void Table(StringBuilder text)
    {
        text.Append(CultureInfo.InvariantCulture, $"{"law",-14}{"checked",12}{"violations",12}  excused\n");
        foreach (IGrouping<Law, LawTally> law in Files.SelectMany(f => f.Laws).GroupBy(l => l.Law).OrderBy(g => g.Key))
        {
            var excused = law.SelectMany(l => l.Excused).GroupBy(e => e.Key).OrderBy(g => g.Key)
                .Select(g => $"{g.Key}: {g.Sum(e => e.Value):N0}");
            text.Append(CultureInfo.InvariantCulture, $"{law.Key.Id(),-14}{law.Sum(l => l.Checked),12:N0}");
            text.Append(CultureInfo.InvariantCulture, $"{law.Sum(l => l.Violations),12:N0}  ");
            text.AppendJoin(", ", excused).Append('\n');
        }
    }

    private static void Broken(StringBuilder text, FileReport file)
    {
        foreach (Violation v in file.Violations.Take(Shown))
        {
            text.Append(CultureInfo.InvariantCulture, $"{file.Path}:{v.Line} {v.Law.Id()} {v.Why}\n    {v.Text}\n");
        }

        long more = file.Laws.Sum(l => l.Violations) - Shown;
        if (more > 0) text.Append(CultureInfo.InvariantCulture, $"{file.Path}: and {more} more\n");
    }

    private static JsonNode Json(FileReport file) => new JsonObject
    {
        ["path"] = file.Path,
        ["kind"] = file.Kind,
        ["era"] = file.Era,
        ["events"] = file.Events,
        ["laws"] = new JsonArray([.. file.Laws.Select(Json)]),
        ["violations"] = new JsonArray([.. file.Violations.Select(Json)]),
        ["lost"] = file.Lost,
    };

    private static JsonNode Json(LawTally law) => new JsonObject
    {
        ["law"] = law.Law.Id(),
        ["checked"] = law.Checked,
        ["violations"] = law.Violations,
        ["excused"] = new JsonObject(
            law.Excused.Select(e => KeyValuePair.Create(e.Key.ToString(), (JsonNode?)JsonValue.Create(e.Value)))),
    };

    private static JsonNode Json(Violation v) => new JsonObject
    {
        ["law"] = v.Law.Id(),
        ["line"] = v.Line,
        ["text"] = v.Text,
        ["why"] = v.Why,
    };
}
