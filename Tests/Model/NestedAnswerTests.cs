using System.Reflection;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>
/// Who waits for a nested operation goes on in the step that answers it, whosesoever step that is: nobody would wake
/// him later.
/// </summary>
public sealed class NestedAnswerTests
{
    private static readonly Topology FourPages = new()
    {
        Name = "four pages",
        Zones = [new(new(0), ZoneKind.Normal, 0, 4)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 0,
        ListHigh = 0,
    };

    public static TheoryData<string, Operation> OfPools => new()
    {
        { "PoolAllocateFlight", Operation.PoolAllocate(0, 0, Request.For(Gfp.NoIo)) },
        { "PoolAllocateFlight", Operation.PoolAllocate(0, 0, Request.For(Gfp.Atomic)) },
        { "PoolCreateFlight", Operation.PoolCreate(1) },
    };

    /// <summary>
    /// No allocator of today is refused by what another task does: one that is stands in for it. The pool asks it for
    /// pages, and it has its answer when somebody else has made a step.
    /// </summary>
    [Theory]
    [MemberData(nameof(OfPools))]
    public void Pool_WhosePagesAreRefusedByAnothersStep_GoesOnInThatStep(string name, Operation operation)
    {
        World world = World.Of(Memory.Fresh(Pools), tasks: 2).Begin(0, 0, operation);
        Flight asking = Waiting(world.Flights[0]!);
        Assert.Equal(name, asking.GetType().Name);
        Assert.IsType<Refusable>(Innermost(asking));
        Assert.IsNotType<Refusable>(Innermost(asking.Witness(world.Memory)));
        Flight later = asking.Witness(world.Memory);
        Assert.True(later.Answer(world.Memory) is not null || later.Options(world.Memory).Any());
    }

    /// <summary>A grant would change the pool, which nobody's step but its own may.</summary>
    [Fact]
    public void Pool_ThatIsGrantedByAnothersStep_SaysSo()
    {
        Memory memory = Memory.Fresh(Pools).Take(0, 3, 0, tagged: false);
        World world = World.Of(memory, tasks: 2).Begin(0, 0, Operation.PoolAllocate(0, 0, Request.For(Gfp.NoIo)));
        Flight asking = Waiting(world.Flights[0]!, Outcome.Granted(new(3)));
        Assert.Throws<InvalidOperationException>(() => asking.Witness(memory));
    }

    /// <summary>An allocator that refuses where it is asked is not waited for: this caller is at L2 at once.</summary>
    [Fact]
    public void Pool_WhosePagesAreRefusedAtOnce_BeginsAtTheNextLevel()
    {
        Operation operation = Operation.PoolAllocate(0, 0, Request.For(Gfp.NoIo | Gfp.Dma));
        World world = World.Of(Memory.Fresh(Pools), tasks: 1).Begin(0, 0, operation);
        Assert.Equal(PoolLevel.HalfFull, Assert.IsType<PoolAllocateFlight>(world.Flights[0]).Level);
        Assert.Equal([Label.PoolRead(0, 0, waiters: false)], world.Flights[0]!.Options(world.Memory));
    }

    /// <summary>
    /// The tree's adjustment waits for another, whose success leaves too little: it is refused by that step, and the
    /// tree takes its pages back.
    /// </summary>
    [Fact]
    public void Tree_WhoseAdjustmentIsRefusedByAnothersStep_RollsBack()
    {
        World world = Disk().Begin(1, 1, Operation.Adjust(3)).Begin(0, 0, Operation.SetDemand(1, 2));
        world = Step(Step(world, 1, Label.Knobs(0, 3)), 0, Label.Demand(1, 2));
        Assert.Empty(world.Flights[0]!.Options(world.Memory));
        Assert.IsType<AdjustFlight>(world.Flights[0]!.Within);
        world = Step(Step(world, 1, Label.Marks(0)), 1, Label.Populated(0, yes: true));
        Assert.Null(world.Flights[0]!.Within);
        world = Step(world, 0, Label.Demand(1, 0));
        Assert.Equal(Outcome.Refused, world.Flights[0]!.Answer(world.Memory));
        Assert.Equal((0, -1, 3), (world.Memory.Reserves.Nodes[0].Pages, world.Memory.Reserves.Holder,
            world.Memory.ReservePages));
    }

    /// <summary>What another has raised and will take back refuses nobody: he waits and finds it gone.</summary>
    [Fact]
    public void Adjust_BesideARaiseThatIsRolledBack_WaitsForIt()
    {
        World world = Disk(taken: 2).Begin(0, 0, Operation.Adjust(3)).Begin(1, 1, Operation.Adjust(2));
        world = Step(Step(world, 0, Label.Knobs(0, 3)), 0, Label.Marks(0));
        Assert.Null(world.Flights[1]!.Answer(world.Memory));
        Assert.Contains("task 0 adjusts", world.Accept(1, Label.Knobs(0, 5)).Refusal);
        world = Step(world, 0, Label.Populated(0, yes: false));
        world = Step(Step(world, 0, Label.Knobs(0, 0)), 0, Label.Marks(0));
        Assert.Equal(Outcome.Refused, world.Flights[0]!.Answer(world.Memory));
        world = Step(Step(world, 1, Label.Knobs(0, 2)), 1, Label.Marks(0));
        world = Step(world, 1, Label.Populated(0, yes: true));
        Assert.Equal((Outcome.Done, 2), (world.Flights[1]!.Answer(world.Memory)!.Value, world.Memory.ReservePages));
    }

    private static Machine Pools => new(FourPages)
    {
        Pools = [new("pool", 1) { Order = 0 }, new("other", 1) { Order = 0, Created = false }],
    };

    private static World Disk(int taken = 0)
    {
        Machine machine = new(FourPages) { Reserves = [ReserveSpec.Root, ReserveSpec.OfPages("disk", 2)] };
        Prepared start = new Prepared(machine).Then(Operation.Connect(1, 0));
        for (int slot = 0; slot < taken; slot++) start.Then(Operation.Allocate(slot, Request.For(Gfp.Atomic)));
        return World.Of(start.Memory, tasks: 2);
    }

    private static World Step(World world, int task, Label label)
    {
        (World? next, string? refusal) = world.Accept(task, label);
        Assert.Null(refusal);
        return next!;
    }

    private static Flight Innermost(Flight flight)
    {
        while (flight.Within is { } inner) flight = inner;
        return flight;
    }

    /// <summary>The same flight, whose innermost operation is one that another's step answers.</summary>
    private static Flight Waiting(Flight flight, Outcome? answer = null)
    {
        if (flight.Within is not { } inner) return new Refusable(answer ?? Outcome.Refused);
        PropertyInfo within = flight.GetType().GetProperty(nameof(PoolFlight.Inner))!;
        Flight copy = (Flight)flight.GetType().GetMethod("<Clone>$")!.Invoke(flight, null)!;
        within.DeclaringType!.GetProperty(nameof(PoolFlight.Inner))!.SetValue(copy, Waiting(inner, answer));
        return copy;
    }

    /// <summary>Somebody else's step answers it.</summary>
    private sealed record Refusable(Outcome Others) : Flight(0)
    {
        private bool Seen { get; init; }

        protected override string LawOf(Outcome observed) => "";

        public override Outcome? Answer(Memory memory) => Seen ? Others : null;

        public override Flight Witness(Memory memory) => this with { Seen = true };

        public override void Write(Encoder to) => to.Number(254);

        public override Verdict Accept(Memory memory, Label label) => Unexpected(label, "in a test");

        public override IEnumerable<Label> Options(Memory memory) => [];

        protected override string Unfinished(Memory memory) => "";
    }
}
