namespace Plimsoll.Explorer;

/// <summary>
/// Where things lie on a <see cref="Page"/>: lanes across, in per cent of its width; rows down, in pixels. A row is as
/// high as its text needs in a window of 1280 pixels and on A4, so nothing is cut there, and arrows know where boxes
/// are.
/// </summary>
internal sealed class PageLayout
{
    /// <summary>Of a lane, on either side of its boxes: there arrows run.</summary>
    public const double Gutter = 0.04;

    public const int LineHeight = 16;

    private const double Columns = 165;
    private const int Padding = 4;
    private const int Around = 8;
    private const double IdleLane = 0.3;

    private readonly double[] left;
    private readonly int[] top;

    /// <param name="busy">Of each CPU, whether it has a box: a lane without one is narrow.</param>
    /// <param name="rows">Whose box each row is, and its text.</param>
    public PageLayout(bool[] busy, IReadOnlyList<(int Cpu, string Text)> rows)
    {
        left = Sums(busy, cpu => cpu ? 1 : IdleLane);
        left = [.. left.Select(x => 100 * x / left[^1])];
        top = [.. Sums(rows, row => (Lines(row.Text, ColumnsOf(row.Cpu)) * LineHeight) + Around).Select(y => (int)y)];
    }

    /// <summary>The widths of the lanes, in per cent.</summary>
    public IEnumerable<double> Widths => left.Skip(1).Select((x, cpu) => x - left[cpu]);

    public int Top(int row) => top[row];

    public int Height(int row) => top[row + 1] - top[row];

    public int Middle(int row) => (top[row] + top[row + 1]) / 2;

    /// <summary>The edge of a CPU's boxes, in per cent.</summary>
    public double Edge(int cpu, bool right) =>
        left[cpu] + ((left[cpu + 1] - left[cpu]) * (right ? 1 - Gutter : Gutter));

    /// <summary>Whether a lane ends in the right half of the page.</summary>
    public bool IsRight(int cpu) => left[cpu] + left[cpu + 1] > 100;

    /// <summary>How many lines a text takes: broken at spaces, within words only where they are too long.</summary>
    internal static int Lines(string text, int columns)
    {
        int lines = 1, column = 0;
        foreach (string word in text.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int start = column == 0 ? 0 : column + 1;
            if (start > 0 && start + word.Length > columns) (lines, start) = (lines + 1, 0);
            int broken = Math.Max(0, word.Length - 1) / columns;
            (lines, column) = (lines + broken, start + word.Length - (broken * columns));
        }

        return lines;
    }

    private int ColumnsOf(int cpu) =>
        Math.Max(4, (int)(Columns * (left[cpu + 1] - left[cpu]) / 100 * (1 - (2 * Gutter))) - Padding);

    private static double[] Sums<T>(IReadOnlyList<T> items, Func<T, double> size)
    {
        double[] sums = new double[items.Count + 1];
        for (int i = 0; i < items.Count; i++) sums[i + 1] = sums[i] + size(items[i]);
        return sums;
    }
}
