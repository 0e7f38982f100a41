using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// The free wrapper of a reserve (semantics E.2, E9): the memory goes back first, then its charge, if it was charged
/// for; so who charges afterwards finds the memory there.
/// </summary>
public sealed record ReserveFreeFlight(int Cpu, Item Item, LiveCharge? Charge) : Flight(Cpu)
{
    /// <summary>The memory on its way back; null when it is there.</summary>
    private Flight? Free { get; init; }

    public override Flight? Within => Free;

    /// <summary>What is still charged; null when it is given back.</summary>
    public LiveCharge? Held { get; private init; }

    protected override string LawOf(Outcome observed) => StepLaw.Charged;

    public static (Memory Memory, Flight Flight) Start(Memory memory, int task, int cpu, Item item)
    {
        LiveCharge? charge = memory.Reserves.ChargeOf(item);
        Memory known = charge is { } c ? memory with { Reserves = memory.Reserves.WithoutCharge(c) } : memory;
        Flight free = memory.Slabs.Find(item.Pfn.Value) is null
            ? PageFlights.Free(memory, task, cpu, item.Pfn)
            : new SlabFreeFlight(cpu, item) { Task = task };
        ReserveFreeFlight flight = new(cpu, item, charge) { Task = task, Free = free, Held = charge };
        return (known, flight.Witness(known));
    }

    public override Outcome? Answer(Memory memory) => Free is null && Held is null ? Outcome.Done : null;

    public override Flight Witness(Memory memory)
    {
        Flight? free = Free?.Witness(memory);
        return this with { Free = free?.Answer(memory) is null ? free : null };
    }

    public override Verdict Accept(Memory memory, Label label)
    {
        if (!UnchargesNow(memory))
        {
            if (Free is null) return Unexpected(label, "after the memory was freed");
            Verdict verdict = Free.Accept(memory, label);
            return verdict.Accepted ? Verdict.Accept(verdict.Memory, this with { Free = verdict.Flight }) : verdict;
        }

        return label == Uncharge(memory)
            ? Verdict.Accept(
                ReserveCharging.Uncharge(memory, Held!.Value.Reserve, (int)label.B), this with { Held = null })
            : Out(StepLaw.Charged, $"'{label}' where '{Uncharge(memory)}' follows");
    }

    public override void Write(Encoder to)
    {
        to.Number(100);
        to.Number(Cpu);
        to.Item(Item);
        to.Number(Held is { } held ? held.Code : 0);
        WriteOrNone(to, Free);
    }

    public override IEnumerable<Label> Options(Memory memory) =>
        UnchargesNow(memory) ? [Uncharge(memory)] : Free?.Options(memory) ?? [];

    protected override string Unfinished(Memory memory) =>
        Free is null ? "the charge is kept" : $"{Item} was not freed";

    private bool UnchargesNow(Memory memory) =>
        Held is not null && (Free is null || memory.Machine.Published.Has(Published.UnchargeBeforeFree));

    private Label Uncharge(Memory memory)
    {
        LiveCharge held = Held!.Value;
        return Label.Uncharge(held.Reserve, ReserveCharging.Uncharged(memory.Machine, held.Reserve, held.Units));
    }
}
