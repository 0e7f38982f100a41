using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// An operation on a mempool: either an inner operation is under way (the allocator behind the pool works, an element
/// is given back) and its steps are this one's, or one of <see cref="Allowed"/> is next.
/// </summary>
public abstract record PoolFlight(int Cpu, int Pool) : Flight(Cpu)
{
    public Flight? Inner { get; protected init; }

    public override Flight? Within => Inner;

    protected Outcome? Due { get; init; }

    protected override string LawOf(Outcome observed) => StepLaw.PoolLevels;

    public static (Memory Memory, Flight Flight) Starting(
        Memory memory, int task, int cpu, Operation operation, Item item)
    {
        (int pool, int number) = (operation.Pool, operation.PoolNumber);
        if (operation.Kind == OperationKind.PoolLeak) memory = Forgotten(memory, pool, item);
        PoolFlight flight = operation.Kind switch
        {
            OperationKind.PoolAllocate => PoolAllocateFlight.Start(memory, task, cpu, operation),
            OperationKind.PoolFree => new PoolGiveFlight(cpu, pool, item).Begun(),
            OperationKind.PoolLeak => new PoolReleaseFlight(cpu, pool, item, Nudges: false).Begun(memory),
            OperationKind.PoolCreate => PoolCreateFlight.Start(memory, task, cpu, pool),
            OperationKind.PoolResize => new PoolResizeFlight(cpu, pool, number),
            OperationKind.PoolDestroy => new PoolDestroyFlight(cpu, pool),
            _ => new PoolCancelFlight(cpu, pool, number),
        };
        return Joined(memory, flight with { Task = task });
    }

    public override Outcome? Answer(Memory memory) => Due;

    /// <summary>
    /// Others can refuse what the inner operation asks for, or end what it waits for, and then this one goes on; they
    /// never grant: that changes the pool, and is a step of its own.
    /// </summary>
    public override Flight Witness(Memory memory)
    {
        if (Inner is null) return this;
        (Memory next, PoolFlight flight) = Joined(memory, this with { Inner = Inner.Witness(memory) });
        if (ReferenceEquals(next, memory)) return flight;
        throw new InvalidOperationException($"pool {Pool}: another task's step changed it for task {Task}");
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Due is not null) return [];
        return Inner is null ? Allowed(memory) : Inner.Options(memory);
    }

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Due is not null) return Unexpected(label, "after the operation was decided");
        if (Inner is not null)
        {
            Verdict inner = Inner.Accept(memory, label);
            return inner.Accepted ? Settled(inner.Memory, this with { Inner = inner.Flight }) : inner;
        }

        IEnumerable<Label> allowed = Allowed(memory);
        if (allowed.Contains(label))
        {
            (Memory next, PoolFlight flight) = Do(memory, label);
            return Settled(next, flight);
        }

        string due = string.Join(" or ", allowed.Select(l => $"'{l}'"));
        return Out(LawOf(default), $"'{label}' came where {(due.Length == 0 ? "it sleeps" : $"{due} is due")}");
    }

    public override void Write(Encoder to)
    {
        to.Number(Kind);
        to.Number((Cpu << 16) | Pool);
        to.Item(Due?.Item ?? Item.None);
        to.Number(Due is null ? 0 : Due.Value.Ok ? 1 : 2);
        WriteOwn(to);
        WriteOrNone(to, Inner);
    }

    /// <summary>First number of its writing, 64..95.</summary>
    protected abstract int Kind { get; }

    /// <summary>Every step that may come next while no inner operation is under way.</summary>
    protected abstract IEnumerable<Label> Allowed(Memory memory);

    /// <summary>The effect of an allowed step.</summary>
    protected abstract (Memory Memory, PoolFlight Flight) Do(Memory memory, Label label);

    /// <summary>The inner operation answered; what follows in the same step.</summary>
    protected virtual (Memory Memory, PoolFlight Flight) After(Memory memory, Outcome answer) =>
        (memory, this with { Due = answer });

    protected abstract void WriteOwn(Encoder to);

    protected override string Unfinished(Memory memory) =>
        Inner is null
            ? "a step is due: " + string.Join(" or ", Allowed(memory))
            : $"pool {Pool} was not done with an element";

    private static Memory Forgotten(Memory memory, int pool, Item item) =>
        Bundle.Elements(item).Aggregate(memory, (m, e) => m.With(pool, m.Pools[pool].Returned(e)));

    private static Verdict Settled(Memory memory, PoolFlight flight)
    {
        (memory, flight) = Joined(memory, flight);
        return Verdict.Accept(memory, flight);
    }

    /// <summary>
    /// Inner operations that have their answers are over, the innermost first: one may be answered where it begins.
    /// </summary>
    private static (Memory Memory, PoolFlight Flight) Joined(Memory memory, PoolFlight flight)
    {
        while (flight is { Due: null, Inner: { } inner })
        {
            if (inner is PoolFlight nested) (memory, inner) = Joined(memory, nested);
            if (inner.Answer(memory) is not { } answer) return (memory, flight with { Inner = inner });
            (memory, flight) = (flight with { Inner = null }).After(memory, answer);
        }

        return (memory, flight);
    }
}
