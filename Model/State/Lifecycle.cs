using System.Collections;
using System.Collections.Immutable;
using System.Text;

namespace Plimsoll.Model.State;

/// <summary>One row of a life cycle: in this state, this makes it that.</summary>
public readonly record struct Transition<TState, TTrigger>(TState From, TTrigger Trigger, TState To)
    where TState : struct, Enum
    where TTrigger : struct, Enum
{
    public override string ToString() => $"{From} --> {To}: {Trigger}";
}

/// <summary>A life cycle, whatever its states and triggers are: enough to draw it.</summary>
public interface ILifecycle
{
    /// <summary>Of what: the heading of its picture.</summary>
    string Of { get; }

    /// <summary>What the picture does not show: a few sentences of Markdown, in lines as they shall stand.</summary>
    string About { get; }

    /// <summary>Its rows, as text.</summary>
    ImmutableArray<string> Rows { get; }

    /// <summary>What contradicts itself in the table: a state that nothing leads to, a trigger without a row.</summary>
    ImmutableArray<string> Gaps { get; }

    /// <summary>The table as a Mermaid state diagram.</summary>
    string ToMermaid();
}

/// <summary>
/// The life of a thing as a table of data: which trigger leads from which state to which. Coverage, command generators,
/// state machines and pictures read it; nothing decides by it.
/// </summary>
/// <param name="of">Of what, with its article: "a page frame".</param>
/// <param name="start">The state it begins in.</param>
/// <param name="rows">What may happen; each row once. A trigger may lead from one state to several.</param>
public sealed class Lifecycle<TState, TTrigger>(
    string of, TState start, params ReadOnlySpan<Transition<TState, TTrigger>> rows)
    : ILifecycle, IReadOnlyList<Transition<TState, TTrigger>>
    where TState : struct, Enum
    where TTrigger : struct, Enum
{
    private readonly ImmutableArray<Transition<TState, TTrigger>> table = [.. rows];

    public string Of => of;

    public string About { get; init; } = "";

    /// <summary>
    /// The start stands for not being there at all, as before a slab is made and after it is discarded: drawn as [*].
    /// </summary>
    public bool StartsOutside { get; init; }

    public TState Start => start;

    public int Count => table.Length;

    public ImmutableArray<string> Rows => [.. table.Select(row => row.ToString())];

    public ImmutableArray<string> Gaps => [.. Unreached(), .. Unused(), .. Repeated()];

    public Transition<TState, TTrigger> this[int index] => table[index];

    /// <summary>This move stands in the table.</summary>
    public bool Allows(TState from, TTrigger trigger, TState to) => table.Contains(new(from, trigger, to));

    /// <summary>Where the trigger leads from here; empty if it must not happen here.</summary>
    public IEnumerable<TState> Next(TState from, TTrigger trigger) =>
        table.Where(row => Same(row.From, from) && EqualityComparer<TTrigger>.Default.Equals(row.Trigger, trigger))
            .Select(row => row.To);

    public string ToMermaid()
    {
        StringBuilder text = new("stateDiagram-v2\n");
        if (!StartsOutside) text.Append(null, $"    [*] --> {start}\n");
        foreach (Transition<TState, TTrigger> row in table)
        {
            text.Append(null, $"    {Drawn(row.From)} --> {Drawn(row.To)}: {row.Trigger}\n");
        }

        return text.ToString();
    }

    public IEnumerator<Transition<TState, TTrigger>> GetEnumerator() => table.AsEnumerable().GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static bool Same(TState a, TState b) => EqualityComparer<TState>.Default.Equals(a, b);

    private string Drawn(TState state) => StartsOutside && Same(state, start) ? "[*]" : state.ToString();

    private IEnumerable<string> Unreached()
    {
        HashSet<TState> reached = [start];
        int before;
        do
        {
            before = reached.Count;
            reached.UnionWith([.. table.Where(row => reached.Contains(row.From)).Select(row => row.To)]);
        }
        while (reached.Count > before);

        return Enum.GetValues<TState>().Except(reached).Select(state => $"nothing leads to {state}");
    }

    private IEnumerable<string> Unused() =>
        Enum.GetValues<TTrigger>().Except(table.Select(row => row.Trigger)).Select(t => $"{t} stands in no row");

    private IEnumerable<string> Repeated() =>
        table.GroupBy(row => row).Where(g => g.Count() > 1).Select(g => $"{g.Key} stands there twice");
}
