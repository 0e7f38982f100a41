using System.Globalization;

namespace Plimsoll.Explorer;

/// <summary>Folds rounds that are the same, values included; several CPUs may take part in them.</summary>
internal static class Rounds
{
    private const int LeastTimes = 3;
    private const int LongestRound = 64;

    public static List<Row> Fold(List<Row> rows) => Fold(rows, "");

    private static List<Row> Fold(List<Row> rows, string indent)
    {
        List<Row> folded = [];
        for (int at = 0; at < rows.Count;)
        {
            (int length, int times) = Longest(rows, at);
            if (times < LeastTimes)
            {
                folded.Add(rows[at] with { Name = indent + rows[at].Name });
                at++;
                continue;
            }

            string count = times.ToString(CultureInfo.InvariantCulture);
            folded.Add(new(rows[at].Cpu, "      ", $"{indent}loop({count} times)", ""));
            folded.AddRange(Fold(rows.GetRange(at, length), indent + "  "));
            at += length * times;
        }

        return folded;
    }

    /// <summary>The round that folds the most rows from here on; of several the shortest.</summary>
    private static (int Length, int Times) Longest(List<Row> rows, int at)
    {
        (int Length, int Times) best = (1, 1);
        for (int length = 1; length <= LongestRound && at + (LeastTimes * length) <= rows.Count; length++)
        {
            int same = 0;
            while (at + length + same < rows.Count && rows[at + same].Repeats(rows[at + length + same])
                && rows[at + length + same].Margin[0] != '*') same++;
            int times = 1 + (same / length);
            if (times >= LeastTimes && length * times > best.Length * best.Times) best = (length, times);
        }

        return best;
    }
}
