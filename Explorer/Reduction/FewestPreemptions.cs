namespace Plimsoll.Explorer;

/// <summary>
/// How many preemptions a trace needs: the fewest of any order of its steps that respects happens-before. A preemption
/// leaves a CPU that could go on. Where a CPU has no step left in the trace, or waits for a lock, for a cell or for its
/// own store buffer, leaving it costs nothing; flushes leave nobody.
/// <para>
/// Searched by level, cheapest first, over what has been taken of each id and who was last. What a trace needs never
/// falls when steps are added, so what is true of a beginning is true of all that follows it.
/// </para>
/// </summary>
internal sealed class FewestPreemptions(EventOrder order)
{
    /// <summary>States after which the answer is taken to be few: to let too much pass loses nothing.</summary>
    private const int MaxStates = 100_000;

    private readonly HashSet<UInt128> seen = [];
    private readonly Stack<int[]> now = new();
    private readonly Stack<int[]> later = new();
    private bool[] parked = new bool[64];
    private int cpus;

    /// <summary>Whether the CPU went round in a loop before this step, and could not have gone on.</summary>
    public void SetParked(int step, bool isParked)
    {
        if (step >= parked.Length) Array.Resize(ref parked, 2 * step);
        parked[step] = isParked;
    }

    /// <summary>Whether the steps of the order can be taken with at most so many preemptions.</summary>
    public bool IsAtMost(int most, int cpuCount)
    {
        cpus = cpuCount;
        seen.Clear();
        now.Clear();
        later.Clear();
        int[] start = new int[order.Ids + 1];
        start[^1] = -1;
        now.Push(start);
        for (int level = 0; level <= most; level++)
        {
            while (now.TryPop(out int[]? state))
            {
                if (!seen.Add(Key(state))) continue;
                if (seen.Count > MaxStates || Sum(state) == order.Count) return true;
                Expand(state);
            }

            while (later.TryPop(out int[]? state)) now.Push(state);
        }

        return false;
    }

    private static int Sum(ReadOnlySpan<int> state)
    {
        int sum = 0;
        foreach (int count in state[..^1]) sum += count;
        return sum;
    }

    private static UInt128 Key(ReadOnlySpan<int> state)
    {
        UInt128 key = 0;
        unchecked
        {
            foreach (int count in state)
            {
                key = (key ^ (UInt128)(uint)(count + 1)) * new UInt128(0x9E3779B97F4A7C15, 0xF39CC0605CEDC835);
                key ^= key >> 61;
            }
        }

        return key;
    }

    private void Expand(int[] state)
    {
        int current = state[^1];
        bool isFree = current < 0 || CanBeLeft(state, current);
        for (int id = order.Ids - 1; id >= 0; id--)
        {
            if (id != current) Take(state, id, id >= cpus || isFree);
        }

        // Last in, first out: going on with the same CPU soonest comes to an end.
        if (current >= 0) Take(state, current, isFree: true);
    }

    private void Take(int[] state, int id, bool isFree)
    {
        if (state[id] == order.CountOf(id)) return;
        if (!IsReady(state, order.StepOf(id, state[id]), id)) return;
        int[] next = [.. state];
        next[id]++;
        if (id < cpus) next[^1] = id;
        (isFree ? now : later).Push(next);
    }

    private bool IsReady(int[] state, int step, int id)
    {
        ReadOnlySpan<int> clock = order.Clock(step);
        for (int other = 0; other < clock.Length; other++)
        {
            if (other != id && clock[other] > state[other]) return false;
        }

        return true;
    }

    private bool CanBeLeft(int[] state, int cpu)
    {
        if (state[cpu] == order.CountOf(cpu)) return true;
        int step = order.StepOf(cpu, state[cpu]);
        Effect effect = order[step];
        if (parked[step]) return true;
        if (effect.Kind.NeedsEmptyBuffer() && HasBuffered(state, cpu)) return true;
        if (!effect.CanBlock || effect.Forwarded) return false;
        return order.LastBarrier >= 0 || Solo.IsBlocked(effect.Kind, Held(state, effect), effect.Comparand);
    }

    private bool HasBuffered(int[] state, int cpu)
    {
        if (order.LastBarrier >= 0) return true;
        for (int lane = cpus; lane < order.Ids; lane++)
        {
            if (state[lane] == order.CountOf(lane)) continue;
            Effect flush = order[order.StepOf(lane, state[lane])];
            if (flush.Cpu == cpu && flush.After <= state[cpu]) return true;
        }

        return false;
    }

    /// <summary>What the cell holds after the steps taken: what the first write that is not among them found.</summary>
    private uint Held(int[] state, in Effect effect)
    {
        uint value = effect.Old;
        for (int step = order.LastOn(effect.Cell); step >= 0; step = order.PreviousOnCell(step))
        {
            if (!order[step].Writes) continue;
            if (state[order[step].Id] > order.IndexOf(step)) break;
            value = order[step].Old;
        }

        return value;
    }
}
