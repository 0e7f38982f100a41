using System.Numerics;
using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>Who is where, who can go on, and who was chosen: the schedule as it comes about.</summary>
internal sealed unsafe class Turns
{
    public const int Nobody = -1;

    private readonly AccessKind[] pending;
    private readonly nuint[] cells;
    private readonly uint[] comparands;
    private readonly int[] accesses = new int[StoreBuffers.MaxLanes];
    private readonly ulong everyone;
    private readonly (nuint Cell, uint Value)[][] watched;
    private readonly SharedMemory memory;
    private readonly StoreBuffers? buffers;
    private Strategy strategy = new Guided(Schedule.Empty);
    private bool everyStep;
    private byte[] choices = new byte[256];
    private ulong alive;
    private ulong started;
    private ulong waiting;
    private ulong parked;

    /// <summary>
    /// Who has yielded, and for each who, lanes included, has not taken a step since: before these have, the CPU does
    /// not go on, unless none of them can. The one who yielded first of all who wait so waits for nobody who does.
    /// </summary>
    private ulong yielded;
    private readonly ulong[] owed;

    public Turns(int cpus, SharedMemory memory, StoreBuffers? buffers)
    {
        this.memory = memory;
        this.buffers = buffers;
        Cpus = cpus;
        pending = new AccessKind[cpus];
        cells = new nuint[cpus];
        comparands = new uint[cpus];
        everyone = (1ul << cpus) - 1;
        watched = new (nuint, uint)[cpus][];
        owed = new ulong[cpus];
    }

    /// <summary>Ids from here on are lanes of store buffers.</summary>
    public int Cpus { get; }

    /// <summary>How many steps were decided.</summary>
    public int Steps { get; private set; }

    public int Preemptions { get; private set; }

    /// <summary>
    /// The execution was given up: its carrier cannot express how it goes on, or its strategy says that whatever
    /// follows was or will be seen elsewhere.
    /// </summary>
    public bool Blocked { get; private set; }

    /// <summary>Some choice without preemption was left out because the carrier cannot express it.</summary>
    public bool Lossy { get; private set; }

    /// <summary>Some preemption was left out because the carrier cannot express it.</summary>
    public bool Narrowed { get; private set; }

    /// <summary>With the same choices before, other CPUs were enabled than the last time.</summary>
    public bool Uncontrolled { get; private set; }

    /// <summary>For carriers that cannot resume every CPU: those that have not started, and these.</summary>
    public ulong Resumable { get; set; }

    /// <summary>Steps of each CPU, then of each lane.</summary>
    public ReadOnlySpan<int> Accesses => accesses;

    /// <summary>Every id is less.</summary>
    public int Ids => buffers?.Ids ?? Cpus;

    public bool AllFinished => alive == 0;

    /// <summary>The CPUs in the middle of their bodies.</summary>
    public ulong Unfinished => alive & started;

    /// <summary>The CPUs that wait for a lock or for a cell to change, and for which.</summary>
    public ulong Waiting => waiting & alive;

    public ReadOnlySpan<nuint> Cells => cells;

    /// <summary>The CPUs that go round in a loop, and do so until a cell changes.</summary>
    public ulong Parked => parked & alive;

    /// <summary>Who could go on in this execution was told by more than memory: a loop that waits, a yield.</summary>
    public bool HasParked { get; private set; }

    public void Reset(Strategy by, ReadOnlySpan<FirstAccess> first)
    {
        strategy = by;
        by.Turns = this;
        everyStep = by.WantsEveryStep;
        alive = everyone;
        started = waiting = parked = yielded = 0;
        Resumable = ulong.MaxValue;
        Steps = Preemptions = 0;
        Blocked = Lossy = Narrowed = Uncontrolled = HasParked = false;
        Array.Clear(accesses);
        buffers?.Clear();
        for (int cpu = 0; cpu < first.Length; cpu++)
            Announce(cpu, first[cpu].Kind, first[cpu].Cell, first[cpu].Comparand);
    }

    /// <summary>Those whose step in another's stead is a preemption: CPUs, not lanes.</summary>
    public ulong Preempting => everyone;

    public Schedule ToSchedule() => new(choices.AsSpan(0, Steps));

    public bool IsAlive(int cpu) => (alive >> cpu & 1) != 0;

    public bool HasStarted(int cpu) => (started >> cpu & 1) != 0;

    public AccessKind PendingKind(int id) => id < Cpus ? pending[id] : AccessKind.Flush;

    public nuint PendingCell(int id) => id < Cpus ? cells[id] : buffers!.Next(id).Cell;

    /// <summary>Whose step it is: the CPU, or the CPU that issued what the lane flushes.</summary>
    public int CpuOf(int id) => id < Cpus ? id : buffers!.CpuOf(id);

    /// <summary>Whether the CPU's next step has to wait until its store buffer is empty.</summary>
    public bool WaitsForBuffer(int id) =>
        id < Cpus && buffers is not null && buffers.Waits(id);

    /// <summary>The CPUs that have not finished, and the lanes that can flush.</summary>
    public ulong Alive => alive | (buffers?.Ready ?? 0);

    /// <summary>
    /// What the next step of a CPU that is alive, or of a lane that is ready, would do if it were taken now; for a
    /// blocked one, what it will do.
    /// </summary>
    public Effect Pending(int id)
    {
        if (id >= Cpus)
        {
            BufferedStore store = buffers!.Next(id);
            int index = memory.IndexOf(store.Cell);
            uint held = *(uint*)store.Cell;
            return Effect.OfFlush(id, buffers.CpuOf(id), index, held, store, id < 2 * Cpus);
        }

        AccessKind kind = pending[id];
        if (kind.HasNoCell() || !memory.Contains(cells[id]))
        {
            // Without buffers a process-wide barrier has nothing to empty. Whoever moves after a yield, it matters.
            bool isAll = kind == AccessKind.Yield || (kind == AccessKind.ProcessFence && buffers is not null);
            int touched = isAll ? Effect.All : Effect.None;
            return new(id, id, kind, touched, false, 0, 0);
        }

        bool forwarded = View(id, out uint old, out int number);
        bool writes = Solo.Writes(kind, old, comparands[id]);
        Effect effect = new(id, id, kind, memory.IndexOf(cells[id]), writes, old, comparands[id]);
        return forwarded ? effect with { Forwarded = true, Number = number } : effect;
    }

    public void Start(int cpu) => started |= 1ul << cpu;

    public void Finish(int cpu) => alive &= ~(1ul << cpu);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Announce(int cpu, AccessKind kind, nuint cell, uint comparand)
    {
        pending[cpu] = kind;
        cells[cpu] = cell;
        comparands[cpu] = comparand;
        if (kind is AccessKind.Lock or AccessKind.Await && memory.Contains(cell)) waiting |= 1ul << cpu;
        buffers?.Announce(cpu, kind);
    }

    /// <summary>The CPU has got what it waited for.</summary>
    public void Took(int cpu) => waiting &= ~(1ul << cpu);

    /// <summary>
    /// The CPU cannot be chosen while every cell of its last turn holds what it left there. False: one does not now.
    /// </summary>
    public bool Park(int cpu, IEnumerable<Step> lastTurn)
    {
        watched[cpu] = [.. lastTurn.Where(step => memory.Contains(step.Cell))
            .GroupBy(step => step.Cell, (cell, steps) => (cell, steps.Last().New))];
        if (!IsCircling(cpu)) return false;
        parked |= 1ul << cpu;
        HasParked = true;
        return true;
    }

    public void Yield(int cpu)
    {
        yielded |= 1ul << cpu;
        owed[cpu] = Alive & ~(1ul << cpu);
        HasParked = true;
    }

    /// <summary>What follows is seen elsewhere, or need not be seen.</summary>
    public void GiveUp() => Blocked = true;

    /// <summary>Decides the next step. Nobody: no CPU can go on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Decide(int current)
    {
        ulong enabled = alive;
        if (waiting != 0) enabled &= ~Stuck();
        if (parked != 0) enabled &= ~Circling();
        if (buffers is not null) enabled = buffers.Enable(enabled);
        if (yielded != 0) enabled = Patient(enabled);
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
            if (next < 0)
            {
                if (next == Strategy.Redundant) Blocked = true;
                else Uncontrolled = true;
                return Nobody;
            }

            if (next != current && current >= 0 && (enabled >> current & 1) != 0 && next < Cpus) Preemptions++;
        }

        if (parked != 0 && next < Cpus) parked &= ~(1ul << next);
        if (yielded != 0) Pay(next);
        if (Steps == choices.Length) Array.Resize(ref choices, 2 * choices.Length);
        choices[Steps++] = (byte)next;
        accesses[next]++;
        return next;
    }

    /// <summary>The CPUs that wait for a lock that is held, or for a cell that has not changed.</summary>
    private ulong Stuck()
    {
        ulong stuck = 0;
        for (ulong rest = waiting; rest != 0; rest &= rest - 1)
        {
            int cpu = BitOperations.TrailingZeroCount(rest);
            View(cpu, out uint held, out _);
            if (Solo.IsBlocked(pending[cpu], held, comparands[cpu])) stuck |= 1ul << cpu;
        }

        return stuck;
    }

    /// <summary>The CPUs in a loop that would only go round once more.</summary>
    private ulong Circling()
    {
        ulong circling = 0;
        for (ulong rest = parked; rest != 0; rest &= rest - 1)
        {
            int cpu = BitOperations.TrailingZeroCount(rest);
            if (IsCircling(cpu)) circling |= 1ul << cpu;
        }

        return circling;
    }

    /// <summary>Without those who owe somebody a step who can take one.</summary>
    private ulong Patient(ulong enabled)
    {
        ulong patient = enabled;
        for (ulong rest = yielded & enabled; rest != 0; rest &= rest - 1)
        {
            int cpu = BitOperations.TrailingZeroCount(rest);
            if ((owed[cpu] & enabled) != 0) patient &= ~(1ul << cpu);
        }

        return patient;
    }

    /// <summary>Somebody takes a step.</summary>
    private void Pay(int id)
    {
        for (ulong rest = yielded; rest != 0; rest &= rest - 1)
            owed[BitOperations.TrailingZeroCount(rest)] &= ~(1ul << id);
        if (id < Cpus) yielded &= ~(1ul << id);
    }

    private bool IsCircling(int cpu)
    {
        foreach ((nuint cell, uint value) in watched[cpu])
        {
            if (Held(cpu, cell) != value) return false;
        }

        return true;
    }

    /// <summary>What the CPU would see in the cell it accesses next; true: in its own buffer.</summary>
    private bool View(int cpu, out uint value, out int number)
    {
        if (buffers is not null && buffers.TryForward(cpu, cells[cpu], out value, out number)) return true;
        number = 0;
        value = *(uint*)cells[cpu];
        return false;
    }

    private uint Held(int cpu, nuint cell) =>
        buffers is not null && buffers.TryForward(cpu, cell, out uint value, out _) ? value : *(uint*)cell;

    private ulong Expressible(ulong enabled, int current)
    {
        ulong possible = enabled & (Resumable | ~started);
        if (current < 0 || (enabled >> current & 1) == 0) Lossy = true;
        else Narrowed = true;
        if (possible == 0) Blocked = true;
        return possible;
    }
}
