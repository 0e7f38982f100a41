using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// The memory, the slots, and what each CPU has in flight: a state of a concurrent run. <see cref="Begin"/>,
/// <see cref="Accept"/> and <see cref="End"/> follow it step by step, and say which law a step breaks. Immutable, by
/// value.
/// </summary>
public sealed record World
{
    private World(Memory memory, Slots slots, ImmutableArray<Flight?> flights) =>
        (Memory, Slots, Flights) = (memory, slots, flights);

    public Memory Memory { get; }

    public Slots Slots { get; }

    /// <summary>By CPU; null: idle.</summary>
    public ImmutableArray<Flight?> Flights { get; }

    public static World Of(Memory memory, Slots slots = default) =>
        new(memory, slots, [.. new Flight?[memory.Machine.Cpus]]);

    /// <summary>A CPU starts an operation. A free takes its block out of the slot at once.</summary>
    public World Begin(int cpu, Operation operation)
    {
        if (Flights[cpu] is not null) throw new InvalidOperationException($"cpu{cpu} has an operation in flight");
        bool frees = operation.Kind == OperationKind.Free;
        (Memory memory, Flight flight) = Flight.Begin(Memory, cpu, operation, frees ? Slots[operation.Slot] : Pfn.None);
        Slots slots = frees && !Slots[operation.Slot].IsNone ? Slots.With(operation.Slot, Pfn.None) : Slots;
        return new World(memory, slots, Flights.SetItem(cpu, flight));
    }

    /// <summary>A CPU took a step: the world after it, or the law it breaks.</summary>
    public (World? Next, string? Refusal) Accept(int cpu, Label label)
    {
        if (Flights[cpu] is not { } flight)
        {
            return (null, Law.Broken(Law.Protocol, $"'{label}' came from idle cpu{cpu}"));
        }

        for (int other = 0; other < Flights.Length; other++)
        {
            if (other != cpu && Flights[other]?.Guards(Memory, label) is { } law)
            {
                return (null, Law.Broken(law, $"'{label}' of cpu{cpu} fell between steps that cpu{other} joins"));
            }
        }

        Verdict verdict = flight.Accept(Memory, label);
        if (!verdict.Accepted) return (null, verdict.Refusal);
        Memory memory = verdict.Memory;
        ImmutableArray<Flight?> flights =
            [.. Flights.Select((f, c) => c == cpu ? verdict.Flight : f?.Witness(memory))];
        return (new World(memory, Slots, flights), null);
    }

    /// <summary>A CPU's operation answers: the world after it, or the law the answer breaks.</summary>
    public (World? Next, string? Refusal) End(int cpu, Operation operation, Outcome observed)
    {
        if (Flights[cpu] is not { } flight) return (null, Law.Broken(Law.Protocol, $"idle cpu{cpu} answered"));
        if (flight.Refuses(Memory, observed) is { } refusal) return (null, refusal);
        Slots slots = operation.Kind == OperationKind.Allocate ? Slots.With(operation.Slot, observed.Pfn) : Slots;
        return (new World(Memory, slots, Flights.SetItem(cpu, null)), null);
    }

    public bool Equals(World? other) =>
        other is not null
        && Slots == other.Slots
        && Memory.Equals(other.Memory)
        && Flights.SequenceEqual(other.Flights);

    public override int GetHashCode()
    {
        HashCode hash = default;
        hash.Add(Memory);
        hash.Add(Slots);
        foreach (Flight? flight in Flights) hash.Add(flight);
        return hash.ToHashCode();
    }
}
