using System.Collections.Immutable;
using System.Text;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Theorems;

/// <summary>
/// Theorem D (semantics D.4): a caller of mempool_alloc that may sleep never fails, and its operation ends, provided
/// (1) the pool keeps an element, or hands over what comes back; (2) what is out is given back by code that does not
/// wait for the same pool; (3) the allocator behind the pool answers; (4) no waiter is passed for ever; (5) nothing
/// leaks past the pool. The search finds no run against it; without any one of the five it finds one.
/// </summary>
public static class TheoremD
{
    private static readonly string[] Names = ["D1", "D2", "D3", "D4", "D5"];

    /// <summary>Two callers come again and again; the third must get through, all the same.</summary>
    public static Configuration Whole => Of(
        "THEOREM-D",
        "a pool of one over an allocator that may refuse and take its time; two callers without end, and a third",
        new("pool", 1) { Elements = 2, Delays = true },
        Cfg4.AllocatorAnswers,
        Cfg4.EverAgain("first", 0),
        Cfg4.EverAgain("second", 1),
        Cfg4.Once("third", 2));

    public static ImmutableArray<Drop> Drops =>
    [
        new(
            "D1",
            "the pool keeps an element, or hands over what comes back",
            Without(1, Of(
                "THEOREM-D without D1",
                "a pool without a minimum that looks at its queue only where it would park (as published)",
                new("pool", 0) { Elements = 1, Sure = 1 },
                [],
                Cfg4.OnceByAllMeans("first", 0),
                Cfg4.OnceByAllMeans("second", 1))),
            Describe(1)),
        new(
            "D2",
            "what is out is given back by code that does not wait for the same pool",
            Without(2, Of(
                "THEOREM-D without D2",
                "a pool of one; a task that holds its element asks for another",
                new("pool", 1) { Elements = 1 },
                [],
                Cfg4.TwoAtOnce("greedy", 0))),
            Describe(2)),
        new(
            "D3",
            "the allocator behind the pool answers",
            Without(3, Whole with { Name = "THEOREM-D without D3", Fairness = [] }),
            Describe(3)),
        new(
            "D4",
            "no waiter is passed for ever",
            Without(4, Of(
                "THEOREM-D without D4",
                "a pool of one that wakes all waiters and lets whoever comes first take; a newcomer comes without end",
                new("pool", 1) { Elements = 1, Wake = WakePolicy.WakeAll },
                [],
                Cfg4.EverAgain("newcomer", 0),
                Cfg4.Once("waiter", 1))),
            Describe(4)),
        new(
            "D5",
            "nothing leaks past the pool",
            Without(5, Of(
                "THEOREM-D without D5",
                "a pool of one; a caller gives its element to the allocator behind the pool",
                new("pool", 1) { Elements = 1 },
                [],
                Cfg4.Leaker("leaker", 0),
                Cfg4.Once("caller", 1))),
            Describe(5)),
    ];

    private static Configuration Of(
        string name,
        string title,
        PoolSpec pool,
        ImmutableArray<Fairness> fairness,
        params ImmutableArray<TaskSpec> tasks) => new()
        {
            Name = name,
            Title = title,
            Scene = Cfg4.On(pool, tasks),
            Laws = () => [new TheoremDLaw()],
            Liveness = true,
            LivenessLaw = TheoremDLaw.Name,
            Fairness = fairness,
        };

    /// <summary>D1 is dropped by a rule as published, the others by what the scene does.</summary>
    private static Configuration Without(int hypothesis, Configuration configuration)
    {
        if (hypothesis != 1) return configuration;
        Func<PublishedRules, Scene> scene = configuration.Scene;
        PublishedRules dropped = PublishedRules.Of(Published.PoolZeroMinimumSleeps);
        return configuration with { Scene = published => scene(new(published.Bits | dropped.Bits)) };
    }

    private static Func<SceneState, string> Describe(int dropped) => state =>
    {
        StringBuilder holds = new("holds:"), not = new("; not:");
        for (int d = 1; d <= Names.Length; d++)
        {
            (d != dropped && Holds(d, state.World) ? holds : not).Append(' ').Append(Names[d - 1]);
        }

        return $"{holds}{not}";
    };

    /// <summary>
    /// In plain facts of the state; that the allocator answers is a fact of whole runs, and holds where it is assumed.
    /// </summary>
    private static bool Holds(int hypothesis, World world)
    {
        Memory memory = world.Memory;
        return hypothesis switch
        {
            1 => memory.Pools[0].MinNr > 0 || !memory.Machine.Published.Has(Published.PoolZeroMinimumSleeps),
            2 => !AnybodyHoldsAndAsks(world),
            3 => true,
            4 => memory.Machine.Pools[0].Wake == WakePolicy.HandOver,
            _ => PlainPools.Circulating(memory, 0) >= memory.Pools[0].MinNr,
        };
    }

    /// <summary>A task that has an element out of a pool of one, in its first slot, asks for another.</summary>
    private static bool AnybodyHoldsAndAsks(World world)
    {
        for (int task = 0; task < world.Flights.Length; task++)
        {
            bool holds = !world.Slots[Cfg4.FirstSlot(task)].IsNone;
            if (holds && PlainPools.Allocation(world, task) is not null) return true;
        }

        return false;
    }
}
