using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Random executions that learn what every CPU touches. Goes on until twice as many have shown nothing new as were
/// needed to learn what is known.
/// </summary>
internal sealed class Pilot(ulong seed, Footprints learnt) : Strategy
{
    private const int Least = 256;
    private const int Most = 5000;
    private const long MostSteps = 2_000_000;

    private Prng random;
    private int executions;
    private long steps;
    private int lastNews;

    public override bool WantsEveryStep => true;

    public override bool WantsEffects => true;

    /// <summary>
    /// What depends on what is told by more than cells: somebody waited in a loop, or laws look at the order of steps.
    /// </summary>
    public bool SawMore { get; private set; }

    public override bool Next()
    {
        if (steps > MostSteps || executions >= Math.Min(Most, Math.Max(Least, 3 * lastNews))) return false;
        executions++;
        Again();
        return true;
    }

    public override void Again() => random = Prng.Of(seed, (ulong)executions);

    /// <summary>Every second execution stays mostly with one CPU, which comes far before others begin.</summary>
    public override int Choose(int step, int current, ulong enabled) =>
        executions % 2 == 0 && current >= 0 && (enabled >> current & 1) != 0 && random.Next(8) != 0
            ? current
            : random.Member(enabled);

    public override void Performed(in Effect effect)
    {
        if (learnt.Learn(effect)) lastNews = executions;
        SawMore |= effect.Ghosts.Any;
    }

    public override void Noted(int cpu, in Ghosts ghosts) => SawMore |= ghosts.Any || ghosts.Next != 0;

    public override void Ended(Ending ending)
    {
        SawMore |= Turns.HasParked;
        for (ulong rest = Turns.Alive; rest != 0; rest &= rest - 1)
            if (learnt.Learn(Turns.Pending(BitOperations.TrailingZeroCount(rest)))) lastNews = executions;
        steps += Turns.Steps;
    }
}
