using System.Globalization;
using System.Runtime.InteropServices;
using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;

namespace Plimsoll.Benchmarks;

/// <summary>
/// Executions a second of the substrates, random schedules of 3 CPUs with 10 accesses each. Bare: scheduling alone.
/// Full: memory restored, notes delivered and kept, every access under the race check. All in one interleaved run, as
/// the machine's clock changes between runs: only the ratios mean something.
/// </summary>
public static class Substrates
{
    private const int Rounds = 11;
    private const int Bound = 2;
    private const long BoundedSchedules = 3300;

    private static readonly (Substrate Substrate, int Executions)[] Subjects =
    [
        (Substrate.Twin, 40_000),
        (Substrate.Nested, 40_000),
        (Substrate.Threads, 1_000),
    ];

    public static void Run(TextWriter output)
    {
        ArgumentNullException.ThrowIfNull(output);
        output.WriteLine(
            $"substrates: random schedules, 3 CPUs x 10 accesses, median of {Rounds} interleaved rounds [min-max]");
        foreach (bool full in (bool[])[false, true])
        {
            double[][] rates = Measure(full);
            string pipeline = full ? "full" : "bare";
            for (int i = 0; i < Subjects.Length; i++)
            {
                double[] ratios = [.. rates[i].Zip(rates[^1], (rate, threads) => rate / threads)];
                output.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"  {pipeline} {Subjects[i].Substrate,-8} {Median(rates[i]),12:N0} executions/s"
                    + $" [{rates[i].Min():N0}-{rates[i].Max():N0}]"
                    + $"   {Median(ratios),6:N1} x threads [{ratios.Min():N1}-{ratios.Max():N1}]"));
            }

            double[] times = TimeBounded(full);
            output.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"  {pipeline} Twin     all {BoundedSchedules:N0} schedules with at most {Bound} preemptions"
                + $" in {Median(times):N1} ms [{times.Min():N1}-{times.Max():N1}]"));
        }
    }

    /// <summary>How many milliseconds it takes to run every schedule within the bound, and to know it was all.
    /// </summary>
    private static double[] TimeBounded(bool full)
    {
        double[] times = new double[Rounds];
        using Workload workload = new(full);
        for (int round = 0; round < Rounds; round++)
        {
            Report report = Exploration.Run(
                workload, new() { Strategy = StrategyKind.Bounded, Bound = Bound, CheckRaces = full });
            if ((report.VerdictText, report.Executions) != ($"BOUNDED({Bound})", BoundedSchedules))
                throw new InvalidOperationException($"{report.VerdictText}, {report.Executions} executions");
            times[round] = report.Seconds * 1000;
        }

        return times;
    }

    private static double[][] Measure(bool full)
    {
        double[][] rates = [.. Subjects.Select(_ => new double[Rounds])];
        using Workload workload = new(full);
        for (int round = -1; round < Rounds; round++)
        {
            for (int i = 0; i < Subjects.Length; i++)
            {
                Report report = Exploration.Run(workload, new()
                {
                    Strategy = StrategyKind.Random,
                    Substrate = Subjects[i].Substrate,
                    Iterations = Subjects[i].Executions,
                    Seed = (ulong)(round + 2),
                    CheckRaces = full,
                });
                if (report.Verdict != Verdict.Sampled) throw new InvalidOperationException(report.Failure?.Message);

                // Round -1 warms up.
                if (round >= 0) rates[i][round] = report.Executions / report.Seconds;
            }
        }

        return rates;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    /// <summary>
    /// Each CPU five times: load a cell, compare-exchange it; and, in the full pipeline, report that.
    /// </summary>
    private sealed class Workload(bool notes) : IProgram, IDisposable
    {
        private const int Cells = 64;

        private readonly List<(int Cpu, uint What, uint Value)> history = [];

        public string Name => "3x10";

        public int Cpus => 3;

        public nuint Memory { get; } = Allocate();

        public int MemoryBytes => Cells * sizeof(uint);

        public bool WatchesSteps => false;

        public void Begin() => history.Clear();

        public async CoTask Start(int cpu)
        {
            for (uint i = 0; i < 5; i++)
            {
                uint seen = await S.Load(Memory);
                await S.CompareExchange(Memory, seen + 1, seen);
                if (notes) S.Note(1, seen, i, 0);
            }
        }

        public void Run(int cpu)
        {
            for (uint i = 0; i < 5; i++)
            {
                uint seen = Controlled.Load(Memory);
                Controlled.CompareExchange(Memory, seen + 1, seen);
                if (notes) Controlled.Note(1, seen, i, 0);
            }
        }

        public void OnNote(int cpu, uint what, uint a, uint b, uint c) => history.Add((cpu, what, a));

        public void OnStep(in Step step)
        {
        }

        public void OnEnd()
        {
        }

        public string NameOf(nuint cell) => $"cell{(cell - Memory) / sizeof(uint)}";

        public unsafe void Dispose() => NativeMemory.Free((void*)Memory);

        private static unsafe nuint Allocate() => (nuint)NativeMemory.AllocZeroed(Cells, sizeof(uint));
    }
}
