using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Walks down the tree of schedules at random. One over the probability of the way, or nothing where it ends in what
/// is explored elsewhere, is on average the number of schedules (Knuth: Estimating the efficiency of backtrack
/// programs, 1975).
/// </summary>
internal sealed class Probe(ulong seed, Footprints? guess, bool isReduced, int? bound)
    : TreeWalk(guess, isReduced, bound)
{
    private readonly int[] expected = new int[StoreBuffers.MaxLanes];
    private Prng random;
    private ulong number;
    private int length = 1;
    private double ways;

    /// <summary>What the last walk says of the number of schedules.</summary>
    public double Value { get; private set; }

    /// <summary>How many schedules there are cannot be told from walks.</summary>
    public bool IsLost { get; private set; }

    public override bool Next()
    {
        number++;
        Again();
        return true;
    }

    public override void Again()
    {
        base.Again();
        random = Prng.Of(seed, number);
        ways = 1;
    }

    public override void Ended(Ending ending)
    {
        IsLost |= Turns.HasParked || ending == Ending.Failed;
        Value = ending == Ending.Blocked ? 0 : ways;
        if (ending == Ending.Blocked) return;
        length = Turns.Steps;
        Turns.Accesses.CopyTo(expected);
    }

    protected override int Go(int step, int current, ulong enabled)
    {
        ulong next = ToTell(step, current, enabled);
        if (next == 0) return Redundant;
        int chosen = Choose(step, next, Preempting(current, enabled), out double probability);
        ways /= probability;
        PutToSleep(StepsOf(next & ((1ul << chosen) - 1)));
        return chosen;
    }

    /// <summary>
    /// With a bound, preemptions are spent evenly over the execution; else whoever has more to do goes more often.
    /// </summary>
    private int Choose(int step, ulong next, ulong preempting, out double probability)
    {
        double total = 0;
        for (ulong rest = next; rest != 0; rest &= rest - 1)
            total += Weight(step, BitOperations.TrailingZeroCount(rest), next, preempting);
        double ticket = random.Unit() * total;
        for (ulong rest = next; ; rest &= rest - 1)
        {
            int id = BitOperations.TrailingZeroCount(rest);
            double weight = Weight(step, id, next, preempting);
            ticket -= weight;
            if (ticket >= 0 && (rest & (rest - 1)) != 0) continue;
            probability = weight / total;
            return id;
        }
    }

    private double Weight(int step, int id, ulong next, ulong preempting)
    {
        if (Bound is not { } most) return Guess is null ? Math.Max(1, expected[id] - Turns.Accesses[id]) : 1;
        ulong others = next & preempting;
        if (others == 0) return 1;
        double share = Math.Min(0.5, (double)(most - Turns.Preemptions) / Math.Max(1, length - step));
        return (others >> id & 1) != 0 ? share / BitOperations.PopCount(others)
            : (1 - share) / BitOperations.PopCount(next & ~others);
    }
}
