using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Specs;

/// <summary>Slab caches, searched on machines that are small enough for a test.</summary>
public class SlabSearchTests
{
    /// <summary>For every law of slab caches a published rule that breaks it, and where.</summary>
    public static TheoryData<string, Published, string> Breaches => new()
    {
        { "INV-C1", Published.DeactivateLosesFrees, "CFG3-shrink" },
        { "INV-C2", Published.DestroyForgetsReserve, "CFG3-destroy" },
        { "INV-C3", Published.FreelistAba, "CFG3-shrink" },
        { "INV-C4", Published.GrownFreedTwice, "CFG2-fallback-small" },
        { "INV-C6", Published.ShrinkFreesUsed, "CFG3-shrink" },
        { "INV-C7", Published.StaleCpuAfterSleep, "CFG3-shrink" },
        { "INV-C8", Published.TagDroppedWhenFull, "CFG3-leak" },
        { "INV-C9", Published.TagReadAfterReuse, "CFG3-order" },
        { "INV-C9", Published.StolenNotRetried, "CFG2-fallback-small" },
        { "INV-C10", Published.TagOfCpuNotSlab, "CFG3-order" },
        { "INV-C11", Published.PartialSkipsFirst, "CFG3-shrink" },
        { "INV-C12", Published.SlabOnWrongNode, "CFG2-fallback-small" },
        { "INV-C13", Published.FallbackIgnoresMask, "CFG2-fallback-small" },
        { "INV-C14", Published.GrownLeaked, "CFG2-fallback-small" },
        { "INV-IRQ", Published.SleepsInAtomic, "CFG3-shrink" },
        { "INV-LOCKS", Published.ListLockFirst, "CFG3-shrink" },
        { "R-RULE", Published.TagDroppedWhenFull, "CFG3-destroy" },
    };

    [Theory]
    [MemberData(nameof(Breaches))]
    public void SlabLaw_UnderAPublishedRule_IsBrokenByAReachedState(string law, Published rule, string configuration)
    {
        Configuration alone = Named(configuration) with { Laws = () => [Law(law)], Kinds = [], Liveness = false };
        SearchResult broken = StateSearch.Run(alone, new() { Published = PublishedRules.Of(rule) });
        Assert.Equal((SearchVerdict.Violation, law), (broken.Verdict, broken.Law));
    }

    [Fact]
    public void SlabLaws_AllHaveABreach()
    {
        IEnumerable<string> broken = Breaches.Select(row => (string)row[0]);
        Assert.Equal(Every().Select(l => l.Id).Order(), broken.Distinct().Order());
    }

    /// <summary>A full reserve slab is detached, and the first free makes it a partial slab for all.</summary>
    [Fact]
    public void TagDroppedWhenFull_PlainTaskGetsAReserveObject()
    {
        Assert.Equal(SearchVerdict.Exhaustive, StateSearch.Run(Cfg3Small.Leak).Verdict);
        SearchOptions published = new() { Published = PublishedRules.Of(Published.TagDroppedWhenFull) };
        SearchResult leak = StateSearch.Run(Cfg3Small.Leak, published);
        Assert.Equal("INV-C8", leak.Law);
        World world = leak.Counterexample!.Steps[^1].After.World;
        Slab slab = world.Memory.Slabs.All.Single(s => (s.Held & ~s.Entitled) != 0);
        Assert.True(world.Memory.Blocks[slab.Pfn].Tagged);
        Assert.False(slab.Tagged);
        Assert.Equal(Ghost.ObjectHit, leak.Counterexample.Steps[^1].Label.What);
    }

    /// <summary>Every row of the table is taken by a search, and no search leaves the table.</summary>
    [Fact]
    public void SlabLifecycle_IsWhatTheSearchesDo()
    {
        LifecycleWatch<SlabLife, SlabTrigger> watch = new(SlabLifecycle.Table);
        foreach (string name in (string[])["CFG3-leak", "CFG3-order", "CFG3-shrink", "CFG2-fallback-small"])
        {
            StateSearch.Run(Named(name) with { Laws = () => [new SlabWatch(watch)], Kinds = [], Liveness = false });
        }

        Assert.Empty(watch.Outside);
        Assert.Empty(watch.Untaken);
    }

    /// <summary>
    /// Pages of a tagged slab are taken where decision 11 says: the own cache's slot, buddy, another's slot on loan.
    /// </summary>
    [Fact]
    public void TaggedSlab_OverOrderZeroCaches_LiesInOwnSlotsBuddyAndLentSlots()
    {
        HashSet<SlotState?> seen = [];
        Configuration watched = Cfg6Slabs.Main with
        {
            Laws = () => [new Watch((_, _, _, after) =>
            {
                Memory memory = after.Memory;
                foreach (Slab slab in memory.Slabs.All)
                    if (slab.Tagged) seen.Add(memory.OrderZero.SlabOf(slab.Pfn)?[slab.Pfn].State);
            })],
            Kinds = [],
            Liveness = false,
        };
        Assert.Null(StateSearch.Run(watched).Law);
        Assert.Equal([null, SlotState.Reserved, SlotState.Lent], seen.Order());
    }

    [Fact]
    public void CacheInDestruction_IsUsedByNobody()
    {
        int refused = 0, gone = 0;
        Configuration watched = Cfg3Small.Destroy with
        {
            Laws = () => [new Watch((before, _, label, after) =>
            {
                if (label.What == Ghost.CacheGone && label.B == 1) gone++;
                if (label.What == Ghost.CacheGone && label.B == 0) refused++;
                bool destroys = after.Flights.Any(f => f is SlabSweepFlight { Goal: OperationKind.DestroyCache });
                bool begins = label.What == Ghost.Begin && label.B == (uint)OperationKind.AllocateObject;
                Assert.False(begins && (destroys || before.Memory.Slabs.IsGone(0)));
            })],
            Kinds = [],
        };
        Assert.Null(StateSearch.Run(watched).Law);
        Assert.True(refused > 0 && gone > 0, $"{refused} refused, {gone} gone");
    }

    private static Configuration Named(string name) => ConfigurationCatalog.Named(name)!;

    private static Law Law(string id) => Every().Single(law => law.Id == id);

    private static IEnumerable<Law> Every() => [.. SlabLaws.Core(), .. SlabLaws.Reserve(), new InvC13AllowedNode()];

    /// <summary>No law, but sees every step as a law does.</summary>
    private sealed class Watch(Action<World, int, Label, World> saw) : Law
    {
        public override string Id => "WATCH";

        public override string Sentence => "Sees every step.";

        public override string? BrokenBy(World before, int task, Label label, World after)
        {
            Broken(premise: true, holds: true);
            saw(before, task, label, after);
            return null;
        }
    }

    private sealed class SlabWatch(LifecycleWatch<SlabLife, SlabTrigger> watch) : Law
    {
        public override string Id => "SLAB-LIFE";

        public override string Sentence => "A slab moves as the table of its life says.";

        public override string? BrokenBy(World before, int task, Label label, World after)
        {
            Broken(premise: true, holds: true);
            (Slabs was, Slabs now) = (before.Memory.Slabs, after.Memory.Slabs);
            foreach (uint pfn in was.All.Concat(now.All).Select(slab => slab.Pfn).Distinct())
            {
                (SlabLife from, SlabLife to) = (SlabLifecycle.Of(was.Find(pfn)), SlabLifecycle.Of(now.Find(pfn)));
                if (from != to) watch.Saw(from, SlabLifecycle.TriggerOf(label.What)!.Value, to);
            }

            return null;
        }
    }
}
