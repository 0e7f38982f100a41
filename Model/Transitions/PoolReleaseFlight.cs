using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// An element goes back to the allocator behind its pool, leaf by leaf in reverse order; then the first waiter tries
/// again, for there may be memory now (semantics Part 0.10).
/// </summary>
/// <param name="Nudges">Whether the pool learns of it.</param>
public sealed record PoolReleaseFlight(int Cpu, int Pool, Item Element, bool Nudges) : PoolFlight(Cpu, Pool)
{
    private bool Released { get; init; }

    /// <summary>What still has to go back; several for a free past the pool.</summary>
    public Item Left => Released ? Item.None : Element;

    protected override int Kind => 65;

    /// <summary>Known wrong: pool.lock is held over the call of the allocator.</summary>
    public override Lock? HoldsThroughout(Memory memory) =>
        memory.Machine.Published.Has(Published.PoolLockOverAllocator) ? Lock.PoolLock : null;

    public PoolFlight Begun(Memory memory)
    {
        if (Element.IsNone) return this with { Due = Outcome.Done };
        return Element.Pfn.IsNone ? this : this with { Inner = PageFlights.Free(memory, Task, Cpu, Element.Pfn) };
    }

    protected override IEnumerable<Label> Allowed(Memory memory)
    {
        Pool pool = memory.Pools[Pool];
        if (Released) return [Label.PoolNudge(Pool, pool.AnyWaits ? pool.Waiters[pool.First].Task : -1)];
        int element = Bundle.Split(Element).Last.Index;
        int leaf = TopLeaf(pool, element);
        Label next = Label.PoolUnbuild(Pool, element, leaf);
        return HalfTornFits(memory, element) ? [next, Label.PoolPush(Pool, Element)] : [next];
    }

    protected override (Memory Memory, PoolFlight Flight) Do(Memory memory, Label label)
    {
        Pool pool = memory.Pools[Pool];
        switch (label.What)
        {
            case Ghost.PoolNudge:
                return (memory.With(Pool, pool.Nudge()), this with { Due = Outcome.Done });
            case Ghost.PoolPush:
                return (memory.With(Pool, pool.Push(Element).Serve()), this with { Due = Outcome.Done });
            default:
                Pool less = pool.Unbuild((int)label.B, (int)label.C);
                return After(memory.With(Pool, less), whole: less.LeavesOf((int)label.B) == 0);
        }
    }

    protected override (Memory Memory, PoolFlight Flight) After(Memory memory, Outcome answer) =>
        After(memory, whole: true);

    protected override void WriteOwn(Encoder to)
    {
        to.Item(Element);
        to.Number((Nudges ? 1 : 0) + (Released ? 2 : 0));
    }

    private (Memory Memory, PoolFlight Flight) After(Memory memory, bool whole)
    {
        if (!whole) return (memory, this);
        Item rest = Bundle.Split(Element).Others;
        if (!rest.IsNone) return (memory, this with { Element = rest });
        bool tells = Nudges && Wakes(memory);
        return (memory, this with { Released = true, Due = tells ? null : Outcome.Done });
    }

    private static int TopLeaf(Pool pool, int element)
    {
        int leaves = pool.LeavesOf(element);
        return 31 - int.LeadingZeroCount(leaves);
    }

    /// <summary>Published pools do not tell waiters of what went to the backing allocator.</summary>
    private bool Wakes(Memory memory) =>
        !memory.Machine.Published.Has(Published.PoolZeroMinimumSleeps)
        && PoolPolicy.Of(memory, Pool) == WakePolicy.HandOver;

    /// <summary>As published (G62): half torn down, there is room in the pool after all.</summary>
    private bool HalfTornFits(Memory memory, int element) =>
        memory.Machine.Published.Has(Published.PoolHalfTornElement)
        && memory.Pools[Pool].LeavesOf(element) != memory.Machine.Pools[Pool].Whole
        && memory.Pools[Pool].CurrNr < memory.Pools[Pool].MinNr;
}
