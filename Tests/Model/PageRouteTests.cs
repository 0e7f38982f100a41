using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>
/// Where there are order-0 caches every page of order 0 comes from them and goes back to them, whoever asks (F.3).
/// </summary>
public sealed class PageRouteTests
{
    private static readonly Topology EightPages = new()
    {
        Name = "eight pages",
        Zones = [new(new(0), ZoneKind.Normal, 0, 8)],
        Cpus = [new(0)],
        MinFreeKbytes = 0,
        ListHigh = 0,
    };

    public static TheoryData<string, Operation, Label[]> Nested => new()
    {
        { "page-in", Operation.PageIn(Request.For(Gfp.HighUser)), [] },
        {
            "softirq", Operation.SoftIrq(0, 1, Request.For(Gfp.Atomic, context: Context.SoftIrq)),
            [Label.SoftIrqEnter(1)]
        },
        { "adjust as published", Operation.Adjust(1), [Label.Knobs(0, 1), Label.Marks(0)] },
    };

    [Theory]
    [MemberData(nameof(Nested))]
    public void Request_OfOrderZero_GoesToItsCacheWhereThereIsOne(string who, Operation operation, Label[] steps)
    {
        Assert.NotEmpty(who);
        Assert.IsType<CachedPageFlight>(Asking(operation, steps, new(1, 2)));
        Assert.IsType<AllocateFlight>(Asking(operation, steps, caches: null));
    }

    /// <summary>The page that a write needs, and what becomes of it; and what an OOM victim leaves.</summary>
    [Fact]
    public void Page_OfAWriteOrAVictim_GoesBackToItsSlab()
    {
        Memory memory = Fresh(new(1, 2), new() { WriteNeeds = Request.For(Gfp.NoIo) });
        memory = memory.Holding(6, new(PageUse.Dirty)).WithFlag(1, TaskFlags.MemDie)
            .WithKswapd(0, Kswapd.Sleeping.Woken(0)).Grow(0, 4, PageCache.KNoReclaim, new(SlotState.Pinned));
        memory = memory.Take(0, 0, 1, tagged: false).Take(0, 2, 1, tagged: false);
        memory = memory.WithMarks(0, new(0, 3, 4, 0));
        World world = World.Of(memory, Slots.Empty.With(0, Item.Of(new Pfn(4))), tasks: 3);
        world = Step(world.Begin(0, 0, Operation.Kswapd(0)), 0, Label.WriteStart(0, 6));
        Assert.IsType<CachedPageFlight>(world.Flights[0]!.Within);

        world = world.Begin(2, 0, Operation.Exit(1, 0));
        Assert.IsType<CachedFreeFlight>(world.Flights[2]!.Within);
        world = Step(world, 2, Label.Release(0, 4, 0));
        Assert.Null(world.Memory.OrderZero.SlabOf(4));
    }

    /// <summary>A request that may wait goes the whole slow path when its cache refuses it.</summary>
    [Fact]
    public void NoFail_OfOrderZero_WakesKswapdAndReclaimsWhenItsCacheRefuses()
    {
        Memory memory = Fresh(new(1, 2), new());
        for (uint pfn = 0; pfn < 8; pfn += 2) memory = memory.Take(0, pfn, 1, tagged: false);
        Operation operation = Operation.Allocate(0, Request.For(Gfp.Kernel | Gfp.NoFail));
        World world = World.Of(memory, tasks: 1).Begin(0, 0, operation);
        world = Step(world, 0, Label.Refused(0, Pass.Low, 0));
        world = Step(world, 0, Label.WakeKswapd(0));
        world = Step(world, 0, Label.Refused(0, Pass.Min, 0));
        Assert.IsType<DirectReclaimFlight>(world.Flights[0]);
    }

    private static Flight Asking(Operation operation, Label[] steps, OrderZeroSpec? caches)
    {
        World world = World.Of(Fresh(caches, new()), tasks: 2).Begin(0, 0, operation);
        foreach (Label step in steps) world = Step(world, 0, step);
        return world.Flights[0]!.Within!;
    }

    private static Memory Fresh(OrderZeroSpec? caches, ReclaimSpec spec)
    {
        Machine machine = new(EightPages, PublishedRules.Of(Published.WeakProbe))
        {
            OrderZero = caches,
            ReclaimSpec = spec,
        };
        return Memory.Fresh(machine) with { Reclaim = Reclaim.Of(EightPages), Tasks = TaskTable.Of(3) };
    }

    private static World Step(World world, int task, Label label)
    {
        (World? next, string? refusal) = world.Accept(task, label);
        Assert.Null(refusal);
        return next!;
    }
}
