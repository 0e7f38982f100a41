using System.Globalization;
using Plimsoll.Explorer;

namespace Plimsoll.Cli;

/// <summary>What reports on scenarios and litmus programs have in common: how much was seen, what is left.</summary>
internal static class ReportText
{
    public static string Count(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    public static string Seconds(double seconds) => seconds.ToString("F1", CultureInfo.InvariantCulture);

    /// <summary>EXHAUSTIVE, BOUNDED(2), SAMPLED: without what tells one program from another.</summary>
    public static string Word(Report report) => report.Verdict == Verdict.Sampled ? "SAMPLED" : report.VerdictText;

    /// <summary>A line on what was not looked at, empty where nothing is known of it.</summary>
    public static string Coverage(Report report)
    {
        List<string> parts = [];
        if (report is { Verdict: Verdict.Sampled, Part: not { Shards: > 1 } } && !report.Strategy.IsSampling())
        {
            parts.Add(report.Total is { } total
                ? $"of {About(total, report.Executions)} executions"
                : "how many executions there are is unknown");
        }

        if (report.Guarantee is { } guarantee)
        {
            double missed = Math.Pow(1 - guarantee, report.Executions);
            double found = Math.Floor((1 - missed) * 1000) / 1000;
            parts.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"a bug of this depth is found with a probability of {Math.Min(found, 0.999):P1} at least"));
        }

        if (report.Coverage is { RacePairs: > 0 } seen)
        {
            parts.Add(
                $"{Count(seen.BothOrders)} of {Count(seen.RacePairs)} race pairs in both orders, "
                + $"{Count(seen.Sites)} access sites");
        }

        return string.Join("; ", parts);
    }

    /// <summary>How far an exploration is: executions, rate, what is left.</summary>
    public static string Progress(Progress progress)
    {
        double rate = progress.Executions / Math.Max(0.001, progress.Elapsed.TotalSeconds);
        string text = $"{Count(progress.Executions)} executions, {Count((long)rate)}/s";
        if (progress.Total is not { } total || rate <= 0) return $"{text}, left: unknown";
        double left = Math.Max(0, total.Mean - progress.Executions) / rate;
        return $"{text}, of {About(total, progress.Executions)}, {Duration(left)} left";
    }

    private static string About(Estimate total, long done)
    {
        string low = Count((long)Math.Max(total.Low, done)), high = Count((long)Math.Max(total.High, done));
        return low == high ? low : $"about {Count((long)Math.Max(total.Mean, done))} ({low} to {high})";
    }

    private static string Duration(double seconds) => seconds switch
    {
        < 90 => $"{Count((long)Math.Ceiling(seconds))} s",
        < 5400 => $"{Count((long)(seconds / 60))} min",
        < 1e7 => $"{Count((long)(seconds / 3600))} h",
        _ => "months",
    };
}
