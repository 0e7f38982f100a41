using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Follows a way and goes on to the next node from which several steps lead to schedules that must be told apart: the
/// execution is given up there, and the way splits.
/// </summary>
/// <param name="guess">With it, schedules that differ in the order of independent steps are one.</param>
/// <param name="isReduced">What was taken elsewhere sleeps.</param>
/// <param name="bound">The most preemptions; null: any number.</param>
internal sealed class Scout(Footprints? guess, bool isReduced, int? bound) : Strategy
{
    private readonly SleepSets sleep = new(Flaws.None);
    private readonly List<Fork> way = [];
    private Effect last;
    private int given;
    private bool isCut;

    public override bool WantsEveryStep => true;

    public override bool WantsEffects => true;

    public override bool Cut => isCut;

    /// <summary>The way as far as it came.</summary>
    public IReadOnlyList<Fork> Way => way;

    /// <summary>Who goes next in one of the schedules to be told apart; nobody: the execution ended before.</summary>
    public ulong Branches { get; private set; }

    /// <summary>Those of them who preempt somebody.</summary>
    public ulong Preempts { get; private set; }

    /// <summary>Whatever begins in this way belongs elsewhere.</summary>
    public bool IsEmpty { get; private set; }

    public void Follow(IReadOnlyList<Fork> forks)
    {
        way.Clear();
        way.AddRange(forks);
        given = forks.Count;
        Again();
    }

    public override bool Next() => true;

    public override void Again()
    {
        sleep.Truncate(0);
        way.RemoveRange(given, way.Count - given);
        Branches = 0;
        IsEmpty = false;
    }

    public override int Choose(int step, int current, ulong enabled)
    {
        if (step == 0) sleep.Push();
        else sleep.Push(last);
        if (step < given)
        {
            for (ulong rest = way[step].Asleep; rest != 0; rest &= rest - 1)
                sleep.Add(Turns.Pending(BitOperations.TrailingZeroCount(rest)));
            return way[step].Chosen;
        }

        ulong next = ToTell(current, enabled, isReduced ? sleep.Mask(step) : 0);
        IsEmpty = next == 0;
        if (!BitOperations.IsPow2(next))
        {
            Branches = next;
            bool isPreempted = current >= 0 && (enabled >> current & 1) != 0;
            Preempts = isPreempted ? next & ~(1ul << current) & Turns.Preempting : 0;
            return Redundant;
        }

        int only = BitOperations.TrailingZeroCount(next);
        way.Add(new((byte)only, 0));
        return only;
    }

    public override void Performed(in Effect effect) => last = effect;

    private ulong ToTell(int current, ulong enabled, ulong asleep)
    {
        if (guess is not null) return guess.Persistent(Turns, enabled, asleep) & ~asleep;
        if (bound is null || Turns.Preemptions < bound) return enabled & ~asleep;
        int goesOn = DepthFirst.Default(current, enabled);
        ulong preempts = goesOn == current ? enabled & ~(1ul << goesOn) & Turns.Preempting : 0;
        isCut |= preempts != 0;
        return enabled & ~preempts & ~asleep;
    }
}
