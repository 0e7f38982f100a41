using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Tests.Search;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>An interrupt comes between steps of its CPU's tasks, but never while one has interrupts off.</summary>
public class InterruptTests
{
    private static readonly Request Atomic = Request.For(Gfp.Atomic);

    public static TheoryData<string, Operation> Interrupted => new()
    {
        { "itself", Operation.Allocate(0, Atomic) },
        { "nested", Operation.ReserveAllocate(0, 1, Atomic) },
    };

    [Theory]
    [MemberData(nameof(Interrupted))]
    public void Next_OfAnInterrupt_WaitsForInterruptsToBeOn(string who, Operation operation)
    {
        Assert.NotEmpty(who);
        Scene scene = Interrupting(operation);
        (int off, int on) = (0, 0);
        foreach (SceneState state in SecondCount.Enumerate(scene).States)
        {
            if (state.World.Flights[0] is not { } flight || state.Tasks[1].Begun > 0) continue;
            bool begins = scene.Next(state).Any(step => step.Task == 1 && step.Label.What == Ghost.Begin);
            Assert.Equal(!flight.InterruptsOff, begins);
            if (begins) on++;
            else off++;
        }

        Assert.True(off > 0 && on > 0, $"interrupts were off {off} times, on {on} times");
    }

    /// <summary>While it runs nobody else of its CPU does.</summary>
    [Fact]
    public void Next_UnderAnInterrupt_IsTheInterrupts()
    {
        Scene scene = Interrupting(Operation.Allocate(0, Atomic));
        List<SceneState> states = SecondCount.Enumerate(scene).States;
        SceneState[] under = [.. states.Where(s => s.World.Flights is [not null, not null])];
        Assert.NotEmpty(under);
        Assert.All(under, state => Assert.All(scene.Next(state), step => Assert.Equal(1, step.Task)));
    }

    private static Scene Interrupting(Operation operation)
    {
        Topology topology = new Topology
        {
            Name = "four pages",
            Zones = [new(new(0), ZoneKind.Normal, 0, 4)],
            Cpus = [new(0), new(0)],
            MinFreeKbytes = 0,
            Batch = 2,
            ListHigh = 4,
        }.Checked();
        Machine machine = new(topology) { Reserves = [ReserveSpec.Root, ReserveSpec.OfPages("net", 1)] };
        return new(
            new Prepared(machine).Then(Operation.Connect(1, 0)).Memory,
            [
                new("task", 0, [operation], 1),
                new("interrupt", 0, [Operation.Allocate(1, Atomic)], 1) { Interrupts = true },
            ]);
    }
}
