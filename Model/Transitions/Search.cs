using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>A state of the search: the world, and how many operations each CPU's task has begun.</summary>
public sealed record SearchState(World World, ImmutableArray<int> Begun)
{
    public bool Equals(SearchState? other) =>
        other is not null && Begun.SequenceEqual(other.Begun) && World.Equals(other.World);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(World);
        foreach (int begun in Begun) hash.Add(begun);
        return hash.ToHashCode();
    }
}

/// <summary>
/// The relation Next(state) -> (cpu, label, state)* for a bounded program: task t runs its operations on CPU t, one
/// after the other. Every interleaving of labelled steps and every choice of frames is enumerated.
/// </summary>
public sealed class Search(ImmutableArray<ImmutableArray<Operation>> tasks)
{
    public SearchState Initial(Memory memory) => new(World.Of(memory), [.. tasks.Select(_ => 0)]);

    public IEnumerable<(int Cpu, Label Label, SearchState Next)> Next(SearchState state)
    {
        for (int cpu = 0; cpu < tasks.Length; cpu++)
        {
            foreach ((Label label, SearchState next) in StepsOf(state, cpu)) yield return (cpu, label, next);
        }
    }

    private IEnumerable<(Label Label, SearchState Next)> StepsOf(SearchState state, int cpu)
    {
        int begun = state.Begun[cpu];
        if (state.World.Flights[cpu] is not { } flight)
        {
            if (begun == tasks[cpu].Length) yield break;
            Operation operation = tasks[cpu][begun];
            Label begin = new(Ghost.Begin, (uint)begun, (uint)operation.Kind, (uint)Math.Max(0, operation.Slot));
            yield return (begin, new(state.World.Begin(cpu, operation), state.Begun.SetItem(cpu, begun + 1)));
        }
        else if (flight.Answer(state.World.Memory) is { } answer)
        {
            (World? next, _) = state.World.End(cpu, tasks[cpu][begun - 1], answer);
            Label end = new(Ghost.End, (uint)begun - 1, answer.Ok ? 1u : 0u, answer.Pfn.Value);
            yield return (end, state with { World = next! });
        }
        else
        {
            foreach (Label label in flight.Options(state.World.Memory))
            {
                (World? next, _) = state.World.Accept(cpu, label);
                if (next is not null) yield return (label, state with { World = next });
            }
        }
    }
}
