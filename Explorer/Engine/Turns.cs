using System.Numerics;
using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>Who is where, who can go on, and who was chosen: the schedule as it comes about.</summary>
internal sealed unsafe class Turns
{
    public const int Nobody = -1;

    private readonly AccessKind[] pending;
    private readonly nuint[] cells;
    private readonly int[] accesses;
    private readonly uint everyone;
    private Strategy strategy = new Guided(Schedule.Empty);
    private bool everyStep;
    private byte[] choices = new byte[256];
    private uint alive;
    private uint started;
    private uint waiting;

    public Turns(int cpus)
    {
        pending = new AccessKind[cpus];
        cells = new nuint[cpus];
        accesses = new int[cpus];
        everyone = uint.MaxValue >> (Engine.MaxCpus - cpus);
    }

    /// <summary>How many steps were decided.</summary>
    public int Steps { get; private set; }

    public int Preemptions { get; private set; }

    /// <summary>The execution was given up because its carrier cannot express how it goes on.</summary>
    public bool Blocked { get; private set; }

    /// <summary>Some choice without preemption was left out because the carrier cannot express it.</summary>
    public bool Lossy { get; private set; }

    /// <summary>Some preemption was left out because the carrier cannot express it.</summary>
    public bool Narrowed { get; private set; }

    /// <summary>With the same choices before, other CPUs were enabled than the last time.</summary>
    public bool Uncontrolled { get; private set; }

    /// <summary>For carriers that cannot resume every CPU: those that have not started, and these.</summary>
    public uint Resumable { get; set; }

    /// <summary>Steps of each CPU.</summary>
    public ReadOnlySpan<int> Accesses => accesses;

    public bool AllFinished => alive == 0;

    /// <summary>The CPUs in the middle of their bodies.</summary>
    public uint Unfinished => alive & started;

    /// <summary>The CPUs that wait for a lock, and for which.</summary>
    public uint Waiting => waiting & alive;

    public ReadOnlySpan<nuint> Cells => cells;

    public void Reset(Strategy by, ReadOnlySpan<FirstAccess> first, SharedMemory memory)
    {
        strategy = by;
        everyStep = by.WantsEveryStep;
        alive = everyone;
        started = waiting = 0;
        Resumable = uint.MaxValue;
        Steps = Preemptions = 0;
        Blocked = Lossy = Narrowed = Uncontrolled = false;
        for (int cpu = 0; cpu < first.Length; cpu++)
        {
            accesses[cpu] = 0;
            Announce(cpu, first[cpu].Kind, first[cpu].Cell, memory);
        }
    }

    public Schedule ToSchedule() => new(choices.AsSpan(0, Steps));

    public bool IsAlive(int cpu) => (alive >> cpu & 1) != 0;

    public bool HasStarted(int cpu) => (started >> cpu & 1) != 0;

    public AccessKind PendingKind(int cpu) => pending[cpu];

    public nuint PendingCell(int cpu) => cells[cpu];

    public void Start(int cpu) => started |= 1u << cpu;

    public void Finish(int cpu) => alive &= ~(1u << cpu);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Announce(int cpu, AccessKind kind, nuint cell, SharedMemory memory)
    {
        pending[cpu] = kind;
        cells[cpu] = cell;
        if (kind == AccessKind.Lock && memory.Contains(cell)) waiting |= 1u << cpu;
    }

    /// <summary>The CPU has taken the lock it waited for.</summary>
    public void Took(int cpu) => waiting &= ~(1u << cpu);

    /// <summary>Decides the next step. Nobody: no CPU can go on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decide(int current)
    {
        uint enabled = alive;
        if (waiting != 0) enabled &= ~Stuck();
        if ((enabled & ~(Resumable | ~started)) != 0) enabled = Expressible(enabled, current);
        if (enabled == 0) return Nobody;
        int next;
        if ((enabled & (enabled - 1)) == 0 && !everyStep)
        {
            next = BitOperations.TrailingZeroCount(enabled);
        }
        else
        {
            next = strategy.Choose(Steps, current, enabled);
            if (next == Nobody)
            {
                Uncontrolled = true;
                return Nobody;
            }

            if (next != current && current >= 0 && (enabled >> current & 1) != 0) Preemptions++;
        }

        if (Steps == choices.Length) Array.Resize(ref choices, 2 * choices.Length);
        choices[Steps++] = (byte)next;
        accesses[next]++;
        return next;
    }

    /// <summary>The CPUs whose next step is to take a lock that is held.</summary>
    private uint Stuck()
    {
        uint stuck = 0;
        for (uint rest = waiting; rest != 0; rest &= rest - 1)
        {
            int cpu = BitOperations.TrailingZeroCount(rest);
            if (*(uint*)cells[cpu] != 0) stuck |= 1u << cpu;
        }

        return stuck;
    }

    private uint Expressible(uint enabled, int current)
    {
        uint possible = enabled & (Resumable | ~started);
        if (current < 0 || (enabled >> current & 1) == 0) Lossy = true;
        else Narrowed = true;
        if (possible == 0) Blocked = true;
        return possible;
    }
}
