using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Xunit;
using Wait = Plimsoll.Model.State.Waiting;

namespace Plimsoll.Tests.Model;

/// <summary>Mempools step by step: what the relation allows, and what it refuses.</summary>
public sealed class PoolTests
{
    private static readonly Topology OnePage = new()
    {
        Name = "one page",
        Zones = [new(new(0), ZoneKind.Normal, 0, 1)],
        Cpus = [new(0)],
        MinFreeKbytes = 0,
    };

    private static readonly Request Sleeping = Request.For(Gfp.NoIo);

    private static readonly Request Entitled = Request.For(Gfp.NoIo, context: Context.MemAlloc);

    [Theory]
    [InlineData(0, 0, false)]
    [InlineData(0, 2, false)]
    [InlineData(1, 2, true)]
    [InlineData(1, 3, false)]
    [InlineData(2, 3, true)]
    [InlineData(1, 0, true)]
    public void HalfFull_OfAPool_IsAtLeastHalfAndNotEmpty(int count, int min, bool half) =>
        Assert.Equal(half, PoolGfp.HalfFull(count, min));

    [Fact]
    public void Gfp_OfEachLevel_GrantsWhatTheLevelMay()
    {
        Gfp asked = Gfp.Kernel | Gfp.NoFail | Gfp.MemAlloc;
        Assert.Equal(Gfp.None, PoolGfp.Atomic(asked) & (Gfp.Wait | Gfp.Io | Gfp.NoFail));
        Assert.False(AllocFlag.Entitled(PoolGfp.Atomic(asked), Context.MemAlloc));
        Assert.Equal(Gfp.Kernel, PoolGfp.Full(asked) & Gfp.Kernel);
        Assert.False(AllocFlag.Entitled(PoolGfp.Full(asked), Context.MemAlloc));
        Assert.True(AllocFlag.Entitled(PoolGfp.Reserve(asked), Context.Process));
        Assert.False(AllocFlag.Entitled(PoolGfp.Fill, Context.MemAlloc));
    }

    [Fact]
    public void Bundle_OfElements_SplitsIntoWhatItWasMadeOf()
    {
        Item two = Bundle.Union(Of(0), Of(2)), three = Bundle.Union(two, Of(1));
        Assert.Equal([0, 1, 2, 3], new[] { Item.None, Of(5), two, three }.Select(Bundle.Count));
        Assert.Equal([Of(2), Of(1), Of(0)], Bundle.Elements(three));
        Assert.Equal((Of(2), Of(0)), Bundle.Split(two));
        Assert.Equal((Of(5), Item.None), Bundle.Split(Of(5)));
        Assert.Equal((two, Of(3)), (Bundle.Union(two, Item.None), Bundle.Union(Item.None, Of(3))));
    }

    /// <summary>Molnar's mail, level by level: the second caller finds everything empty, and waits.</summary>
    [Fact]
    public void Allocate_ThatIsRefusedEverywhere_GoesThroughTheLevelsAndSleeps()
    {
        World world = Step(World.Of(Start(new("pool", 1)), tasks: 2), 0, Operation.PoolAllocate(0, 0, Sleeping));
        world = Take(
            world, 0, Fail(PoolLevel.Atomic), Label.PoolRead(0, 1, false), Label.PoolPop(0, PoolLevel.HalfFull, 1));
        Assert.Equal(Of(0), world.Flights[0]!.Answer(world.Memory)!.Value.Item);
        world = Step(world, 1, Operation.PoolAllocate(1, 0, Sleeping));
        world = Take(
            world, 1, Fail(PoolLevel.Atomic), Label.PoolRead(0, 0, false), Fail(PoolLevel.Full),
            Label.PoolSleep(0, 1, 1));
        Assert.Empty(world.Flights[1]!.Options(world.Memory));
        Assert.StartsWith(
            "INV-LEVELS", world.Accept(1, Label.PoolPop(0, PoolLevel.NotEmpty, 1)).Refusal, StringComparison.Ordinal);
    }

    [Fact]
    public void Allocate_ThatMayNotSleep_IsRefusedWhereAnotherWouldWait()
    {
        World world = World.Of(Start(new("pool", 0)), tasks: 1);
        world = Step(world, 0, Operation.PoolAllocate(0, 0, Request.For(Gfp.Atomic)));
        world = Take(world, 0, Fail(PoolLevel.Atomic), Label.PoolRefused(0, PoolLevel.Wait));
        Assert.Equal(Outcome.Refused, world.Flights[0]!.Answer(world.Memory));
    }

    [Fact]
    public void Free_WhileSomebodyWaits_HandsOverAndDoesNotPark()
    {
        Memory memory = Waiting(out Pool pool, new Waiter(7, false, 1, Wait.Asleep, Item.None));
        World world = Freeing(memory.With(0, pool.Granted(Of(0))), Of(0));
        world = Take(world, 0, Label.PoolRead(0, 0, true));
        string? refusal = world.Accept(0, Label.PoolPush(0, Of(0))).Refusal;
        Assert.StartsWith("INV-D4", refusal, StringComparison.Ordinal);
        world = Take(world, 0, Label.PoolHand(0, Of(0), 7));
        Assert.Equal(Of(0), world.Memory.Pools[0].Waiters[0].Mail);
        Assert.Equal((0, 0), (world.Memory.Pools[0].CurrNr, world.Memory.Pools[0].Out.Length));
    }

    [Fact]
    public void Free_MeetingACancelledWaiter_GoesToTheNext()
    {
        Memory memory = Waiting(
            out Pool pool,
            new(7, false, 1, Wait.Cancelled, Item.None),
            new(8, false, 1, Wait.Asleep, Item.None));
        World world = Take(Freeing(memory.With(0, pool.Granted(Of(0))), Of(0)), 0, Label.PoolRead(0, 0, true));
        world = Take(world, 0, Label.PoolHand(0, Of(0), 8));
        Assert.Equal([Item.None, Of(0)], world.Memory.Pools[0].Waiters.Select(w => w.Mail));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Free_OfATaggedElement_GoesToAnEntitledWaiterOrToTheAllocator(bool entitled)
    {
        Memory memory = Waiting(out Pool pool, new Waiter(7, entitled, 1, Wait.Asleep, Item.None));
        pool = pool.Unbuild(0, 0).Build(0, 0, tagged: true).Granted(Of(0));
        World world = Freeing(memory.With(0, pool), Of(0));
        Label due = entitled ? Label.PoolHand(0, Of(0), 7) : Label.PoolSurplus(0, Of(0));
        Assert.Equal([due], world.Flights[0]!.Options(world.Memory));
        if (entitled) return;
        world = Take(world, 0, due, Label.PoolUnbuild(0, 0, 0), Label.PoolNudge(0, 7));
        Assert.Equal(Wait.Trying, world.Memory.Pools[0].Waiters[0].State);
    }

    [Fact]
    public void Allocate_Entitled_TriesTheReserveOnlyAfterThePool()
    {
        World world = Step(World.Of(Start(new("pool", 0)), tasks: 1), 0, Operation.PoolAllocate(0, 0, Entitled));
        world = Take(
            world, 0, Fail(PoolLevel.Atomic), Label.PoolRead(0, 0, false), Fail(PoolLevel.Full),
            Label.PoolRefused(0, PoolLevel.NotEmpty), Label.PoolBuild(0, PoolLevel.Reserve, 0, 0, tagged: true));
        Assert.True(world.Memory.IsTagged(0, Of(0)));
        Assert.True(world.Flights[0]!.Answer(world.Memory)!.Value.Ok);
    }

    [Fact]
    public void Destroy_OfAPoolInUse_IsRefusedAndChangesNothing()
    {
        Memory memory = Start(new("pool", 1));
        (Pool pool, Item popped) = memory.Pools[0].Pop(1);
        memory = memory.With(0, pool.Granted(popped));
        World world = Take(Step(World.Of(memory), 0, Operation.PoolDestroy(0)), 0, Label.PoolDestroyed(0, false, 0));
        Assert.Equal((Outcome.Refused, memory), (world.Flights[0]!.Answer(world.Memory)!.Value, world.Memory));
    }

    private static Item Of(int element) => new(Pfn.None, element);

    private static Label Fail(PoolLevel level) => Label.PoolBuildFailed(0, level);

    private static Memory Start(PoolSpec pool) => Memory.Fresh(new Machine(OnePage) { Pools = [pool] });

    /// <summary>A pool of one whose element is out, and these wait.</summary>
    private static Memory Waiting(out Pool pool, params ImmutableArray<Waiter> waiters)
    {
        Memory memory = Start(new("pool", 1));
        pool = memory.Pools[0].Pop(1).Pool with { Waiters = waiters };
        return memory.With(0, pool);
    }

    private static World Freeing(Memory memory, Item item) =>
        World.Of(memory, Slots.Empty.With(0, item)).Begin(0, Operation.PoolFree(0, 0));

    private static World Step(World world, int task, Operation operation) => world.Begin(task, 0, operation);

    private static World Take(World world, int task, params ReadOnlySpan<Label> labels)
    {
        foreach (Label label in labels)
        {
            (World? next, string? refusal) = world.Accept(task, label);
            Assert.True(next is not null, refusal);
            world = next;
        }

        return world;
    }
}
