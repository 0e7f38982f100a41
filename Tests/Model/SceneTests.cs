using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Tests.Search;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>The labelled relation, walked breadth first on a machine of four pages and two CPUs.</summary>
public class SceneTests
{
    private static readonly Topology FourPages = new Topology
    {
        Name = "four pages",
        Zones = [new(new(0), ZoneKind.Normal, 0, 4)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 4,
        ReservePages = 1,
        Batch = 1,
        ListHigh = 2,
    }.Checked();

    private static readonly Request Plain = Request.For(Gfp.Kernel);

    private static readonly Request Entitled = Request.For(Gfp.Kernel | Gfp.MemAlloc);

    [Fact]
    public void Next_EveryReachableState_GoesOnOrHasFinished()
    {
        Scene scene = InOrder(
            [Operation.Allocate(0, Plain), Operation.Free(0), Operation.Adjust(1)],
            [Operation.Allocate(1, Entitled), Operation.Allocate(2, Entitled), Operation.Offline(0)]);
        int states = 0;
        foreach (SceneState state in SecondCount.Enumerate(scene).States)
        {
            states++;
            bool finished = state.Tasks.All(t => t.Begun == 3) && scene.AtRest(state);
            string flights = string.Join(' ', state.World.Flights);
            Assert.True(finished || scene.Next(state).Any(), $"stuck in {state.World.Memory}: {flights}");
            Assert.Equal(4u, Everywhere(state.World.Memory));
        }

        Assert.True(states > 1000, $"only {states} states");
    }

    /// <summary>
    /// Plain takes leave the emergency level, whatever the interleaving; raising and lowering it aside.
    /// </summary>
    [Fact]
    public void Next_PlainTakersOnly_LeaveTheReserve()
    {
        Scene scene = InOrder(
            [Operation.Allocate(0, Plain), Operation.Allocate(1, Plain with { Gfp = Gfp.Atomic })],
            [Operation.Allocate(2, Plain), Operation.Allocate(3, Plain with { Order = new(1) })]);
        Assert.All(SecondCount.Enumerate(scene).States, state => Assert.True(state.World.Memory.Zones[0].NrFree >= 1));
    }

    [Fact]
    public void Accept_AStepInsideAnothersLastAttempt_IsRefused()
    {
        World world = World.Of(Memory.Fresh(FourPages with { ListHigh = 9 }));
        world = Run(world, 0, Operation.Allocate(0, Plain));
        world = Run(world, 0, Operation.Allocate(1, Entitled));
        world = Run(world, 0, Operation.Allocate(2, Entitled));
        world = Run(world, 0, Operation.Allocate(3, Entitled));
        world = Run(world, 1, Operation.Free(0));
        world = world.Begin(0, Operation.Allocate(4, Entitled));
        foreach (Pass pass in new[] { Pass.Low, Pass.Min, Pass.Boldest })
        {
            world = world.Accept(0, Label.Refused(0, pass, 0)).Next!;
        }

        uint listed = world.Memory.List(1, 0).Pages[0];
        world = world.Accept(0, Label.Drain(0, listed, 1)).Next!;
        uint freed = world.Slots[1].Pfn.Value;
        world = world.Begin(1, Operation.Free(1));
        string? refusal = world.Accept(1, Label.Release(0, freed, 0)).Refusal;
        Assert.StartsWith("INV-B15", refusal, StringComparison.Ordinal);
    }

    private static World Run(World world, int cpu, Operation operation)
    {
        world = world.Begin(cpu, operation);
        while (world.Flights[cpu]!.Answer(world.Memory) is null)
        {
            world = world.Flights[cpu]!.Options(world.Memory)
                .Select(label => world.Accept(cpu, label).Next)
                .First(next => next is not null)!;
        }

        return world.End(cpu, operation, world.Flights[cpu]!.Answer(world.Memory)!.Value).Next!;
    }

    private static Scene InOrder(params Operation[][] programs) => new(
        Memory.Fresh(FourPages),
        [.. programs.Select((p, cpu) => new TaskSpec($"t{cpu}", cpu, [.. p], p.Length) { InOrder = true })]);

    private static uint Everywhere(Memory memory) =>
        memory.Zones[0].NrFree
        + (uint)Enumerable.Range(0, 2).Sum(cpu => memory.List(cpu, 0).Count)
        + (uint)memory.Blocks.Values.Sum(b => b.Pages);
}
