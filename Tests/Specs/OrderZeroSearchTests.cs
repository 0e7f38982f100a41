using System.Collections.Concurrent;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Specs;

/// <summary>The order-0 caches by search (semantics F, G76-G82).</summary>
public sealed class OrderZeroSearchTests
{
    [Fact]
    public void OrderZero_BorrowingSlots_MixesWhatASlabHolds() =>
        Assert.Equal("INV-F1", StateSearch.Run(Cfg6.Borrow).Law);

    /// <summary>No move outside the table, and no row that is never taken.</summary>
    [Fact]
    public void SlotLifecycle_IsWhatTheSearchDoes()
    {
        ConcurrentDictionary<Transition<SlotLife, SlotTrigger>, bool> moves = [];
        foreach (Configuration configuration in Cfg6.SmallOnes)
        {
            Configuration recorded = configuration with { Laws = () => [new Recorder(moves)], Kinds = [] };
            SearchResult result = StateSearch.Run(recorded);
            Assert.Equal(SearchVerdict.Exhaustive, result.Verdict);
        }

        Assert.Empty(moves.Keys.Except(SlotLifecycle.Table));
        Assert.Empty(SlotLifecycle.Table.Except(moves.Keys));
        Assert.Empty(SlotLifecycle.Table.Gaps);
    }

    private sealed class Recorder(ConcurrentDictionary<Transition<SlotLife, SlotTrigger>, bool> moves) : Law
    {
        public override string Id => "RECORD";

        public override string Sentence => "Every move of a slot is written down.";

        public override string? BrokenBy(World before, int task, Label label, World after)
        {
            for (uint pfn = 0; pfn < before.Memory.Topology.Frames; pfn++)
            {
                SlotLife from = SlotLifecycle.Of(before.Memory, pfn), to = SlotLifecycle.Of(after.Memory, pfn);
                if (Broken(from != to, SlotLifecycle.TriggerOf(label) is not null)) return $"'{label}' moves a slot";
                if (from != to) moves.TryAdd(new(from, SlotLifecycle.TriggerOf(label)!.Value, to), true);
            }

            return null;
        }
    }
}
