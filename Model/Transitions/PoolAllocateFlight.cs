using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// mempool_alloc (semantics D.2, D.6, Part 0.10): the levels of <see cref="PoolLevel"/>, in their order.
/// <list type="bullet">
/// <item>A caller that may not sleep goes from L1 to L4, and is refused where another would wait.</item>
/// <item>An entitled caller that found the pool empty tries the reserve before it waits or is refused.</item>
/// <item>L5 is one hold of the pool lock: pop, or queue up. A waiter sleeps until an element is handed to it, until it
/// is cancelled, or until it is told to try again, from L1, which it does without losing its place.</item>
/// <item>A waiter that got an element by itself leaves the queue under the lock. If one was handed to it meanwhile
/// it keeps that and gives its own back; if its wait was cancelled it gives its own back, and is refused.</item>
/// </list>
/// </summary>
public sealed record PoolAllocateFlight(int Cpu, int Pool, Request Request, int Count) : PoolFlight(Cpu, Pool)
{
    private enum Stage : byte
    {
        /// <summary>The allocator behind the pool is asked.</summary>
        Asking,

        /// <summary>L2: curr_nr is read, without the lock.</summary>
        Reading,

        /// <summary>L2, L4, L5: under the lock.</summary>
        Locking,

        /// <summary>Published code only: the pool was seen empty, and the queue is still to be entered.</summary>
        Looked,

        Asleep,

        /// <summary>It has what it needs, and is still in the queue.</summary>
        Leaving,

        /// <summary>It has more than it needs, or no need any more.</summary>
        GivingBack,
    }

    public PoolLevel Level { get; private init; }

    /// <summary>What it has got so far, which is not the caller's yet.</summary>
    public Item Hand { get; private init; } = Item.None;

    private Stage At { get; init; }

    /// <summary>The answer, when what is too much has been given back.</summary>
    private Outcome? Final { get; init; }

    protected override int Kind => 67;

    private int Missing => Count - Bundle.Count(Hand);

    private bool Entitled => AllocFlag.Entitled(Request.Gfp, Request.Context);

    public static PoolFlight Start(Memory memory, int task, int cpu, Operation operation)
    {
        PoolAllocateFlight flight = new(cpu, operation.Pool, operation.Request, operation.PoolNumber) { Task = task };
        Pool pool = memory.Pools[operation.Pool];
        bool possible = pool.Phase == PoolPhase.Live && flight.Count <= Math.Max(1, pool.MinNr);
        return possible ? flight.Enter(memory, PoolLevel.Atomic) : flight with { Due = Outcome.Refused };
    }

    protected override IEnumerable<Label> Allowed(Memory memory)
    {
        Pool pool = memory.Pools[Pool];
        int place = pool.PlaceOf(Task);
        return At switch
        {
            Stage.Reading => [Label.PoolRead(Pool, pool.CurrNr, pool.AnyWaits)],
            Stage.Locking => [Decision(memory, pool, place)],
            Stage.Looked => [Label.PoolSleep(Pool, Task, Missing)],
            Stage.Leaving => [Label.PoolLeave(Pool, Task, Leaving(pool.Waiters[place].State))],
            Stage.Asleep when place < 0 => [Label.PoolAgain(Pool, Task)],
            Stage.Asleep => Woken(pool.Waiters[place].State),
            _ => [],
        };
    }

    protected override (Memory Memory, PoolFlight Flight) Do(Memory memory, Label label)
    {
        Pool pool = memory.Pools[Pool];
        switch (label.What)
        {
            case Ghost.PoolRead:
                return (memory, HalfFull(memory, (int)label.B, pool.MinNr)
                    ? this with { At = Stage.Locking }
                    : Enter(memory, PoolLevel.Full));
            case Ghost.PoolPop:
                (Pool left, Item popped) = pool.Pop((int)label.C);
                return Got(memory.With(Pool, left), popped);
            case Ghost.PoolRefused:
                bool last = Level == PoolLevel.Wait;
                return (memory, last ? this with { Due = Outcome.Refused } : Enter(memory, NextLevel(memory)));
            case Ghost.PoolLooked:
                return (memory, this with { At = Stage.Looked });
            case Ghost.PoolSleep:
                return (memory.With(Pool, Queued(memory, pool)), this with { At = Stage.Asleep });
            case Ghost.PoolAgain:
                Pool trying = WithState(pool, Waiting.Trying);
                return (memory.With(Pool, trying), Enter(memory, PoolLevel.Atomic));
            default:
                return Leave(memory, pool, (PoolLeaving)label.C);
        }
    }

    protected override (Memory Memory, PoolFlight Flight) After(Memory memory, Outcome answer)
    {
        if (At == Stage.GivingBack) return (memory, this with { Due = Final });
        return answer.Ok ? Got(memory, answer.Item) : (memory, Enter(memory, NextLevel(memory)));
    }

    protected override void WriteOwn(Encoder to)
    {
        to.Request(Request);
        to.Number((Count << 16) | ((int)Level << 8) | (int)At);
        to.Item(Hand);
        to.Number(Final is null);
        to.Item(Final?.Item ?? Item.None);
    }

    private PoolAllocateFlight Enter(Memory memory, PoolLevel level)
    {
        if (level == PoolLevel.NotEmpty && !Entitled) level = PoolLevel.Wait;
        PoolAllocateFlight flight = this with { Level = level };
        return level switch
        {
            PoolLevel.Atomic => flight.Asking(memory, AtomicGfp(memory)),
            PoolLevel.HalfFull => flight with { At = Stage.Reading },
            PoolLevel.Full => flight.Asking(memory, PoolGfp.Full(Request.Gfp)),
            PoolLevel.Reserve => flight.Asking(memory, PoolGfp.Reserve(Request.Gfp)),
            _ => flight with { At = Stage.Locking },
        };
    }

    private PoolAllocateFlight Asking(Memory memory, Gfp gfp)
    {
        PoolBuildFlight build = new(Cpu, Pool, Level, Request with { Gfp = gfp }, Missing);
        return this with { At = Stage.Asking, Inner = build.Begun(memory, Task) };
    }

    private PoolLevel NextLevel(Memory memory) => Level switch
    {
        PoolLevel.Atomic when !Sleeps(memory) => PoolLevel.NotEmpty,
        _ => Level + 1,
    };

    /// <summary>Under the lock: what follows from what is seen.</summary>
    private Label Decision(Memory memory, Pool pool, int place)
    {
        if (place >= 0 && !pool.Waiters[place].Waits)
        {
            return Label.PoolLeave(Pool, Task, Leaving(pool.Waiters[place].State));
        }

        PoolLevel level = Level == PoolLevel.HalfFull ? Level : PoolLevel.NotEmpty;
        bool due = Level != PoolLevel.HalfFull || HalfFull(memory, pool.CurrNr, pool.MinNr);
        int count = OneByOne(memory) ? 1 : Missing;
        if (due && PoolPolicy.CanPop(memory, Pool, Task, count)) return Label.PoolPop(Pool, level, count);
        if (Level != PoolLevel.Wait || pool.Phase != PoolPhase.Live || !Sleeps(memory))
        {
            return Label.PoolRefused(Pool, Level);
        }

        if (place >= 0 && pool.Waiters[place].State == Waiting.Again) return Label.PoolAgain(Pool, Task);
        return memory.Machine.Published.Has(Published.PoolLostWakeup)
            ? Label.PoolLooked(Pool)
            : Label.PoolSleep(Pool, Task, Missing);
    }

    private (Memory Memory, PoolFlight Flight) Got(Memory memory, Item item)
    {
        PoolAllocateFlight flight = this with { Hand = Bundle.Union(Hand, item) };
        if (flight.Missing > 0) return (memory, flight);
        return memory.Pools[Pool].PlaceOf(Task) >= 0
            ? (memory, flight with { At = Stage.Leaving })
            : Grant(memory, flight.Hand);
    }

    private (Memory Memory, PoolFlight Flight) Grant(Memory memory, Item item) =>
        (memory.With(Pool, memory.Pools[Pool].Granted(item)),
            this with { Hand = Item.None, Due = Outcome.Given(item) });

    private (Memory Memory, PoolFlight Flight) Leave(Memory memory, Pool pool, PoolLeaving how)
    {
        int place = pool.PlaceOf(Task);
        Item mail = pool.Waiters[place].Mail;
        Pool left = pool.Leave(place);
        switch (how)
        {
            case PoolLeaving.Served when Bundle.Count(mail) < Count:
                return Grant(memory.With(Pool, left), Bundle.Union(mail, Hand));
            case PoolLeaving.Served:
                return GiveBack(memory.With(Pool, left.Granted(mail)), Outcome.Given(mail));
            case PoolLeaving.ByItself:
                return Grant(memory.With(Pool, left.Nudge()), Hand);
            default:
                return GiveBack(memory.With(Pool, left.Nudge()), Outcome.Refused);
        }
    }

    private (Memory Memory, PoolFlight Flight) GiveBack(Memory memory, Outcome final)
    {
        if (Hand.IsNone) return (memory, this with { Due = final });
        PoolFlight give = new PoolGiveFlight(Cpu, Pool, Hand) { Task = Task }.Begun();
        return (memory, this with { At = Stage.GivingBack, Hand = Item.None, Final = final, Inner = give });
    }

    /// <summary>
    /// It goes to sleep at the end of the queue, or where it stood. A pool without a minimum may have nothing out that
    /// could come back: there a waiter tries once more now that every free knows of it.
    /// </summary>
    private Pool Queued(Memory memory, Pool pool)
    {
        if (pool.PlaceOf(Task) >= 0) return WithState(pool, Waiting.Asleep);
        bool sleeps = pool.MinNr > 0 || memory.Machine.Published.Has(Published.PoolZeroMinimumSleeps);
        return pool.Enqueue(new(Task, Entitled, Missing, sleeps ? Waiting.Asleep : Waiting.Trying, Item.None));
    }

    private Pool WithState(Pool pool, Waiting state)
    {
        int place = pool.PlaceOf(Task);
        return place < 0 ? pool : pool.With(place, pool.Waiters[place] with { State = state });
    }

    private IEnumerable<Label> Woken(Waiting state) => state switch
    {
        Waiting.Asleep => [],
        Waiting.Trying or Waiting.Again => [Label.PoolAgain(Pool, Task)],
        _ => [Label.PoolLeave(Pool, Task, Leaving(state))],
    };

    private static PoolLeaving Leaving(Waiting state) => state switch
    {
        Waiting.Served => PoolLeaving.Served,
        Waiting.Cancelled => PoolLeaving.Cancelled,
        _ => PoolLeaving.ByItself,
    };

    private static bool HalfFull(Memory memory, int count, int min) =>
        memory.Machine.Published.Has(Published.PoolHalfFullOffByOne)
            ? count > min / 2
            : PoolGfp.HalfFull(count, min);

    /// <summary>As published in 2001 (G54) the first try may start I/O.</summary>
    private Gfp AtomicGfp(Memory memory) => memory.Machine.Published.Has(Published.PoolFirstTryDoesIo)
        ? PoolGfp.Full(Request.Gfp) & ~Gfp.Wait
        : PoolGfp.Atomic(Request.Gfp);

    /// <summary>As published in 2001 (G55) whoever asks for more than L1 does may sleep.</summary>
    private bool Sleeps(Memory memory) => memory.Machine.Published.Has(Published.PoolSleepsInAtomic)
        ? PoolGfp.Atomic(Request.Gfp) != PoolGfp.Full(Request.Gfp)
        : PoolGfp.Sleeps(Request.Gfp);

    /// <summary>A bulk caller takes what there is, and waits for the rest with that in its hands (G64).</summary>
    private static bool OneByOne(Memory memory) => memory.Machine.Published.Has(Published.PoolBulkTakesPart);
}
