using System.Globalization;
using System.Net;
using System.Text;

namespace Plimsoll.Explorer;

/// <summary>
/// An execution as one self-contained HTML page: a lane per CPU, time runs down, a box per step, and an arrow for each
/// edge of the transitive reduction of happens-before that leads from one CPU to another. No script and nothing to
/// load: where boxes lie is known when the page is written (<see cref="PageLayout"/>), and so are the arrows' places.
/// </summary>
/// <remarks>
/// A box that is a step carries <c>data-step</c> (its number, from 1), a lane's head <c>data-lane</c>, an arrow
/// <c>data-hb</c> (the numbers of its two steps). Rows come in sheets that a printer does not cut. Every
/// sheet draws its part of the arrows that pass; the one in which an arrow ends carries its <c>data-hb</c>.
/// </remarks>
public static class Page
{
    /// <summary>As few as leave no large gap at the foot of a printed page.</summary>
    private const int RowsOfSheet = 5;

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
        bool[] busy = [.. Enumerable.Range(0, program.Cpus).Select(cpu => boxes.Any(box => box.Cpu == cpu))];
        PageLayout layout = new(busy, [.. boxes.Select(box => (box.Cpu, box.Text))]);
        int[] rows = [.. Enumerable.Range(0, boxes.Length).Where(row => boxes[row].Step > 0)];
        Arrow[] arrows =
        [
            .. new HappensBefore(events, program.Cpus, memory).CrossEdges().Select(edge => new Arrow(
                edge.From + 1, edge.To + 1, rows[edge.From], rows[edge.To],
                boxes[rows[edge.From]].Cpu, boxes[rows[edge.To]].Cpu)),
        ];
        StringBuilder page = new();
        Head(page, title, remarks, marked, layout);
        page.Append("<div class=\"run\">\n<div class=\"top\"><div class=\"lanes\">");
        for (int cpu = 0; cpu < program.Cpus; cpu++)
            page.Append(CultureInfo.InvariantCulture, $"<div data-lane=\"{cpu}\">cpu{cpu}</div>");
        page.Append("</div></div>\n");
        for (int first = 0; first < boxes.Length; first += RowsOfSheet)
            Sheet(page, layout, boxes, first, Math.Min(first + RowsOfSheet, boxes.Length), arrows);
        return page.Append("</div>\n</body>\n</html>\n").ToString();
    }

    private static void Head(
        StringBuilder page, string title, IEnumerable<string> remarks, bool marked, PageLayout layout)
    {
        string columns =
            string.Join(' ', layout.Widths.Select(w => string.Create(CultureInfo.InvariantCulture, $"{w:0.###}%")));
        page.Append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
            .Append("<meta name=\"viewport\" content=\"width=device-width\">\n")
            .Append(CultureInfo.InvariantCulture, $"<title>{Text(title)}</title>\n<style>\n{PageStyle.Css}")
            .Append(CultureInfo.InvariantCulture, $".lanes{{grid-template-columns:{columns}}}\n")
            .Append("</style>\n</head>\n<body>\n")
            .Append(CultureInfo.InvariantCulture, $"<h1>{Text(title)}</h1>\n");
        string kind = marked ? " class=\"law\"" : "";
        foreach (string remark in remarks)
        {
            page.Append($"<p{kind}>{Text(remark)}</p>\n");
            kind = "";
        }

        page.Append(PageStyle.Key).Append(PageStyle.Arrowhead);
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
                yield return new(events[i].Cpu, 0, broken, false, said, "", "", "");
                continue;
            }

            Step step = events[i].Access!.Value;
            if (!step.IsSchedulingPoint && !broken) continue;
            int number = step.IsSchedulingPoint ? ++steps : 0;
            yield return new(
                step.Cpu, number, broken, step.Writes, Table.Name(program, step), Table.Effect(step).Trim(), step.Place,
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

    private static void Sheet(
        StringBuilder page, PageLayout layout, Box[] boxes, int first, int end, Arrow[] arrows)
    {
        int top = layout.Top(first), cpus = layout.Widths.Count();
        string heights = string.Join(' ', Enumerable.Range(first, end - first).Select(r => $"{layout.Height(r)}px"));
        page.Append($"<div class=\"lanes sheet\" style=\"grid-template-rows:{heights}\">\n");
        for (int cpu = 1; cpu <= cpus; cpu++)
            page.Append(CultureInfo.InvariantCulture, $"<i style=\"grid-area:1/{cpu}/-1\"></i>");
        page.Append(CultureInfo.InvariantCulture, $"\n<svg height=\"{layout.Top(end) - top}\">");
        foreach (Arrow arrow in arrows.Where(a => a.FromRow < end && a.ToRow >= first))
        {
            // The whole arrow, of which the sheet's edges leave the part that lies here.
            bool ends = arrow.ToRow < end, right = arrow.ToCpu > arrow.FromCpu;
            string label = ends
                ? string.Create(CultureInfo.InvariantCulture, $" data-hb=\"{arrow.From} {arrow.To}\" class=\"tip\"")
                : "";
            double x1 = layout.Edge(arrow.FromCpu, right), x2 = layout.Edge(arrow.ToCpu, !right);
            int y1 = layout.Middle(arrow.FromRow) - top, y2 = layout.Middle(arrow.ToRow) - top;
            page.Append(
                CultureInfo.InvariantCulture,
                $"\n<line{label} x1=\"{x1:0.##}%\" y1=\"{y1}\" x2=\"{x2:0.##}%\" y2=\"{y2}\"/>");
        }

        page.Append("</svg>\n");
        for (int row = first; row < end; row++) Put(page, boxes[row], row - first, layout.IsRight(boxes[row].Cpu));
        page.Append("</div>\n");
    }

    private static void Put(StringBuilder page, Box box, int row, bool right)
    {
        string kind =
            (box.Step > 0 ? "step" : "note") + (box.Writes ? " writes" : "") + (box.IsBroken ? " broken" : "");
        string number = box.Step > 0
            ? string.Create(CultureInfo.InvariantCulture, $" data-step=\"{box.Step}\" tabindex=\"0\"")
            : "";
        page.Append(
            CultureInfo.InvariantCulture,
            $"<div class=\"{kind}\"{number} style=\"grid-area:{row + 1}/{box.Cpu + 1}\"><div class=\"face\">");
        if (box.Step > 0) page.Append(CultureInfo.InvariantCulture, $"<b>{box.Step}</b> ");
        page.Append(Text(box.Name));
        if (box.Effect.Length > 0) page.Append($" <span>{Text(box.Effect)}</span>");
        if (box.Place.Length > 0) page.Append($" <small>{Text(box.Place)}</small>");
        page.Append("</div>");
        if (box.Hover.Length > 0)
        {
            string side = right ? "more right" : "more";
            page.Append($"<div class=\"{side}\" role=\"tooltip\">{Text(box.Hover)}</div>");
        }

        page.Append("</div>\n");
    }

    private static string Text(string text) => WebUtility.HtmlEncode(text);

    /// <param name="Step">Its number, from 1; 0 for what is no step.</param>
    /// <param name="Hover">What is shown when it is pointed at.</param>
    private sealed record Box(
        int Cpu, int Step, bool IsBroken, bool Writes, string Name, string Effect, string Place, string Hover)
    {
        /// <summary>All that its face shows.</summary>
        public string Text => string.Create(
            CultureInfo.InvariantCulture, $"{(Step > 0 ? $"{Step}" : "")} {Name} {Effect} {Place}");
    }

    private sealed record Arrow(int From, int To, int FromRow, int ToRow, int FromCpu, int ToCpu);
}
