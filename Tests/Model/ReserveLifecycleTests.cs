using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Model;

public class ReserveLifecycleTests
{
    [Fact]
    public void Search_EveryMoveOfAReserve_IsARowAndEveryRowIsTaken()
    {
        HashSet<Transition<ReserveLife, ReserveTrigger>> taken = [];
        Configuration errors = Cfg5Small.Errors with { Laws = () => [new MovesAreRows(taken)] };
        SearchResult result = StateSearch.Run(errors);
        Assert.True(result.Verdict == SearchVerdict.Exhaustive, result.How);
        Assert.Empty(ReserveLifecycle.Table.Except(taken));
    }

    /// <summary>Notes down what each step does to the reserves it names; a move outside the table breaks it.</summary>
    private sealed class MovesAreRows(HashSet<Transition<ReserveLife, ReserveTrigger>> taken) : Law
    {
        public override string Id => "LIFE";

        public override string Sentence => "Reserves move as the table says.";

        public override string? BrokenBy(World before, int task, Label label, World after)
        {
            if (label.What is < Ghost.Demand or > Ghost.ReserveRefused) return null;
            Reserves tree = before.Memory.Reserves;
            for (int r = 1; r < tree.Nodes.Length; r++)
            {
                bool waited = label.A == r && tree.Nodes[r].Queue.PlaceOf(task) >= 0;
                ReserveTrigger? trigger = label.A == r ? ReserveLifecycle.TriggerOf(label, waited) : null;
                if (Move(tree, after.Memory.Reserves, r, trigger) is { } broken) return $"'{label}': {broken}";
            }

            return null;
        }

        private string? Move(Reserves before, Reserves after, int reserve, ReserveTrigger? trigger)
        {
            ReserveLife from = ReserveLifecycle.Of(before, reserve);
            ReserveLife to = ReserveLifecycle.Of(after, reserve);
            if (trigger is null)
            {
                return Broken(true, from == to) ? $"reserve {reserve} went from {from} to {to}" : null;
            }

            taken.Add(new(from, trigger.Value, to));
            bool row = ReserveLifecycle.Table.Allows(from, trigger.Value, to);
            return Broken(true, row) ? $"reserve {reserve} went from {from} to {to} by {trigger}" : null;
        }
    }
}
