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
    private readonly Window window = new();
    private Effect last;
    private bool isCut;

    protected Footprints? Guess { get; } = guess;

    protected int? Bound { get; } = bound;

    public sealed override bool WantsEveryStep => true;

    public sealed override bool WantsEffects => true;

    public sealed override bool Cut => isCut;

    /// <summary>The last step that was taken, with all that laws can tell of it.</summary>
    protected Effect Previous { get; private set; }

    public override void Again()
    {
        sleep.Truncate(0);
        window.Clear();
    }

    public sealed override int Choose(int step, int current, ulong enabled)
    {
        Complete();
        if (step == 0) sleep.Push();
        else sleep.Push(Previous);
        return Go(step, current, enabled);
    }

    public sealed override void Performed(in Effect effect)
    {
        last = effect;
        window.Perform(effect);
    }

    public sealed override void Noted(int cpu, in Ghosts ghosts) => window.Add(cpu, ghosts);

    /// <summary>The last step is over.</summary>
    protected void Complete()
    {
        Previous = last with { Ghosts = window.Ghosts };
        window.Open();
    }

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

    /// <summary>These steps are taken elsewhere.</summary>
    protected void PutToSleep(IEnumerable<Effect> steps)
    {
        foreach (Effect step in steps) sleep.Add(step);
    }

    /// <summary>What these do next, as far as it is known before.</summary>
    protected IEnumerable<Effect> StepsOf(ulong ids)
    {
        for (; ids != 0; ids &= ids - 1) yield return Turns.Pending(BitOperations.TrailingZeroCount(ids));
    }
}
