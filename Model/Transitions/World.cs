using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// The memory, the slots, and what each CPU has in flight: a state of a concurrent run. <c>Begin</c>,
/// <see cref="Accept"/> and <see cref="End"/> follow it step by step, and say which law a step breaks. Immutable, by
/// value.
/// </summary>
public sealed record World
{
    private World(Memory memory, Slots slots, ImmutableArray<Flight?> flights) =>
        (Memory, Slots, Flights) = (memory, slots, flights);

    public Memory Memory { get; }

    public Slots Slots { get; }

    /// <summary>By task, of which a concurrent run has one a CPU; null: idle.</summary>
    public ImmutableArray<Flight?> Flights { get; }

    /// <param name="tasks">One a CPU, if it is not said.</param>
    public static World Of(Memory memory, Slots slots = default, int? tasks = null) =>
        new(memory, slots, [.. new Flight?[tasks ?? memory.Machine.Cpus]]);

    public World Begin(int cpu, Operation operation) => Begin(cpu, cpu, operation);

    /// <summary>A task starts an operation. What gives an item back takes it out of its slot at once.</summary>
    public World Begin(int task, int cpu, Operation operation)
    {
        if (Flights[task] is not null) throw new InvalidOperationException($"task {task} has an operation in flight");
        Item item = operation.Returns ? Slots[operation.Slot] : Item.None;
        (Memory memory, Flight flight) = Flight.Begin(Memory, task, cpu, operation, item);
        Slots slots = item.IsNone ? Slots : Slots.With(operation.Slot, Item.None);
        return new World(memory, slots, Flights.SetItem(task, flight));
    }

    /// <summary>A CPU took a step: the world after it, or the law it breaks.</summary>
    public Following Accept(int cpu, Label label)
    {
        if (Flights[cpu] is not { } flight)
        {
            return new(null, Verdict.Refuse(StepLaw.Protocol, $"'{label}' came from idle cpu{cpu}"));
        }

        for (int other = 0; other < Flights.Length; other++)
        {
            if (other != cpu && Flights[other]?.Guards(Memory, label) is { } law)
            {
                return new(
                    null, Verdict.Refuse(law, $"'{label}' of cpu{cpu} fell between steps that cpu{other} joins"));
            }
        }

        Verdict verdict = flight.Accept(Memory, label);
        if (!verdict.Accepted) return new(null, verdict);
        if (Meets(cpu, verdict.Flight.HoldsEveryList(verdict.Memory) & ~flight.HoldsEveryList(Memory)) is { } holder)
        {
            return new(null, Verdict.Refuse(StepLaw.Protocol, $"'{label}' of cpu{cpu} needs a list of cpu{holder}"));
        }

        Flight?[] flights = new Flight?[Flights.Length];
        for (int other = 0; other < flights.Length; other++)
        {
            flights[other] = other == cpu ? verdict.Flight : Flights[other]?.Witness(verdict.Memory);
        }

        return new(new World(verdict.Memory, Slots, ImmutableCollectionsMarshal.AsImmutableArray(flights)), verdict);
    }

    /// <summary>
    /// A CPU that reads without a lock may still read the past, where stores take time to become visible.
    /// </summary>
    public World Recall(int cpu, Memory past) =>
        Flights[cpu] is { } flight ? new World(Memory, Slots, Flights.SetItem(cpu, flight.Recall(past))) : this;

    /// <summary>Who holds a list of these zones, all of whose lists a CPU now takes; null: nobody.</summary>
    private int? Meets(int cpu, ulong zones)
    {
        for (int other = 0; other < Flights.Length && zones != 0; other++)
        {
            if (other != cpu && ((Flights[other]?.HoldsSomeList(Memory) ?? 0) & zones) != 0) return other;
        }

        return null;
    }

    /// <summary>A CPU's operation answers: the world after it, or the law the answer breaks.</summary>
    public (World? Next, string? Refusal) End(int cpu, Operation operation, Outcome observed)
    {
        if (Flights[cpu] is not { } flight) return (null, StepLaw.Broken(StepLaw.Protocol, $"idle cpu{cpu} answered"));
        if (flight.Refuses(Memory, observed) is { } refusal) return (null, refusal);
        Slots slots = operation.Grants ? Slots.With(operation.Slot, observed.Item) : Slots;
        return (new World(Memory, slots, Flights.SetItem(cpu, null)), null);
    }

    /// <summary>Writes down everything that can differ between two worlds of one machine.</summary>
    public void Write(Encoder to)
    {
        Memory.Write(to);
        Slots.Write(to);
        foreach (Flight? flight in Flights)
        {
            Flight.WriteOrNone(to, flight);
        }
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

/// <summary>What follows a step: the world after it, or the law it breaks.</summary>
public readonly struct Following(World? next, Verdict verdict)
{
    public World? Next => next;

    /// <summary>Put into words when somebody asks.</summary>
    public string? Refusal => verdict.Refusal;

    public void Deconstruct(out World? world, out string? refusal) => (world, refusal) = (Next, Refusal);
}
