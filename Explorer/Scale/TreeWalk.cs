using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// What walks in the tree of schedules share: which next steps lead to schedules that must be told apart.
/// </summary>
/// <param name="guess">With it, schedules that differ in the order of independent steps are one.</param>
/// <param name="isReduced">What was taken elsewhere sleeps.</param>
/// <param name="bound">The most preemptions; null: any number.</param>
internal abstract class TreeWalk(Footprints? guess, bool isReduced, int? bound) : Strategy
{
    private readonly SleepSets sleep = new(Flaws.None);
    private Effect last;
    private bool isCut;

    protected Footprints? Guess { get; } = guess;

    protected int? Bound { get; } = bound;

    public sealed override bool WantsEveryStep => true;

    public sealed override bool WantsEffects => true;

    public sealed override bool Cut => isCut;

    public override void Again() => sleep.Truncate(0);

    public sealed override int Choose(int step, int current, ulong enabled)
    {
        if (step == 0) sleep.Push();
        else sleep.Push(last);
        return Go(step, current, enabled);
    }

    public sealed override void Performed(in Effect effect) => last = effect;

    protected abstract int Go(int step, int current, ulong enabled);

    /// <summary>Who goes next in one of the schedules to be told apart; nobody where all are elsewhere.</summary>
    protected ulong ToTell(int step, int current, ulong enabled)
    {
        ulong asleep = isReduced ? sleep.Mask(step) : 0;
        if (Guess is not null) return Guess.Persistent(Turns, enabled, asleep) & ~asleep;
        ulong preempts = Turns.Preemptions == Bound ? Preempting(current, enabled) : 0;
        isCut |= preempts != 0;
        return enabled & ~preempts & ~asleep;
    }

    /// <summary>Whose step is a preemption.</summary>
    protected ulong Preempting(int current, ulong enabled) =>
        current >= 0 && (enabled >> current & 1) != 0 ? enabled & ~(1ul << current) & Turns.Preempting : 0;

    /// <summary>What these do next is done elsewhere.</summary>
    protected void PutToSleep(ulong ids)
    {
        for (; ids != 0; ids &= ids - 1) sleep.Add(Turns.Pending(BitOperations.TrailingZeroCount(ids)));
    }
}
