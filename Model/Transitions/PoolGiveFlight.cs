using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// mempool_free (semantics D.3, Part 0.10), of one element after the other. A plain reading of curr_nr and of the
/// queue decides whether the pool's lock is worth taking. Under the lock the element goes to the first waiter; else
/// it is parked if there is room; else, as after a reading that found the pool full, it goes back to its allocator. A
/// tagged element is never parked: an entitled first waiter gets it, or the allocator.
/// </summary>
/// <param name="Items">What is given back.</param>
public sealed record PoolGiveFlight(int Cpu, int Pool, Item Items) : PoolFlight(Cpu, Pool)
{
    /// <summary>It begins under the lock: the pool itself gives, to fill up.</summary>
    public bool Fills { get; init; }

    private bool Locking { get; init; }

    protected override int Kind => 66;

    protected override string LawOf(Outcome observed) => StepLaw.PoolReturns;

    private Item Element => Bundle.Split(Items).Last;

    public PoolFlight Begun() => Items.IsNone ? this with { Due = Outcome.Done } : this with { Locking = Fills };

    protected override IEnumerable<Label> Allowed(Memory memory)
    {
        Pool pool = memory.Pools[Pool];
        if (Locking || Tagged(memory)) return [Decision(memory, pool)];
        Label reading = Label.PoolRead(Pool, pool.CurrNr, pool.AnyWaits);
        return memory.Machine.Published.Has(Published.PoolStaleCount)
            ? [reading, Label.PoolRead(Pool, pool.MinNr, waiters: false)]
            : [reading];
    }

    protected override (Memory Memory, PoolFlight Flight) Do(Memory memory, Label label)
    {
        Pool pool = memory.Pools[Pool];
        Pool returned = pool.Returned(Element);
        switch (label.What)
        {
            case Ghost.PoolRead when Room(memory, pool, (int)label.B, label.C == 1):
                return (memory, this with { Locking = true });
            case Ghost.PoolHand when Tagged(memory):
                return Onward(memory.With(Pool, returned.Hand(pool.First, Element)));
            case Ghost.PoolHand or Ghost.PoolPush:
                return Onward(memory.With(Pool, Parked(memory, returned.Push(Element))));
            default:
                PoolReleaseFlight release = new(Cpu, Pool, Element, Nudges: true) { Task = Task };
                return (memory.With(Pool, returned), this with { Inner = release.Begun(memory) });
        }
    }

    protected override (Memory Memory, PoolFlight Flight) After(Memory memory, Outcome answer) => Onward(memory);

    protected override void WriteOwn(Encoder to)
    {
        to.Item(Items);
        to.Number((Fills ? 1 : 0) + (Locking ? 2 : 0));
    }

    private (Memory Memory, PoolFlight Flight) Onward(Memory memory) =>
        (memory, (this with { Items = Bundle.Split(Items).Others, Locking = false }).Begun());

    /// <summary>Under the lock: where the element goes.</summary>
    private Label Decision(Memory memory, Pool pool)
    {
        int first = pool.First;
        bool hands = PoolPolicy.Of(memory, Pool) == WakePolicy.HandOver && first >= 0;
        if (Tagged(memory))
        {
            bool entitled = hands && pool.Waiters[first] is { Entitled: true, Need: 1 };
            return entitled
                ? Label.PoolHand(Pool, Element, pool.Waiters[first].Task)
                : Label.PoolSurplus(Pool, Element);
        }

        if (hands && Serves(memory) && pool.Waiters[first].Need <= pool.CurrNr + 1)
        {
            return Label.PoolHand(Pool, Element, pool.Waiters[first].Task);
        }

        bool room = pool.CurrNr < pool.MinNr || memory.Machine.Published.Has(Published.PoolOverfull);
        return room ? Label.PoolPush(Pool, Element) : Label.PoolSurplus(Pool, Element);
    }

    private Pool Parked(Memory memory, Pool pool) =>
        Serves(memory) ? PoolPolicy.Wake(pool, PoolPolicy.Of(memory, Pool)) : pool;

    /// <summary>As published, a pool that grows does not look at its queue (G58).</summary>
    private bool Serves(Memory memory) =>
        !(Fills && memory.Machine.Published.Has(Published.PoolGrowDoesNotWake));

    /// <summary>A reading after which the lock is worth taking.</summary>
    private static bool Room(Memory memory, Pool pool, int seen, bool waiters) =>
        seen < pool.MinNr || (waiters && !memory.Machine.Published.Has(Published.PoolZeroMinimumSleeps));

    /// <summary>As published (G63) nobody looks at the tag.</summary>
    private bool Tagged(Memory memory) =>
        !memory.Machine.Published.Has(Published.PoolParksReserve) && memory.IsTagged(Pool, Element);
}
