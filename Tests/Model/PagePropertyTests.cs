using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>Properties of the model of pages over random operation sequences, each operation run alone.</summary>
public class PagePropertyTests
{
    /// <summary>Enough for histories that take all that ordinary requests may have, and then the reserve.</summary>
    private const int SlotCount = 24;

    private static readonly Topology Machine = new Topology
    {
        Name = "two nodes of two zones",
        Zones =
        [
            new(new(0), ZoneKind.Dma, 0, 8), new(new(0), ZoneKind.Normal, 8, 16),
            new(new(1), ZoneKind.Normal, 24, 16),
        ],
        Cpus = [new(0), new(1)],
        MinFreeKbytes = 16,
        ReservePages = 3,
        Batch = 2,
        ListHigh = 4,
    }.Checked();

    private static readonly Gfp[] Gfps =
        [Gfp.Kernel, Gfp.Atomic, Gfp.NoWait, Gfp.Kernel | Gfp.MemAlloc, Gfp.Kernel | Gfp.Dma,
            Gfp.Kernel | Gfp.ThisNode];

    [Fact]
    public void Pages_AfterAnyHistory_AreConserved() => Holds((world, _, _) =>
    {
        Memory memory = world.Memory;
        long everywhere = memory.Blocks.Sum(b => b.Value.Pages);
        for (int zone = 0; zone < memory.Zones.Length; zone++)
        {
            everywhere += memory.Zones[zone].NrFree;
            for (int cpu = 0; cpu < 2; cpu++) everywhere += memory.List(cpu, zone).Count;
        }

        return everywhere == 40;
    });

    [Fact]
    public void Drain_OfACpu_IsIdempotent() => Holds((world, seed, cpu) =>
    {
        World once = Run(world, cpu, Operation.Drain(cpu), seed);
        return once.Memory.Equals(Run(once, cpu, Operation.Drain(cpu), seed + 1).Memory)
            && Enumerable.Range(0, 3).All(zone => once.Memory.List(cpu, zone).Count == 0);
    });

    /// <summary>With all lists drained before and after, so that only where pages rest may differ.</summary>
    [Fact]
    public void Free_OfWhatWasAllocated_UndoesIt() => Holds((world, seed, cpu) =>
    {
        World before = Drained(world, seed);
        World after = Run(before, cpu, Operation.Allocate(SlotCount, Request.For(Gfps[seed % Gfps.Length])), seed);
        after = Run(after, cpu, Operation.Free(SlotCount), seed);
        return Drained(after, seed).Memory.Equals(before.Memory);
    });

    /// <summary>INV-B14, recounted in plain numbers: emergency levels and mins of all zones fit the knobs.</summary>
    [Fact]
    public void Marks_AfterAnyHistory_AreOfOneTriple() => Holds((world, _, _) =>
    {
        Memory memory = world.Memory;
        long emerg = memory.Zones.Sum(zone => (long)zone.Marks.Emerg);
        bool shares = memory.Zones.Select((zone, z) => (zone.Marks.Min, Pages: Machine.Zones[z].Pages))
            .All(zone => zone.Min == memory.MinFreeKbytes / 4 * zone.Pages / 40);
        return emerg == memory.ReservePages && shares;
    });

    /// <summary>The opposite: histories do change memory, knobs and lists, and a forgotten drain shows.</summary>
    [Fact]
    public void Histories_AreNotIdle()
    {
        World[] worlds = [.. Histories().Sample(200, new Rnd(1, 1), 50).Select(h => After(h))];
        Assert.Contains(worlds, w => w.Memory.Blocks.Values.Any(b => b.Order > 0));
        Assert.Contains(worlds, w => w.Memory.Blocks.Values.Any(b => b is { Tagged: true, Order: 0 }));
        Assert.Contains(worlds, w => w.Memory.Blocks.Values.Any(b => b is { Tagged: true, Order: > 0 }));
        Assert.InRange(worlds.Count(w => w.Memory.Blocks.Values.Any(b => b.Tagged)), 20, worlds.Length - 20);
        Assert.Contains(worlds, w => w.Memory.ReservePages != Machine.ReservePages);
        Assert.Contains(worlds, w => Enumerable.Range(0, 3).Any(zone => w.Memory.List(0, zone).Count > 0));
    }

    private static void Holds(Func<World, int, int, bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(300).WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(42, 43), FSharpOption<int>.None))),
        Prop.ForAll(Arb.From(Histories()), history => law(After(history), history.Seed, history.Seed & 1)));

    private static Gen<History> Histories() =>
        from seed in Gen.Choose(0, 1_000_000)
        from length in Gen.Choose(0, 90)
        from codes in Gen.ArrayOf(Gen.Choose(0, int.MaxValue), length)
        select new History(seed, codes);

    private static World After(History history)
    {
        World world = World.Of(Memory.Fresh(Machine));
        foreach (int code in history.Codes)
        {
            Operation operation = OperationOf(code);
            if (Flight.CanBegin(world, operation)) world = Run(world, code & 1, operation, history.Seed ^ code);
        }

        return world;
    }

    /// <summary>More is taken than freed, so that long histories come below the marks.</summary>
    private static Operation OperationOf(int code)
    {
        int slot = code / 16 % SlotCount;
        return (code / 2 % 8) switch
        {
            < 6 => Operation.Allocate(
                slot, Request.For(Gfps[code / 512 % Gfps.Length], order: code / 4096 % 3, node: code / 16384 % 2)),
            6 => Operation.Free(slot),
            _ when code / 512 % 2 == 0 => Operation.Adjust(code / 1024 % 9 - 4),
            _ => Operation.SetMinFree(code / 1024 % 8 * 4),
        };
    }

    private static World Drained(World world, int seed) =>
        Run(Run(world, 0, Operation.Drain(0), seed), 1, Operation.Drain(1), seed);

    /// <summary>To its end, by any of the steps allowed at each point.</summary>
    private static World Run(World world, int cpu, Operation operation, int seed)
    {
        Random random = new(seed);
        world = world.Begin(cpu, operation);
        while (world.Flights[cpu]!.Answer(world.Memory) is null)
        {
            World[] next = [.. world.Flights[cpu]!.Options(world.Memory)
                .Select(label => world.Accept(cpu, label).Next).Where(w => w is not null).Select(w => w!)];
            world = next[random.Next(next.Length)];
        }

        return world.End(cpu, operation, world.Flights[cpu]!.Answer(world.Memory)!.Value).Next!;
    }

    private sealed record History(int Seed, int[] Codes)
    {
        public override string ToString() => $"seed {Seed}: {string.Join(", ", Codes.Select(OperationOf))}";
    }
}
