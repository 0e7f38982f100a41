using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// A task's wait is cancelled, under the pool lock (semantics Part 0.10). It comes too late for a waiter that an
/// element was handed to. From now on elements go to those behind; the next of them tries again, in case the
/// cancelled one was told to.
/// </summary>
public sealed record PoolCancelFlight(int Cpu, int Pool, int Waiter) : PoolFlight(Cpu, Pool)
{
    protected override int Kind => 71;

    protected override string LawOf(Outcome observed) => StepLaw.PoolReturns;

    protected override IEnumerable<Label> Allowed(Memory memory)
    {
        Pool pool = memory.Pools[Pool];
        int place = pool.PlaceOf(Waiter);
        return [Label.PoolCancel(Pool, Waiter, place >= 0 && pool.Waiters[place].Waits)];
    }

    protected override (Memory Memory, PoolFlight Flight) Do(Memory memory, Label label)
    {
        if (label.C == 0) return (memory, this with { Due = Outcome.Refused });
        Pool pool = memory.Pools[Pool];
        int place = pool.PlaceOf(Waiter);
        Pool cancelled = pool.With(place, pool.Waiters[place] with { State = Waiting.Cancelled });
        return (memory.With(Pool, cancelled.Serve().Nudge()), this with { Due = Outcome.Done });
    }

    protected override void WriteOwn(Encoder to) => to.Number(Waiter);
}
