using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>A store on its way to memory.</summary>
/// <param name="Number">How many stores its CPU had issued before.</param>
/// <param name="After">How many steps its CPU had been given when it was issued: they come before it.</param>
/// <param name="Clock">What its CPU knew then (see <see cref="RaceCheck.Issue"/>); null without a race check.</param>
internal readonly record struct BufferedStore(
    AccessKind Kind, nuint Cell, uint Value, int Line, string File, int After, int Number, uint[]? Clock);

/// <summary>
/// The store buffers of all CPUs.
/// <para>
/// A store enters its CPU's buffer at once, as part of whatever step the CPU took before it: nobody else can tell, so
/// no scheduler need decide it. It leaves by a step of its own, a flush, and that is when others see it. Flushes belong
/// to lanes, which are scheduled like CPUs: lane <c>cpus + t</c> carries the stores of CPU t that keep program order,
/// which under TSO are all; under PSO each relaxed store goes by a lane of its CPU and cell, numbered as they come up
/// and for the whole exploration, so that a lane means the same in every execution; engines that exchange schedules
/// take over each other's numbers (<see cref="Engine.Lanes"/>).
/// </para>
/// <para>
/// A buffer is kept in program order. Its first store may leave; under PSO also a relaxed one before which no store to
/// the same cell waits.
/// </para>
/// </summary>
internal sealed unsafe class StoreBuffers
{
    public const int MaxLanes = 64;

    private readonly List<BufferedStore>[] buffers;
    private readonly ulong[] readyOf;
    private readonly int[] issued;
    private readonly (int Cpu, int Index)[] heads = new (int, int)[MaxLanes];
    private readonly Dictionary<(int Cpu, nuint Cell), int> relaxedLanes = [];
    private readonly Stack<(nuint Cell, uint Old)> overlay = new();
    private readonly bool reorders;
    private readonly Flaws flaws;
    private readonly int cpus;
    private ulong needEmpty;

    public StoreBuffers(int cpus, MemoryModel model, Flaws flaws = Flaws.None)
    {
        if (2 * cpus > MaxLanes)
            throw new ArgumentException($"{cpus} CPUs: store buffers are explored for at most {MaxLanes / 2}.");
        this.cpus = cpus;
        this.flaws = flaws;
        reorders = model == MemoryModel.Pso;
        buffers = new List<BufferedStore>[cpus];
        for (int cpu = 0; cpu < cpus; cpu++) buffers[cpu] = [];
        readyOf = new ulong[cpus];
        issued = new int[cpus];
    }

    /// <summary>Every CPU and every lane so far has a lower number.</summary>
    public int Ids => (2 * cpus) + relaxedLanes.Count;

    /// <summary>The lanes of relaxed stores in the order of their numbers: CPU and cell.</summary>
    public IEnumerable<(int Cpu, nuint Cell)> Lanes =>
        relaxedLanes.OrderBy(lane => lane.Value).Select(lane => lane.Key);

    /// <summary>The lanes that can flush.</summary>
    public ulong Ready { get; private set; }

    public int CpuOf(int lane) => heads[lane].Cpu;

    /// <summary>What a lane that is ready flushes next.</summary>
    public BufferedStore Next(int lane) => buffers[heads[lane].Cpu][heads[lane].Index];

    /// <summary>Whether the CPU's next step cannot be taken before its buffer is empty.</summary>
    public bool Waits(int cpu) => (needEmpty >> cpu & 1) != 0 && buffers[cpu].Count != 0;

    public void Clear()
    {
        for (int cpu = 0; cpu < cpus; cpu++)
        {
            buffers[cpu].Clear();
            readyOf[cpu] = 0;
            issued[cpu] = 0;
        }

        Ready = needEmpty = 0;
    }

    public void Push(int cpu, in BufferedStore store)
    {
        buffers[cpu].Add(store with { Number = issued[cpu]++ });
        Look(cpu);
    }

    public BufferedStore Take(int lane)
    {
        (int cpu, int index) = heads[lane];
        BufferedStore store = buffers[cpu][index];
        buffers[cpu].RemoveAt(index);
        Look(cpu);
        return store;
    }

    /// <summary>The newest store of the CPU itself to the cell that nobody else sees.</summary>
    public bool TryForward(int cpu, nuint cell, out uint value, out int number)
    {
        List<BufferedStore> buffer = buffers[cpu];
        for (int i = (flaws & Flaws.NoForwarding) == 0 ? buffer.Count - 1 : -1; i >= 0; i--)
        {
            if (buffer[i].Cell != cell) continue;
            value = buffer[i].Value;
            number = buffer[i].Number;
            return true;
        }

        value = 0;
        number = 0;
        return false;
    }

    /// <summary>The CPU has announced an access.</summary>
    public void Announce(int cpu, AccessKind kind)
    {
        bool waits = kind.NeedsEmptyBuffer() && (flaws & Flaws.NoFlushBeforeExchange) == 0;
        if (waits) needEmpty |= 1ul << cpu;
        else needEmpty &= ~(1ul << cpu);
    }

    /// <summary>Who can take a step, lanes included, when buffers are considered too.</summary>
    public ulong Enable(ulong enabledCpus)
    {
        for (ulong rest = enabledCpus & needEmpty; rest != 0; rest &= rest - 1)
        {
            int cpu = BitOperations.TrailingZeroCount(rest);
            if (Waits(cpu)) enabledCpus &= ~(1ul << cpu);
        }

        return enabledCpus | Ready;
    }

    /// <summary>
    /// Memory as it will be when every store has arrived: what a law that looks from outside is shown, since a store
    /// that has been issued is done as far as its CPU is concerned.
    /// </summary>
    public void ShowAll()
    {
        foreach (List<BufferedStore> buffer in buffers)
        {
            foreach (BufferedStore store in buffer)
            {
                uint* word = (uint*)store.Cell;
                overlay.Push((store.Cell, *word));
                *word = store.Value;
            }
        }
    }

    public void Unshow()
    {
        while (overlay.TryPop(out (nuint Cell, uint Old) entry)) *(uint*)entry.Cell = entry.Old;
    }

    private void Look(int cpu)
    {
        List<BufferedStore> buffer = buffers[cpu];
        ulong ready = 0;
        for (int i = 0; i < buffer.Count; i++)
        {
            bool relaxed = reorders && buffer[i].Kind == AccessKind.StoreRelaxed;
            if (i > 0 && (!relaxed || Before(buffer, i))) continue;
            int lane = relaxed ? RelaxedLane(cpu, buffer[i].Cell) : cpus + cpu;
            heads[lane] = (cpu, i);
            ready |= 1ul << lane;
            if (!reorders) break;
        }

        readyOf[cpu] = ready;
        Ready = 0;
        foreach (ulong lanes in readyOf) Ready |= lanes;
    }

    private static bool Before(List<BufferedStore> buffer, int index)
    {
        for (int i = 0; i < index; i++)
        {
            if (buffer[i].Cell == buffer[index].Cell) return true;
        }

        return false;
    }

    /// <summary>The number of the lane, which it gets when it comes up.</summary>
    public int RelaxedLane(int cpu, nuint cell)
    {
        if (relaxedLanes.TryGetValue((cpu, cell), out int lane)) return lane;
        lane = (2 * cpus) + relaxedLanes.Count;
        if (lane >= MaxLanes)
        {
            throw new NotSupportedException(
                $"More than {MaxLanes - (2 * cpus)} pairs of CPU and cell are stored to without release: too many to"
                + " explore under PSO.");
        }

        relaxedLanes.Add((cpu, cell), lane);
        return lane;
    }
}
