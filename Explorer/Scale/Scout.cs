using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Follows a way and goes on to the next node from which several steps lead to schedules that must be told apart: the
/// execution is given up there, and the way splits.
/// </summary>
internal sealed class Scout(Footprints? guess, bool isReduced, int? bound) : TreeWalk(guess, isReduced, bound)
{
    private readonly List<Fork> way = [];
    private int given;

    /// <summary>The way as far as it came.</summary>
    public IReadOnlyList<Fork> Way => way;

    /// <summary>Who goes next in one of the schedules to be told apart; nobody: the execution ended before.</summary>
    public ulong Branches { get; private set; }

    /// <summary>Those of them who preempt somebody.</summary>
    public ulong Preempts { get; private set; }

    /// <summary>Whatever begins in this way belongs elsewhere.</summary>
    public bool IsEmpty { get; private set; }

    /// <summary>What each of them does there, as far as it is known before; in the order of their ids.</summary>
    public IReadOnlyList<Effect> Steps { get; private set; } = [];

    /// <summary>The last step of the way that was given, with all that laws can tell of it.</summary>
    public Effect LastGiven { get; private set; }

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
        base.Again();
        way.RemoveRange(given, way.Count - given);
        Branches = 0;
        IsEmpty = false;
    }

    public override void Ended(Ending ending)
    {
        if (Turns.Steps != given || Turns.Blocked) return;
        Complete();
        LastGiven = Previous;
    }

    protected override int Go(int step, int current, ulong enabled)
    {
        if (step < given)
        {
            PutToSleep(way[step].Asleep);
            return way[step].If(enabled);
        }

        if (step == given) LastGiven = Previous;
        ulong next = ToTell(step, current, enabled);
        IsEmpty = next == 0;
        if (!BitOperations.IsPow2(next))
        {
            Branches = next;
            Steps = [.. StepsOf(next)];
            Preempts = next & Preempting(current, enabled);
            return Redundant;
        }

        int only = BitOperations.TrailingZeroCount(next);
        way.Add(new((byte)only, []));
        return only;
    }
}
