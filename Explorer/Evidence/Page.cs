using System.Globalization;
using System.Net;
using System.Text;

namespace Plimsoll.Explorer;

/// <summary>
/// An execution as one self-contained HTML page: a lane per CPU, time runs down, a box per step, and an arrow for each
/// edge of the transitive reduction of happens-before that leads from one CPU to another. No script and nothing to
/// load: boxes lie in a grid whose rows have one height, so the arrows' places are known when the page is written.
/// </summary>
/// <remarks>
/// A box that is a step carries <c>data-step</c> (its number, from 1), a lane's head <c>data-lane</c>, an arrow
/// <c>data-hb</c> (the numbers of its two steps). Rows come in sheets that a printer does not cut; an arrow from one
/// sheet into another leaves at the lower edge and comes in at the upper one, where it carries its <c>data-hb</c>.
/// </remarks>
public static class Page
{
    private const int RowHeight = 38;
    private const int RowsOfSheet = 15;

    /// <param name="program">What was run.</param>
    /// <param name="events">What it did.</param>
    /// <param name="title">For the head.</param>
    /// <param name="remarks">Lines for below the head: the law, the schedule, what would pass.</param>
    /// <param name="marked">Whether the last event broke a law.</param>
    /// <param name="memory">The memory model it ran under.</param>
    public static string Render(
        IProgram program, IReadOnlyList<Event> events, string title, IEnumerable<string> remarks, bool marked,
        MemoryModel memory = MemoryModel.Sc)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(events);
        ArgumentNullException.ThrowIfNull(remarks);
        Box[] boxes = [.. Boxes(program, events, marked)];
        int[] rowOf = [.. boxes.Select((box, row) => (box, row)).Where(b => b.box.Step > 0).Select(b => b.row)];
        (int From, int To)[] edges = [.. new HappensBefore(events, program.Cpus, memory).CrossEdges()];
        StringBuilder page = new();
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{Text(title)}</title>\n<style>\n{Style}")
            .Append(CultureInfo.InvariantCulture, $".lanes{{grid-template-columns:repeat({program.Cpus},")
            .Append("minmax(0,1fr))}\n")
            .Append("</style>\n</head>\n<body>\n")
            .Append(CultureInfo.InvariantCulture, $"<h1>{Text(title)}</h1>\n");
        foreach (string remark in remarks) page.Append($"<p>{Text(remark)}</p>\n");
        page.Append(Arrowhead);
        Head(page, program.Cpus);
        for (int first = 0; first < boxes.Length; first += RowsOfSheet)
            Sheet(page, program.Cpus, boxes.AsSpan(first, Math.Min(RowsOfSheet, boxes.Length - first)), first,
                [.. edges.Select(edge => new Arrow(edge.From + 1, edge.To + 1, rowOf[edge.From], rowOf[edge.To],
                    boxes[rowOf[edge.From]].Cpu, boxes[rowOf[edge.To]].Cpu))]);
        return page.Append("</body>\n</html>\n").ToString();
    }

    /// <summary>
    /// What gets a box: every step, every note, and whatever broke the law. Plain accesses are told with the step
    /// before them.
    /// </summary>
    private static IEnumerable<Box> Boxes(IProgram program, IReadOnlyList<Event> events, bool marked)
    {
        int steps = 0;
        for (int i = 0; i < events.Count; i++)
        {
            bool broken = marked && i == events.Count - 1;
            if (events[i].Note is { } note)
            {
                string said = program.Describe(note);
                yield return new(events[i].Cpu, 0, broken, said, "", "", said);
                continue;
            }

            Step step = events[i].Access!.Value;
            if (!step.IsSchedulingPoint && !broken) continue;
            int number = step.IsSchedulingPoint ? ++steps : 0;
            yield return new(
                step.Cpu, number, broken, Table.Name(program, step), Table.Effect(step), step.Place,
                Hover(program, events, i, number));
        }
    }

    private static string Hover(IProgram program, IReadOnlyList<Event> events, int at, int number)
    {
        Step step = events[at].Access!.Value;
        StringBuilder text = new();
        if (number > 0) text.Append(CultureInfo.InvariantCulture, $"step {number}: ");
        text.Append(CultureInfo.InvariantCulture, $"cpu{step.Cpu} {step.Kind.Word()}");
        if (!step.Kind.HasNoCell())
        {
            text.Append(CultureInfo.InvariantCulture, $"\ncell {program.NameOf(step.Cell)}\nold {step.Old}\n");
            text.Append(CultureInfo.InvariantCulture, $"new {step.New}");
        }

        text.Append($"\nat {step.Place}");
        for (int i = at + 1; i < events.Count; i++)
        {
            if (events[i].Cpu != step.Cpu || events[i].Access is not { } plain) continue;
            if (plain.IsSchedulingPoint) break;
            text.Append($"\nthen {Table.Name(program, plain)}{Table.Effect(plain)} {plain.Place}");
        }

        return text.ToString();
    }

    private static void Head(StringBuilder page, int cpus)
    {
        page.Append("<div class=\"lanes head\">");
        for (int cpu = 0; cpu < cpus; cpu++)
            page.Append(CultureInfo.InvariantCulture, $"<div data-lane=\"{cpu}\">cpu{cpu}</div>");
        page.Append("</div>\n");
    }

    private static void Sheet(StringBuilder page, int cpus, ReadOnlySpan<Box> boxes, int first, Arrow[] arrows)
    {
        int height = boxes.Length * RowHeight, end = first + boxes.Length;
        page.Append(
            CultureInfo.InvariantCulture,
            $"<div class=\"lanes sheet\" style=\"grid-template-rows:repeat({boxes.Length},{RowHeight}px)\">\n");
        for (int cpu = 0; cpu < cpus; cpu++)
            page.Append(CultureInfo.InvariantCulture, $"<i style=\"grid-area:1/{cpu + 1}/-1\"></i>");
        page.Append(CultureInfo.InvariantCulture, $"\n<svg height=\"{height}\">");
        foreach (Arrow arrow in arrows.Where(a => a.FromRow < end && a.ToRow >= first))
        {
            bool here = arrow.ToRow < end;
            int from = arrow.FromRow < first ? 0 : ((arrow.FromRow - first) * RowHeight) + (RowHeight / 2);
            int to = here ? ((arrow.ToRow - first) * RowHeight) + (RowHeight / 2) : height;
            bool right = arrow.ToCpu > arrow.FromCpu;
            double x1 = 100.0 * (arrow.FromCpu + (right ? 0.98 : 0.02)) / cpus;
            double x2 = 100.0 * (arrow.ToCpu + (right ? 0.02 : 0.98)) / cpus;
            string label = here
                ? string.Create(CultureInfo.InvariantCulture, $" data-hb=\"{arrow.From} {arrow.To}\" class=\"tip\"")
                : "";
            page.Append(
                CultureInfo.InvariantCulture,
                $"\n<line{label} x1=\"{x1:0.##}%\" y1=\"{from}\" x2=\"{x2:0.##}%\" y2=\"{to}\"/>");
        }

        page.Append("</svg>\n");
        for (int row = 0; row < boxes.Length; row++) Put(page, boxes[row], row);
        page.Append("</div>\n");
    }

    private static void Put(StringBuilder page, Box box, int row)
    {
        string kind = (box.Step > 0 ? "step" : "note") + (box.IsBroken ? " broken" : "");
        string number = box.Step > 0 ? string.Create(CultureInfo.InvariantCulture, $" data-step=\"{box.Step}\"") : "";
        page.Append(
            CultureInfo.InvariantCulture,
            $"<div class=\"{kind}\"{number} style=\"grid-area:{row + 1}/{box.Cpu + 1}\" title=\"{Text(box.Hover)}\">");
        if (box.Step > 0) page.Append(CultureInfo.InvariantCulture, $"<b>{box.Step}</b> ");
        page.Append(Text(box.Name));
        if (box.Effect.Length + box.Place.Length > 0)
            page.Append($"<br><span>{Text(box.Effect.Trim())}</span> <small>{Text(box.Place)}</small>");
        page.Append("</div>\n");
    }

    private static string Text(string text) =>
        WebUtility.HtmlEncode(text).Replace("\n", "&#10;", StringComparison.Ordinal);

    private const string Arrowhead =
        "<svg class=\"defs\" width=\"0\" height=\"0\"><defs>"
        + "<marker id=\"tip\" viewBox=\"0 0 8 8\" refX=\"8\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" "
            + "orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs></svg>\n";

    private const string Style = """
        :root{color-scheme:light dark;--ink:#1a1a1a;--paper:#fff;--line:#d0d0d0;--box:#f3f6fa;--faint:#666;
          --arrow:#3367b0;--bad:#b3261e}
        @media screen and (prefers-color-scheme:dark){:root{--ink:#e6e6e6;--paper:#161a1f;--line:#3a414a;--box:#222932;
          --faint:#9aa4b0;--arrow:#7fb0f5;--bad:#ff8a80}}
        *{box-sizing:border-box}
        body{margin:1rem auto;max-width:1240px;padding:0 1rem;background:var(--paper);color:var(--ink);
          font:13px/1.35 ui-monospace,Consolas,Menlo,monospace}
        h1{font-size:1.2rem;overflow-wrap:anywhere}
        p{margin:.3rem 0;overflow-wrap:anywhere;white-space:pre-line}
        .lanes{display:grid;position:relative}
        .head{position:sticky;top:0;z-index:2;background:var(--paper);margin-top:1rem}
        .head div{padding:.3rem .5rem;font-weight:bold;border-bottom:2px solid var(--line);text-align:center}
        .sheet{break-inside:avoid}
        .sheet i{border-left:1px solid var(--line);border-right:1px solid var(--line);margin-left:-1px}
        .sheet svg{position:absolute;left:0;top:0;width:100%;z-index:1;pointer-events:none}
        .defs{position:absolute}
        line{stroke:var(--arrow);stroke-width:1.2;opacity:.8}
        .tip{marker-end:url(#tip)}
        marker path{fill:var(--arrow)}
        .step,.note{margin:2px 4%;padding:1px 6px;overflow:hidden;white-space:nowrap;text-overflow:ellipsis;min-width:0}
        .step{background:var(--box);border:1px solid var(--line);border-radius:4px;font-size:12px;line-height:16px}
        .step b,.step small,.note{color:var(--faint)}
        .note{font-style:italic;line-height:30px}
        .broken{outline:2px solid var(--bad);color:var(--bad)}
        @page{size:A4 landscape;margin:10mm}
        @media print{body{margin:0;max-width:none;padding:0;font-size:9pt}.head{position:static}
          .step{font-size:7.5pt;line-height:15px}*{print-color-adjust:exact}}

        """;

    /// <param name="Step">Its number, from 1; 0 for what is no step.</param>
    private sealed record Box(
        int Cpu, int Step, bool IsBroken, string Name, string Effect, string Place, string Hover);

    private sealed record Arrow(int From, int To, int FromRow, int ToRow, int FromCpu, int ToCpu);
}
