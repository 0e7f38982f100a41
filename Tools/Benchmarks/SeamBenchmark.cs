using BenchmarkDotNet.Attributes;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Plimsoll.Sync;

namespace Plimsoll.Benchmarks;

/// <summary>
/// What the seam costs: <see cref="Zone{S}"/> over <see cref="Real"/> against <see cref="HandZone"/>, the same
/// functions without it. Check and take of a block, split, release, merge: 64 blocks of order 0 out and in again.
/// </summary>
public class SeamBenchmark : IDisposable
{
    private const int Blocks = 64;

    private static readonly Threshold Low = new(Pass.Low, AllocFlags.None, ZoneKind.Normal);
    private static readonly Topology Machine = new()
    {
        Name = "one zone",
        Zones = [new(new(0), ZoneKind.Normal, 0, 4096)],
        Cpus = [new(0)],
        MinFreeKbytes = 256,
        ReservePages = 64,
    };

    private readonly uint[] pfns = new uint[Blocks];
    private Layout layout = null!;
    private Zone<Real> zone = null!;
    private HandZone hand = null!;

    [GlobalSetup]
    public void Prepare()
    {
        layout = new(Machine);
        zone = new(0, layout);
        hand = new(0, layout);
        zone.Populate();
        zone.SetMarks(Watermarks.Of(Machine, Machine.MinFreeKbytes, Machine.ReservePages)[0]);
    }

    [GlobalCleanup]
    public void Dispose()
    {
        layout.Dispose();
        GC.SuppressFinalize(this);
    }

    [Benchmark(OperationsPerInvoke = Blocks)]
    public void Seam()
    {
        for (int i = 0; i < pfns.Length; i++) pfns[i] = zone.Take(0, Low);
        for (int i = 0; i < pfns.Length; i++) zone.Release(pfns[i], 0, tagged: false);
    }

    [Benchmark(Baseline = true, OperationsPerInvoke = Blocks)]
    public void HandInlined()
    {
        for (int i = 0; i < pfns.Length; i++) pfns[i] = hand.Take(0, Low);
        for (int i = 0; i < pfns.Length; i++) hand.Release(pfns[i], 0, tagged: false);
    }

    public static void Run(TextWriter output)
    {
        using SeamBenchmark benchmark = new();
        benchmark.Prepare();
        Interleaved.Run(output, "seam / hand-inlined", benchmark.Seam, benchmark.HandInlined, slice: 200);
    }
}
