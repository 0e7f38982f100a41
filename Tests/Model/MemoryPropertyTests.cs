using FsCheck;
using FsCheck.Fluent;
using Microsoft.FSharp.Core;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Xunit;
using Answer = Plimsoll.Model.Vocabulary.Outcome;

namespace Plimsoll.Tests.Model;

/// <summary>
/// Properties of the model itself after random histories of operations, each run alone by a random way through its
/// steps, on three zones of two nodes.
/// </summary>
public class MemoryPropertyTests
{
    private const int Slots = 24;

    private static readonly Topology TwoNodes = new Topology
    {
        Name = "two nodes",
        Zones =
        [
            new(new(0), ZoneKind.Dma, 0, 8),
            new(new(0), ZoneKind.Normal, 8, 16),
            new(new(1), ZoneKind.Normal, 24, 12),
        ],
        Cpus = [new(0), new(1)],
        MinFreeKbytes = 32,
        ReservePages = 3,
        Batch = 2,
        ListHigh = 3,
    }.Checked();

    [Fact]
    public void Memory_AnyHistory_ConservesEveryPage() => Holds(walk =>
        Enumerable.Range(0, TwoNodes.Zones.Length).All(z => PagesOf(walk.World.Memory, z) == TwoNodes.Zones[z].Pages));

    /// <summary>INV-B14: all marks are the image of the knobs in force and the sizes of zones.</summary>
    [Fact]
    public void Memory_AnyHistory_HasTheMarksOfOneTriple() => Holds(walk =>
    {
        Memory memory = walk.World.Memory;
        Marks[] due = [.. Watermarks.Of(TwoNodes, memory.MinFreeKbytes, memory.ReservePages)];
        return due.SequenceEqual(memory.Zones.Select(zone => zone.Marks));
    });

    [Fact]
    public void Drain_Twice_IsDrainOnce() => Holds(walk =>
    {
        walk.Run(0, Operation.Drain(1));
        Memory once = walk.World.Memory;
        walk.Run(1, Operation.Drain(1));
        return walk.World.Memory.Equals(once)
            && Enumerable.Range(0, TwoNodes.Zones.Length).All(z => once.List(1, z).Count == 0);
    });

    /// <summary>What a CPU allocates and frees again leaves every page where it was, but for what lists hold.</summary>
    [Fact]
    public void Free_AfterAllocate_UndoesIt() => Holds(walk =>
    {
        walk.DrainAll();
        Memory before = walk.World.Memory;
        walk.Run(0, Operation.Allocate(Slots, walk.AnyRequest()));
        walk.Run(0, Operation.Free(Slots));
        walk.DrainAll();
        Memory after = walk.World.Memory;
        return before.Zones.SequenceEqual(after.Zones) && before.Blocks.SequenceEqual(after.Blocks);
    });

    /// <summary>The opposite: histories do go somewhere, or the properties above would say nothing.</summary>
    [Fact]
    public void Memory_Histories_ReachTheStatesThatMatter()
    {
        Walk[] walks = [.. Histories().Sample(200, new Rnd(1, 1), 100).Select(history => new Walk(history))];
        Assert.Contains(walks, w => w.World.Memory.Blocks.Values.Any(block => block.Tagged));
        Assert.Contains(walks, w => w.World.Memory.Blocks.Values.Any(block => block.Order > 0));
        Assert.Contains(walks, w => w.World.Memory.List(0, 1).Count > 0 && w.World.Memory.List(1, 2).Count > 0);
        Assert.Contains(walks, w => w.World.Memory.ReservePages > 3);
        Assert.Contains(walks, w => w.World.Memory.MinFreeKbytes != 32);
    }

    private static long PagesOf(Memory memory, int zone) =>
        memory.Zones[zone].NrFree
        + Enumerable.Range(0, TwoNodes.Cpus.Length).Sum(cpu => memory.List(cpu, zone).Count)
        + memory.Blocks.Where(b => TwoNodes.ZoneOf(b.Key) == zone).Sum(b => b.Value.Pages);

    private static void Holds(Func<Walk, bool> law) => Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(200).WithQuietOnSuccess(true)
            .WithReplay(FSharpOption<Replay>.Some(new Replay(new Rnd(42, 43), FSharpOption<int>.None))),
        Prop.ForAll(Arb.From(Histories()), history => law(new Walk(history))));

    private static Gen<History> Histories() =>
        from seed in Gen.Choose(0, 1 << 20)
        from operations in Gen.Choose(0, 90)
        select new History(seed, operations);

    private sealed record History(int Seed, int Operations);

    /// <summary>A world that took so many random operations.</summary>
    private sealed class Walk
    {
        private readonly Random random;

        public Walk(History history)
        {
            random = new(history.Seed);
            for (int i = 0; i < history.Operations; i++) Run(random.Next(2), AnyOperation());
        }

        public World World { get; private set; } = World.Of(Memory.Fresh(TwoNodes));

        /// <summary>From start to answer, each step any that the relation accepts.</summary>
        public void Run(int cpu, Operation operation)
        {
            World = World.Begin(cpu, operation);
            Answer? answer;
            while ((answer = World.Flights[cpu]!.Answer(World.Memory)) is null)
            {
                World[] next =
                [
                    .. World.Flights[cpu]!.Options(World.Memory)
                        .Select(label => World.Accept(cpu, label).Next).OfType<World>(),
                ];
                World = next[random.Next(next.Length)];
            }

            World = World.End(cpu, operation, answer.Value).Next!;
        }

        public void DrainAll()
        {
            for (int cpu = 0; cpu < TwoNodes.Cpus.Length; cpu++) Run(cpu, Operation.Drain(cpu));
        }

        public Request AnyRequest()
        {
            Gfp gfp = random.Next(5) switch
            {
                0 => Gfp.NoWait | Gfp.MemAlloc,
                1 => Gfp.Atomic | Gfp.MemAlloc,
                2 => Gfp.Atomic | Gfp.Dma,
                _ => Gfp.Atomic,
            };
            return Request.For(gfp, Math.Max(0, random.Next(5) - 2), Context.Process, random.Next(2));
        }

        private Operation AnyOperation()
        {
            int slot = random.Next(Slots);
            return random.Next(12) switch
            {
                0 => Operation.Drain(random.Next(2)),
                1 => Operation.Adjust(random.Next(-2, 4)),
                2 => Operation.SetMinFree(random.Next(1, 16) * 4),
                3 => Operation.Free(slot),
                _ => World.Slots[slot].IsNone ? Operation.Allocate(slot, AnyRequest()) : Operation.Free(slot),
            };
        }
    }
}
