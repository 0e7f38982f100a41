using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Which CPUs were ever seen to read or to write each cell: from that, whose next steps have to be told apart at a node
/// and whose can wait (a persistent set). It is learnt from some executions and so a guess, until every execution of
/// the search has kept to it: a schedule that a wrong guess leaves out takes a step that was not known, and in one that
/// is not left out the same step is seen, taken or waiting.
/// </summary>
internal sealed class Footprints(int cells)
{
    private readonly ulong[] readers = new ulong[cells];
    private readonly ulong[] writers = new ulong[cells];
    private ulong everywhere;

    /// <summary>Takes note of a step; true when it was not known that its CPU does this.</summary>
    public bool Learn(in Effect effect)
    {
        ulong cpu = 1ul << effect.Cpu;
        if (effect.Cell == Effect.All) return Add(ref everywhere, cpu);
        if (effect.Cell < 0) return false;
        return Add(ref effect.Kind.IsLoad() ? ref readers[effect.Cell] : ref writers[effect.Cell], cpu);
    }

    /// <summary>Whether a step is one of those that are known.</summary>
    public bool Knows(in Effect effect)
    {
        ulong cpus = effect.Cell == Effect.All ? everywhere
            : effect.Cell < 0 ? ulong.MaxValue
            : effect.Kind.IsLoad() ? readers[effect.Cell]
            : writers[effect.Cell];
        return (cpus >> effect.Cpu & 1) != 0;
    }

    /// <summary>The CPUs that may do something that depends on this step.</summary>
    public ulong Conflicting(in Effect effect)
    {
        if (effect.Cell == Effect.All) return ulong.MaxValue;
        if (effect.Cell < 0) return everywhere;
        ulong others = everywhere | writers[effect.Cell];
        return effect.Writes || !effect.Kind.IsLoad() || effect.CanBlock ? others | readers[effect.Cell] : others;
    }

    /// <summary>
    /// The smallest set of ids, one of which at least is awake, whose steps nothing that the others may do depends on;
    /// none when there is such a set of which nobody is awake.
    /// </summary>
    public ulong Persistent(Turns turns, ulong enabled, ulong asleep)
    {
        if (turns.Parked != 0) return enabled;
        ulong best = enabled;
        ulong seen = 0;
        for (ulong rest = enabled; rest != 0; rest &= rest - 1)
        {
            int id = BitOperations.TrailingZeroCount(rest);
            if ((seen >> id & 1) != 0) continue;
            ulong closed = Closure(turns, turns.CpuOf(id)) & enabled;
            seen |= closed;
            ulong awake = closed & ~asleep;
            if (awake == 0) return 0;
            if (BitOperations.PopCount(awake) < BitOperations.PopCount(best & ~asleep)) best = closed;
        }

        return best;
    }

    /// <summary>The ids of a CPU and of all that can do something that depends on their next steps.</summary>
    private ulong Closure(Turns turns, int cpu)
    {
        ulong ids = 0;
        ulong cpus = 1ul << cpu;
        ulong done = 0;
        while ((cpus & ~done) is not 0 and ulong next)
        {
            int one = BitOperations.TrailingZeroCount(next);
            done |= 1ul << one;
            for (ulong rest = turns.Alive; rest != 0; rest &= rest - 1)
            {
                int id = BitOperations.TrailingZeroCount(rest);
                if (turns.CpuOf(id) != one) continue;
                ids |= 1ul << id;
                cpus |= Conflicting(turns.Pending(id));
            }

            cpus &= (1ul << turns.Cpus) - 1;
        }

        return ids;
    }

    private static bool Add(ref ulong set, ulong cpu)
    {
        bool isNew = (set & cpu) == 0;
        set |= cpu;
        return isNew;
    }
}
