using System.Diagnostics;
using System.Globalization;

namespace Plimsoll.Benchmarks;

/// <summary>
/// Two actions timed in short alternating slices: what a shared machine allows to be compared to a percent.
/// </summary>
internal static class Interleaved
{
    private const int Rounds = 201;
    private const int WarmRounds = 40;

    public static void Run(TextWriter output, string name, Action own, Action baseline, int slice)
    {
        List<double> ratios = [];
        for (int round = 0; round < Rounds + WarmRounds; round++)
        {
            double mine = Time(own, slice), theirs = Time(baseline, slice);
            theirs = Math.Min(theirs, Time(baseline, slice));
            mine = Math.Min(mine, Time(own, slice));
            if (round >= WarmRounds) ratios.Add(mine / theirs);
        }

        ratios.Sort();
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name}: median {ratios[Rounds / 2]:F3} of {Rounds} interleaved rounds [quartiles "
                + $"{ratios[Rounds / 4]:F3}-{ratios[3 * Rounds / 4]:F3}]"));
    }

    private static double Time(Action batch, int slice)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < slice; i++) batch();
        return Stopwatch.GetElapsedTime(start).TotalNanoseconds;
    }
}
