using System.Runtime.InteropServices;
using Plimsoll.Explorer;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Mutants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;
using Plimsoll.Sync;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Specs;

using Controlled = Plimsoll.Specs.Subjects.Controlled;

/// <summary>The allocator where stores take time to become visible: no false alarm, no law the laxer for it.</summary>
public sealed class WeakMemoryTests(ITestOutputHelper output)
{
    public static TheoryData<string> Names => [.. Catalog.Scenarios.Select(s => s.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Scenario_UnderTsoAndPso_Holds(string name)
    {
        Scenario scenario = Catalog.Scenario(name)!;
        foreach (MemoryModel memory in (MemoryModel[])[MemoryModel.Tso, MemoryModel.Pso])
        {
            foreach (StrategyKind strategy in (StrategyKind[])[StrategyKind.Random, StrategyKind.Pct])
            {
                ScenarioReport result = ScenarioRun.Explore(
                    scenario, new() { Strategy = strategy, Bound = 3, Iterations = 40, Seed = 5, Memory = memory });
                Assert.Null(result.Report.Failure?.Message);
                Assert.False(result.IsVacuous);
            }

            // The first schedules without preemption: flushes early, late and between.
            Assert.Null(ScenarioRun.Explore(scenario, new() { Bound = 0, Iterations = 40, Memory = memory })
                .Report.Failure?.Message);
        }
    }

    /// <summary>Where a reading without a lock decides whether a page may be taken from a list.</summary>
    [Theory]
    [InlineData("refill-against-reserve")]
    [InlineData("entitled-against-stranded-lists")]
    [InlineData("entitled-within-reserve")]
    public void Readings_AreOfThePast_UnderTso_AndNeverUnderSc(string name)
    {
        Scenario scenario = Catalog.Scenario(name)!;
        foreach (MemoryModel memory in (MemoryModel[])[MemoryModel.Sc, MemoryModel.Tso])
        {
            Reach reach = new();
            Report report = ScenarioRun.Explore(
                scenario, new() { Strategy = StrategyKind.Random, Iterations = 100, Memory = memory },
                laws: [new Refines(), reach]).Report;
            output.WriteLine($"{name}, {memory}: {reach.Stale} of {reach.Asked} notes with a past in reach");
            Assert.Null(report.Failure?.Message);
            Assert.Equal(memory == MemoryModel.Tso, reach.Stale > 0);
        }
    }

    [Fact]
    public void StoresInFlight_HoldBackOthers_UntilTheyArrive()
    {
        StoresInFlight stores = new();
        stores.Follow(Store(AccessKind.Buffered, cpu: 0, cell: 4), zone: 1, now: 3);
        stores.Follow(Store(AccessKind.Buffered, cpu: 0, cell: 4), zone: 1, now: 5);
        stores.Follow(Store(AccessKind.Buffered, cpu: 0, cell: 8), zone: -1, now: 1);
        Assert.Equal(3, stores.ReadableSince(reader: 1, zone: 1, now: 9));
        Assert.Equal(9, stores.ReadableSince(reader: 0, zone: 1, now: 9));
        Assert.Equal(9, stores.ReadableSince(reader: 1, zone: 0, now: 9));
        stores.Follow(Store(AccessKind.Flush, cpu: 0, cell: 4), zone: 1, now: 9);
        Assert.Equal(5, stores.ReadableSince(reader: 1, zone: 1, now: 9));
        stores.Follow(Store(AccessKind.Drained, cpu: 0, cell: 4), zone: 1, now: 9);
        Assert.Equal(9, stores.ReadableSince(reader: 1, zone: 1, now: 9));
    }

    [Theory]
    [InlineData("W1", "DEADLOCK", MemoryModel.Tso, "sc EXHAUSTIVE")]
    [InlineData("W2", "DEADLOCK", MemoryModel.Tso, "sc EXHAUSTIVE")]
    [InlineData("W3", "RACE", MemoryModel.Pso, "sc EXHAUSTIVE, tso EXHAUSTIVE")]
    public void Mutant_WithoutAFenceOrARelease_SurvivesWhereNoStoreWaits(
        string id, string law, MemoryModel memory, string survives)
    {
        MutantResult result = new MutantRun(SourceTree.Embedded, new() { CheckRaces = false, Bound = 1 })
            .Run(MutantFile.Catalogue().Single(m => m.Id == id));
        output.WriteLine($"{id}: {result.KilledBy} after {result.Executions} executions: {result.Message}");
        Assert.Equal((true, law, survives), (result.Killed, result.KilledBy, result.Survives));
        Assert.Equal(memory, result.Mutant.Memory);
        Assert.Equal("EXHAUSTIVE", result.Control);
    }

    [Fact]
    public void Mutant_ThatDiesUnderAStrongerModel_IsNotKilledByItsOwn()
    {
        Mutant strict = MutantFile.Catalogue().Single(m => m.Id == "P12") with { Memory = MemoryModel.Tso };
        MutantResult result = new MutantRun(SourceTree.Embedded, new() { CheckRaces = false, Bound = 1 }).Run(strict);
        Assert.False(result.Killed);
        Assert.StartsWith("already under sc: ", result.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("P9", "INV-HIT")]
    [InlineData("G5", "INV-B15")]
    public void Mutant_ThatDiesUnderSc_DiesUnderTsoToo(string id, string law)
    {
        MutantRun run = new(
            SourceTree.Embedded,
            new() { Strategy = StrategyKind.Random, Iterations = 400, CheckRaces = false, Memory = MemoryModel.Tso });
        MutantResult result = run.Run(MutantFile.Catalogue().Single(m => m.Id == id));
        output.WriteLine($"{id}: {result.How} {result.KilledBy} after {result.Executions}; control {result.Control}");
        Assert.Equal((true, law), (result.Killed, result.KilledBy));
        Assert.StartsWith("SAMPLED", result.Control, StringComparison.Ordinal);
    }

    /// <summary>A refusal that no reading of now or of what is in flight explains: the model still says so.</summary>
    [Fact]
    public void HitThatIsRefusedForNoReason_BreaksRefines_UnderTso()
    {
        Mutant refuses = new(
            "X", "hit-refused", [Refines.Name], ["entitled-within-reserve"],
            [
                new(
                    "Implementation/Pages/Zone.cs",
                    "        if (!allowed) S.Note(Ghost.Refused, id, (uint)threshold.Pass, 0);",
                    "        allowed &= free % 2 == 0;\n"
                        + "        if (!allowed) S.Note(Ghost.Refused, id, (uint)threshold.Pass, 0);"),
            ]);
        MutantRun run = new(
            SourceTree.Embedded,
            new() { Strategy = StrategyKind.Random, Iterations = 400, CheckRaces = false, Memory = MemoryModel.Tso });
        MutantResult result = run.Run(refuses);
        Assert.True(result.Killed, $"{result.How} {result.KilledBy} {result.Message}");
    }

    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void SleepingLock_OneInside_NobodySleepsForEver(MemoryModel memory)
    {
        using CellsOfALock cells = new(cpus: 3);
        Report report = Exploration.Run(
            cells,
            new() { Strategy = StrategyKind.Random, Iterations = 150, Memory = memory, Substrate = Substrate.Threads });
        Assert.Null(report.Failure?.Message);
        Assert.True(cells.Slept > 0, "nobody ever slept");
    }

    [Fact]
    public void SleepingLock_OnRealThreads_CountsEveryEntry()
    {
        const int threads = 4, entries = 2000;
        using CellsOfALock cells = new(cpus: threads);
        SleepingLock<Real> gate = new(cells.Lock);
        Thread[] all = [.. Enumerable.Range(0, threads).Select(_ => new Thread(() =>
        {
            for (int i = 0; i < entries; i++)
            {
                gate.Enter();
                Real.Write(cells.Data, Real.Read(cells.Data) + 1);
                if (i % 64 == 0) Thread.Yield();
                gate.Leave();
            }
        }))];
        foreach (Thread thread in all) thread.Start();
        foreach (Thread thread in all) Assert.True(thread.Join(TimeSpan.FromSeconds(60)), "a thread sleeps for ever");
        Assert.Equal((uint)(threads * entries), Real.Read(cells.Data));
    }

    private static Step Store(AccessKind kind, int cpu, nuint cell) => new(cpu, kind, cell, 0, 1, 1, "X.cs");

    /// <summary>Counts the notes at which a CPU could read something of before them.</summary>
    private sealed class Reach : Law
    {
        public override string Id => "REACH";

        public override string Sentence => "Sees how far back readings reach; is never broken.";

        public int Asked { get; private set; }

        public int Stale { get; private set; }

        public override void OnNote(Witness seen, int cpu, Label note)
        {
            Asked++;
            if (seen.ReadableSince(cpu, 0) < seen.Now) Stale++;
        }
    }

    /// <summary>A sleeping lock around one counter, each CPU entering twice.</summary>
    private sealed unsafe class CellsOfALock(int cpus) : IProgram, IDisposable
    {
        private readonly uint* cells = (uint*)NativeMemory.AllocZeroed(4, sizeof(uint));

        public string Name => "sleeping-lock";

        public int Cpus => cpus;

        public nuint Memory => (nuint)cells;

        public int MemoryBytes => 4 * sizeof(uint);

        public bool WatchesSteps => true;

        public SleepingLockCells Lock => new(Memory);

        public nuint Data => Memory + (3 * sizeof(uint));

        public int Slept { get; private set; }

        public void Begin()
        {
        }

        public CoTask Start(int cpu) => throw new NotSupportedException("plain code");

        public void Run(int cpu)
        {
            SleepingLock<Controlled> gate = new(Lock);
            for (int i = 0; i < 2; i++)
            {
                gate.Enter();
                Controlled.Write(Data, Controlled.Read(Data) + 1);
                gate.Leave();
            }
        }

        public void OnNote(int cpu, uint what, uint a, uint b, uint c)
        {
        }

        public void OnStep(in Step step)
        {
            if (step.Kind == AccessKind.Await) Slept++;
        }

        public void OnEnd()
        {
            if (cells[3] != 2 * cpus) Engine.Current!.Fail("COUNT", $"{cells[3]} entries counted");
        }

        public string NameOf(nuint cell) => $"cell{(cell - Memory) / sizeof(uint)}";

        public void Dispose() => NativeMemory.Free(cells);
    }
}
