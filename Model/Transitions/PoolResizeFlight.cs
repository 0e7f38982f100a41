using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// mempool_resize (semantics D.3, Part 0.10). Shrinking writes min_nr and takes the excess out under one hold of the
/// lock, then frees it. Growing gets its array without the lock, looks again whether it still is to grow, writes
/// min_nr, and then builds elements until the pool is full or none can be had; each goes to the first waiter, if there
/// is one. What could not be built, frees will fill.
/// </summary>
public sealed record PoolResizeFlight(int Cpu, int Pool, int Min) : PoolFlight(Cpu, Pool)
{
    private enum Stage : byte
    {
        Looking,
        Shrinking,
        Array,
        Publishing,
        Building,
        Giving,
        Freeing,
    }

    private Stage At { get; init; }

    /// <summary>Taken out, and still to be freed.</summary>
    public Item Hand { get; private init; } = Item.None;

    protected override int Kind => 69;

    protected override IEnumerable<Label> Allowed(Memory memory)
    {
        Pool pool = memory.Pools[Pool];
        return At switch
        {
            Stage.Looking => [Label.PoolResize(Pool, Grows(pool))],
            Stage.Array when memory.Machine.Pools[Pool].Arrays => [Label.PoolArray(Pool, there: true)],
            Stage.Array => [Label.PoolArray(Pool, there: true), Label.PoolArray(Pool, there: false)],
            Stage.Publishing when !Grows(pool) && !Races(memory) => [Label.PoolMinimum(Pool, pool.MinNr, 0)],
            Stage.Publishing => [Label.PoolMinimum(Pool, Min, 0)],
            _ => [Label.PoolMinimum(Pool, Min, Math.Max(0, pool.CurrNr - Min))],
        };
    }

    protected override (Memory Memory, PoolFlight Flight) Do(Memory memory, Label label)
    {
        Pool pool = memory.Pools[Pool];
        switch (At)
        {
            case Stage.Looking:
                return (memory, this with { At = Grows(pool) ? Stage.Array : Stage.Shrinking });
            case Stage.Array:
                bool there = label.B == 1;
                return (memory, this with { At = Stage.Publishing, Due = there ? null : Outcome.Refused });
            case Stage.Publishing:
                return Grow(memory.With(Pool, pool with { MinNr = (int)label.B }));
            default:
                (Pool left, Item taken) = pool.Pop((int)label.C);
                PoolResizeFlight freeing = this with { At = Stage.Freeing, Hand = taken };
                return (memory.With(Pool, left with { MinNr = Min }), freeing.Free(memory));
        }
    }

    protected override (Memory Memory, PoolFlight Flight) After(Memory memory, Outcome answer)
    {
        if (At == Stage.Freeing) return (memory, Free(memory));
        if (At == Stage.Giving) return Grow(memory);
        if (!answer.Ok) return (memory, this with { Due = Outcome.Done });
        PoolGiveFlight give = new(Cpu, Pool, answer.Item) { Fills = true, Task = Task };
        return (memory, this with { At = Stage.Giving, Inner = give.Begun() });
    }

    protected override void WriteOwn(Encoder to)
    {
        to.Number((Min << 8) | (int)At);
        to.Item(Hand);
    }

    private bool Grows(Pool pool) => pool.Phase == PoolPhase.Live && Min > pool.MinNr;

    /// <summary>Full, or one more is built.</summary>
    private (Memory Memory, PoolFlight Flight) Grow(Memory memory)
    {
        Pool pool = memory.Pools[Pool];
        if (pool.CurrNr >= pool.MinNr) return (memory, this with { Due = Outcome.Done });
        PoolBuildFlight build = new(Cpu, Pool, PoolLevel.Fill, Request.For(PoolGfp.Fill), 1);
        return (memory, this with { At = Stage.Building, Inner = build.Begun(memory, Task) });
    }

    private PoolResizeFlight Free(Memory memory)
    {
        if (Hand.IsNone) return this with { Due = Outcome.Done };
        (Item last, Item rest) = Bundle.Split(Hand);
        PoolReleaseFlight release = new(Cpu, Pool, last, Nudges: true) { Task = Task };
        return this with { Hand = rest, Inner = release.Begun(memory) };
    }

    /// <summary>As published (G59) nobody looks again when the array is there.</summary>
    private static bool Races(Memory memory) => memory.Machine.Published.Has(Published.PoolResizesRace);
}
