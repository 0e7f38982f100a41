using System.Runtime.InteropServices;
using Microsoft.Coyote.Rewriting;
using Microsoft.Coyote.Specifications;
using Plimsoll.Model.State;
using Plimsoll.Specs;
using Plimsoll.Specs.Scenarios;
using Plimsoll.Sync;

namespace Plimsoll.Tests.Coyote;

/// <summary>
/// Whether Coyote holds the strings at all: an assembly that is not rewritten runs free, and nobody says so.
/// </summary>
public sealed unsafe class ControlTests : IDisposable
{
    private readonly nuint cells = (nuint)NativeMemory.AllocZeroed(3 * sizeof(uint));

    private nuint First => cells;

    private nuint Second => cells + sizeof(uint);

    private nuint Third => cells + (2 * sizeof(uint));

    public void Dispose() => NativeMemory.Free((void*)cells);

    [Fact]
    public void Assemblies_OfEveryRoomThatRuns_AreRewritten()
    {
        Assert.Equal(4, Exploration.Controlled.Distinct().Count());
        Assert.All(
            Exploration.Controlled,
            assembly => Assert.True(RewritingEngine.IsAssemblyRewritten(assembly), assembly.FullName));
    }

    [Theory]
    [InlineData("bounded")]
    [InlineData("random")]
    public void SeededBug_InTheLock_IsFoundByALawAndReplays(string strategy)
    {
        Knobs knobs = new() { Strategy = strategy, Bound = 5 };
        Scenario scenario = Catalog.Scenario("two-takers-one-page")!;
        using ThreadedScenario<Leaky> run = new(scenario, PageLifecycle.Table);
        Exploration found = Exploration.Of(run.RunThreads, knobs);
        Assert.Equal(1, found.Bugs);
        Assert.NotNull(run.Failure);

        using ThreadedScenario<Leaky> fresh = new(scenario, PageLifecycle.Table);
        Exploration again = Exploration.Replay(fresh.RunThreads, found.Trace);
        Assert.Equal(1, again.Bugs);
        Assert.Equal(run.Failure, fresh.Failure);
    }

    /// <summary>
    /// The scenarios replace Real's waiting, so it is put to the test here, under the one strategy that cannot starve
    /// anyone.
    /// </summary>
    [Fact]
    public void RealLock_UnderContention_ExcludesAndEnds()
    {
        Exploration exploration = Exploration.Of(
            () => Contend(
                () => Increment(Third), () => Increment(Third), before: Reset, after: () => Real.Load(Third) == 2),
            new Knobs { Strategy = "random" });

        Assert.Equal(0, exploration.Bugs);
        Assert.Empty(exploration.Doubts);
        Assert.Equal(1000, exploration.Iterations);
    }

    [Fact]
    public void LocksTakenInACircle_AreADeadlock()
    {
        Exploration exploration = Exploration.Of(
            () => Contend(() => Nest(First, Second), () => Nest(Second, First), before: Reset, after: () => true),
            new Knobs());

        Assert.Equal(1, exploration.Bugs);
        Assert.StartsWith("Deadlock detected.", exploration.Bug);
    }

    private static void Contend(Action first, Action second, Action before, Func<bool> after)
    {
        before();
        Thread a = new(() => first()), b = new(() => second());
        a.Start();
        b.Start();
        a.Join();
        b.Join();
        Specification.Assert(after(), "an update was lost");
    }

    private static void Nest(nuint outer, nuint inner)
    {
        Watched.Lock(outer);
        Watched.Lock(inner);
        Watched.Unlock(inner);
        Watched.Unlock(outer);
    }

    private void Increment(nuint counter)
    {
        Real.Lock(First);
        Real.Store(counter, Real.Load(counter) + 1);
        Real.Unlock(First);
    }

    private void Reset()
    {
        Real.Store(First, 0);
        Real.Store(Second, 0);
        Real.Store(Third, 0);
    }
}
