using System.Globalization;
using System.Text.Json.Nodes;
using Plimsoll.Explorer;

namespace Plimsoll.Cli;

using Values = IReadOnlyList<KeyValuePair<string, int>>;

/// <summary>What <c>litmus</c> says of programs, for people and as JSON.</summary>
internal static class LitmusText
{
    private const int MostColumns = 14;
    private const int MostRows = 40;

    public static void Print(Terminal terminal, LitmusGuest guest, Report report, bool tables = true)
    {
        TextWriter to = terminal.Out;
        string blocked = report.Blocked > 0 ? $" and {ReportText.Count(report.Blocked)} given up" : "";
        to.WriteLine(
            $"{guest.Name}: {report.VerdictText}, {ExplorationArguments.NameOf(report.Strategy)} under "
            + $"{ExplorationArguments.NameOf(report.Memory)}; "
            + $"{ReportText.Count(report.Executions)} executions{blocked}, "
            + $"{ReportText.Count(report.DistinctTraces ?? 0)} traces, "
            + $"{ReportText.Count(guest.Outcomes.Count)} outcomes, {ReportText.Count(report.Deadlocks)} deadlocks; "
            + $"{ReportText.Seconds(report.Seconds)} s");
        if (ReportText.Coverage(report) is { Length: > 0 } coverage) to.WriteLine($"  {coverage}");
        if (guest.Waits is { } waits) to.WriteLine($"  deadlock: {waits}");
        Outcomes(terminal, guest);
        if (report.Failure is null || !tables) return;
        to.WriteLine();
        to.Write(Table.Render(guest, report.Failure));
    }

    public static void Conclude(
        Terminal terminal, IReadOnlyList<(LitmusGuest Guest, Report Report)> done, int asked, TimeSpan elapsed)
    {
        int broken = done.Count(d => d.Report.Verdict == Verdict.Violation);
        string verdict = broken > 0 ? $"{broken} broke a law"
            : done.All(d => d.Report.Executions == 0) ? "nothing explored"
            : "all laws held";
        string each = string.Join(
            ", ",
            done.Where(d => d.Report.Verdict != Verdict.Violation).GroupBy(d => ReportText.Word(d.Report))
                .Select(g => $"{g.Count()} {g.Key}"));
        terminal.Out.WriteLine(
            $"{(done.Count < asked ? $"stopped: {done.Count} of {asked}" : $"{done.Count}")} "
            + $"program{(asked == 1 ? "" : "s")}: {verdict}{(each.Length > 0 ? $"; {each}" : "")}; "
            + $"{elapsed.TotalSeconds.ToString("F0", CultureInfo.InvariantCulture)} s");
    }

    public static JsonObject Json(IEnumerable<(LitmusGuest Guest, Report Report)> done) =>
        new() { ["programs"] = Programs(done) };

    public static JsonArray Programs(IEnumerable<(LitmusGuest Guest, Report Report)> done) =>
        new([.. done.Select(d => Json(d.Guest, d.Report))]);

    private static JsonObject Json(LitmusGuest guest, Report report) => new()
    {
        ["name"] = guest.Name,
        ["strategy"] = ExplorationArguments.NameOf(report.Strategy),
        ["memory"] = ExplorationArguments.NameOf(report.Memory),
        ["bound"] = report.Bound,
        ["executions"] = report.Executions,
        ["blocked"] = report.Blocked,
        ["distinctTraces"] = report.DistinctTraces,
        ["outcomes"] = new JsonArray([.. guest.Outcomes.Select(o => new JsonObject
        {
            ["cells"] = Json(o.Cells), ["registers"] = Json(o.Registers),
        })]),
        ["deadlocks"] = report.Deadlocks,
        ["verdict"] = $"{report.Verdict}".ToUpperInvariant(),
        ["seconds"] = report.Seconds,
    };

    private static JsonObject Json(Values values) =>
        new(values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)v.Value)));

    /// <summary>A column for each register and for each cell that some outcome has changed.</summary>
    private static void Outcomes(Terminal terminal, LitmusGuest guest)
    {
        IReadOnlyList<LitmusOutcome> outcomes = guest.Outcomes;
        if (outcomes.Count == 0) return;
        int[] initial = [.. guest.Program.Cells.SelectMany(c => c.Initial)];
        int[] changed = [.. Enumerable.Range(0, initial.Length)
            .Where(i => outcomes.Any(o => o.Cells[i].Value != initial[i]))];
        Values[] rows =
            [.. outcomes.Select(Values (o) => [.. o.Registers, .. changed.Select(i => o.Cells[i])])];
        int columns = Math.Min(rows[0].Count, MostColumns);
        terminal.Table(
            ["executions", .. rows[0].Take(columns).Select(v => v.Key)],
            rows.Take(MostRows).Select((row, i) => (string[])
                [ReportText.Count(outcomes[i].Executions), .. row.Take(columns).Select(v => $"{v.Value}")]));
        if (columns < rows[0].Count || rows.Length > MostRows)
        {
            terminal.Out.WriteLine(
                $"  {rows.Length} outcomes of {rows[0].Count} registers and cells in all: --json lists them");
        }
    }
}
