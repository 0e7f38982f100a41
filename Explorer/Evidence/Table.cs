using System.Globalization;
using System.Text;

namespace Plimsoll.Explorer;

/// <summary>
/// An execution as text: a column per CPU, a row per step, in the order in which the steps took place. Folded, it
/// shows scheduling points; full, plain accesses and notes as well. The step that broke the law is marked with a star.
/// Rows that come three times or more, one round like the other, are shown once, below <c>loop(3 times)</c>.
/// </summary>
public static class Table
{
    private const int MaxWidth = 150;
    private const int MinWidth = 20;
    private const int Margin = 6;
    private const int Between = 3;

    public static string Render(IProgram program, Failure failure, bool full = false)
    {
        ArgumentNullException.ThrowIfNull(failure);
        StringBuilder text = new(Render(program, failure.Events, marked: true, full));
        text.Append(CultureInfo.InvariantCulture, $"\n{failure.Law}: {failure.Message}\n");
        string preemptions = failure.Preemptions == 1 ? "1 preemption" : $"{failure.Preemptions} preemptions";
        text.Append(CultureInfo.InvariantCulture, $"schedule: {failure.Schedule} ({preemptions})\n");
        return text.ToString();
    }

    /// <summary>The rows alone; <paramref name="marked"/> says whether the last event broke a law.</summary>
    public static string Render(IProgram program, IReadOnlyList<Event> events, bool marked, bool full = false)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(events);
        List<Row> rows = Rounds.Fold(Rows(program, events, marked, full));
        int[] widths = Widths(program.Cpus, rows);
        StringBuilder text = new();
        Line(text, "  step", widths, (cpu, _) => $"cpu{cpu}");
        Line(text, "  ----", widths, (_, width) => new('-', width));
        foreach (Row row in rows)
            Line(text, row.Margin, widths, (cpu, width) => cpu == row.Cpu ? row.Fit(width) : "");
        return text.ToString();
    }

    /// <summary>
    /// Every column as wide as its longest cell; where that is too much together, the widest give way first.
    /// </summary>
    private static int[] Widths(int cpus, List<Row> rows)
    {
        int[] widths = new int[cpus];
        for (int cpu = 0; cpu < cpus; cpu++) widths[cpu] = $"cpu{cpu}".Length;
        foreach (Row row in rows) widths[row.Cpu] = Math.Max(widths[row.Cpu], row.Length);
        int room = Math.Max(MinWidth * cpus, MaxWidth - Margin - (Between * cpus));
        while (widths.Sum() > room) widths[Array.IndexOf(widths, widths.Max())]--;
        return widths;
    }

    private static List<Row> Rows(IProgram program, IReadOnlyList<Event> events, bool marked, bool full)
    {
        List<Row> rows = [];
        int steps = 0;
        for (int i = 0; i < events.Count; i++)
        {
            bool isPoint = events[i].Access is { IsSchedulingPoint: true };
            if (isPoint) steps++;

            // The last event is shown whatever it is: it is the one that broke the law.
            bool last = i == events.Count - 1 && marked;
            if (!full && !isPoint && !last) continue;
            string number = isPoint ? steps.ToString(CultureInfo.InvariantCulture) : "";
            string margin = $"{(last ? '*' : ' ')} {number,4}";
            int cpu = events[i].Cpu;
            rows.Add(events[i].Access is { } step
                ? new(cpu, margin, Name(program, step), $"{Effect(step)}  {step.Place}")
                : new(cpu, margin, $"  {program.Describe(events[i].Note!.Value)}", ""));
        }

        return rows;
    }

    internal static string Name(IProgram program, in Step step) =>
        step.Kind.HasNoCell() ? step.Kind.Word() : $"{step.Kind.Word()} {program.NameOf(step.Cell)}";

    internal static string Effect(in Step step) => step.Kind switch
    {
        _ when step.Kind.HasNoCell() => "",
        _ when step.Kind.IsLife() => step.New == 1 ? " (1 word)" : $" ({step.New} words)",
        _ when step.Kind.IsPlainRead() || step.Kind.IsLoad() => $" = {Number(step.Old)}",
        AccessKind.TryLock when step.Old == step.New => " fails",
        AccessKind.CompareExchange when step.Old == step.New => $" fails at {Number(step.Old)}",
        AccessKind.Lock or AccessKind.TryLock or AccessKind.Unlock => "",
        _ => $" {Number(step.Old)} -> {Number(step.New)}",
    };

    /// <summary>Small negative numbers are what wrapped counters and "none" look like.</summary>
    private static string Number(uint value) => value > uint.MaxValue - 1024
        ? unchecked((int)value).ToString(CultureInfo.InvariantCulture)
        : value.ToString(CultureInfo.InvariantCulture);

    private static void Line(StringBuilder text, string margin, int[] widths, Func<int, int, string> cell)
    {
        StringBuilder line = new(margin);
        for (int cpu = 0; cpu < widths.Length; cpu++)
            line.Append(" | ").Append(cell(cpu, widths[cpu]).PadRight(widths[cpu]));
        text.Append(line.ToString().TrimEnd()).Append('\n');
    }
}
