using Plimsoll.Model.State;

namespace Plimsoll.Specs.Refinement;

/// <summary>What a run or a search has shown of a life cycle: rows taken, and moves that stand in no row.</summary>
public sealed class LifecycleWatch<TState, TTrigger>(Lifecycle<TState, TTrigger> table)
    where TState : struct, Enum
    where TTrigger : struct, Enum
{
    private readonly HashSet<Transition<TState, TTrigger>> taken = [];
    private readonly HashSet<Transition<TState, TTrigger>> outside = [];

    public Lifecycle<TState, TTrigger> Table => table;

    /// <summary>Rows that never happened: of a search that is to cover the table, none.</summary>
    public IEnumerable<Transition<TState, TTrigger>> Untaken => table.Where(row => !taken.Contains(row));

    /// <summary>Moves that the table does not know: none.</summary>
    public IReadOnlyCollection<Transition<TState, TTrigger>> Outside => outside;

    public void Saw(TState from, TTrigger trigger, TState to)
    {
        Transition<TState, TTrigger> move = new(from, trigger, to);
        (table.Contains(move) ? taken : outside).Add(move);
    }

    public override string ToString() =>
        $"{taken.Count} of {table.Count} rows of {table.Of}; untaken: [{string.Join(", ", Untaken)}]; "
        + $"outside: [{string.Join(", ", outside)}]";
}
