using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// mempool_destroy (semantics D.3): nothing may be out and nobody may wait, else it is refused and nothing changes.
/// The elements parked are taken out at once and freed.
/// </summary>
public sealed record PoolDestroyFlight(int Cpu, int Pool) : PoolFlight(Cpu, Pool)
{
    private bool Gone { get; init; }

    /// <summary>Taken out, and still to be freed.</summary>
    public Item Hand { get; private init; } = Item.None;

    protected override int Kind => 70;

    protected override IEnumerable<Label> Allowed(Memory memory)
    {
        Pool pool = memory.Pools[Pool];
        bool idle = pool.Phase == PoolPhase.Live && pool.Out.IsEmpty && pool.Waiters.IsEmpty;
        return [Label.PoolDestroyed(Pool, idle, idle ? pool.CurrNr : 0)];
    }

    protected override (Memory Memory, PoolFlight Flight) Do(Memory memory, Label label)
    {
        if (label.B == 0) return (memory, this with { Due = Outcome.Refused });
        (Pool left, Item taken) = memory.Pools[Pool].Pop((int)label.C);
        Memory next = memory.With(Pool, left with { Phase = PoolPhase.Destroyed, MinNr = 0 });
        return After(next, this with { Gone = true, Hand = taken });
    }

    protected override (Memory Memory, PoolFlight Flight) After(Memory memory, Outcome answer) => After(memory, this);

    protected override void WriteOwn(Encoder to)
    {
        to.Number(Gone);
        to.Item(Hand);
    }

    private static (Memory Memory, PoolFlight Flight) After(Memory memory, PoolDestroyFlight flight)
    {
        if (flight.Hand.IsNone) return (memory, flight with { Due = Outcome.Done });
        (Item last, Item rest) = Bundle.Split(flight.Hand);
        PoolReleaseFlight release = new(flight.Cpu, flight.Pool, last, Nudges: false) { Task = flight.Task };
        return (memory, flight with { Hand = rest, Inner = release.Begun(memory) });
    }
}
