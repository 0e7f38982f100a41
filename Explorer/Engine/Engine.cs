using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>
/// One program under control: who is where, whose turn it is, and what is observed. Executes one schedule at a time; exactly one
/// CPU runs at any moment, whatever carries it.
/// <para>
/// A CPU starts when it is chosen for its first step, not before: an operation that has not taken a step has not begun. Its first
/// access is known beforehand (it depends on the initial state alone), so that a CPU that starts with a held lock is not enabled.
/// </para>
/// </summary>
public sealed unsafe class Engine : IDisposable
{
    public const int MaxCpus = 32;
    internal const int Over = -1;
    private const int PlainAccessesPerStep = 20;

    [ThreadStatic]
    private static Engine? current;

    private readonly Carrier carrier;
    private readonly byte[] image;
    private readonly nuint memory;
    private readonly nuint memoryBytes;
    private readonly uint everyone;
    private readonly int maxSteps;
    private readonly RaceCheck? races;
    private readonly TraceHash? traces;
    private readonly bool watched;
    private readonly HeldLocks locks = new();
    private readonly FirstAccess[] first;
    private readonly AccessKind[] pending;
    private readonly nuint[] pendingCell;
    private readonly int[] accesses;

    private Strategy strategy = new Guided(Schedule.Empty);
    private List<Event>? recording;
    private byte[] choices = new byte[256];
    private Mode mode;
    private bool quiet;
    private bool observing;
    private bool everyStep;
    private uint alive;
    private uint started;
    private uint waiting;
    private int steps;
    private long plainAccesses;

    internal Engine(IProgram program, Substrate substrate, int maxSteps, bool checkRaces, bool countTraces)
    {
        if (program.Cpus is < 1 or > MaxCpus)
            throw new ArgumentException($"{program.Name} has {program.Cpus} CPUs; 1 to {MaxCpus} can be explored.");
        Program = program;
        this.maxSteps = maxSteps;
        memory = program.Memory;
        memoryBytes = (nuint)program.MemoryBytes;
        image = new ReadOnlySpan<byte>((void*)memory, program.MemoryBytes).ToArray();
        everyone = uint.MaxValue >> (MaxCpus - program.Cpus);
        watched = program.WatchesSteps;
        int cells = program.MemoryBytes / sizeof(uint);
        if (checkRaces && program.Cpus > 1) races = new(program.Cpus, cells);
        if (countTraces) traces = new(program.Cpus, cells);
        first = new FirstAccess[program.Cpus];
        pending = new AccessKind[program.Cpus];
        pendingCell = new nuint[program.Cpus];
        accesses = new int[program.Cpus];
        carrier = Carrier.Create(substrate, this);
        Probe();
    }

    private enum Mode : byte
    {
        Running,

        /// <summary>A CPU was chosen for its first step and runs up to it.</summary>
        Starting,

        /// <summary>A CPU runs to find its first access.</summary>
        Probing,
    }

    /// <summary>The engine that explores on this thread.</summary>
    public static Engine? Current => current;

    public IProgram Program { get; }

    /// <summary>The CPU that runs.</summary>
    public int Cpu { get; internal set; }

    /// <summary>How many steps this execution has decided so far.</summary>
    public int StepCount => steps;

    /// <summary>The engine that accesses go to; none while the program's own callbacks look at memory.</summary>
    internal static Engine? Active
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Engine? engine = current;
            return engine is null || engine.quiet ? null : engine;
        }
    }

    internal Broken? Failure { get; private set; }

    /// <summary>The leaf of the coroutine that was suspended last.</summary>
    internal Frame? Leaf { get; set; }

    /// <summary>Who takes the next step, or <see cref="Over"/>.</summary>
    internal int Chosen { get; private set; }

    internal int Preemptions { get; private set; }

    /// <summary>The execution was given up because its carrier cannot express how it goes on.</summary>
    internal bool Blocked { get; private set; }

    /// <summary>Some choice without preemption was left out because the carrier cannot express it.</summary>
    internal bool Lossy { get; private set; }

    /// <summary>For carriers that cannot resume every CPU: those that have not started, and these.</summary>
    internal uint Resumable { get; set; } = uint.MaxValue;

    internal UInt128 TraceValue => traces?.Value ?? 0;

    internal ReadOnlySpan<int> Accesses => accesses;

    internal uint Unfinished => alive & started;

    /// <summary>The law that this execution breaks at this step. The first one counts, and ends the execution.</summary>
    public void Fail(string law, string message)
    {
        ArgumentNullException.ThrowIfNull(law);
        if (Failure is not null || Blocked || mode == Mode.Probing) return;
        Failure = new(law, message, steps);
    }

    public void Dispose()
    {
        carrier.Dispose();
        Restore();
    }

    internal static void Enter(Engine? engine) => current = engine;

    internal Schedule ScheduleSoFar() => new(choices.AsSpan(0, steps));

    internal AccessKind PendingKind(int cpu) => pending[cpu];

    internal string PendingName(int cpu) =>
        IsCell(pendingCell[cpu]) ? Program.NameOf(pendingCell[cpu]) : $"address {pendingCell[cpu]:x}";

    internal bool IsAlive(int cpu) => (alive >> cpu & 1) != 0;

    internal bool HasStarted(int cpu) => (started >> cpu & 1) != 0;

    /// <summary>Runs one execution.</summary>
    internal void Execute(Strategy by, List<Event>? record = null)
    {
        Engine? outer = current;
        current = this;
        try
        {
            strategy = by;
            everyStep = by.WantsEveryStep;
            recording = record;
            observing = watched || races is not null || traces is not null || record is not null;
            Reset();
            RunIdle();
            Chosen = Decide();
            if (Chosen != Over) carrier.Execute();
            if (alive == 0 && Failure is null && !Blocked) End();
        }
        finally
        {
            current = outer;
        }
    }

    /// <summary>The CPU starts, to take the step it was chosen for.</summary>
    internal void StartCpu(int cpu)
    {
        started |= 1u << cpu;
        mode = Mode.Starting;
        Cpu = cpu;
    }

    /// <summary>The CPU has finished; says who is next.</summary>
    internal int FinishCpu(int cpu)
    {
        alive &= ~(1u << cpu);
        if (mode == Mode.Starting)
        {
            mode = Mode.Running;
            if (first[cpu].Exists) FirstAccessDiffers(cpu);
        }

        nuint held = locks.HeldBy(cpu);
        if (held != 0) Fail(Laws.Lock, $"cpu{cpu} has finished and holds {Program.NameOf(held)}.");
        return Chosen = Decide();
    }

    /// <summary>The CPU ended with an exception of its own.</summary>
    internal void Crash(int cpu, Exception exception)
    {
        mode = Mode.Running;
        Fail(Laws.Crash, $"cpu{cpu}: {exception.GetType().Name}: {exception.Message}");
    }

    /// <summary>The running CPU is about to make this access. True when the step is its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Announce(AccessKind kind, nuint cell)
    {
        if (mode != Mode.Running) return AnnounceFirst(kind, cell);
        int me = Cpu;
        pending[me] = kind;
        pendingCell[me] = cell;
        if (kind == AccessKind.Lock && IsCell(cell)) waiting |= 1u << me;
        return (Chosen = Decide()) == me;
    }

    /// <summary>The same for plain code, which waits here for its turn.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void AnnounceAndWait(AccessKind kind, nuint cell)
    {
        int me = Cpu;
        if (!Announce(kind, cell)) Wait(me);
    }

    /// <summary>The chosen CPU makes the access it announced.</summary>
    internal uint Perform(AccessKind kind, nuint cell, uint value, uint comparand, int line, string file)
    {
        if (!IsCell(cell)) throw NoCell(cell, line, file);
        uint* word = (uint*)cell;
        uint old = *word;
        uint result = Solo.Apply(kind, old, value, comparand, out uint now, out bool writes);
        *word = now;
        if (kind >= AccessKind.Lock) KeepLocks(kind, cell, writes);
        if (observing) Observe(new(Cpu, kind, cell, old, now, line, file), writes);
        return result;
    }

    internal uint PlainAccess(AccessKind kind, nuint cell, uint value, int line, string file)
    {
        if (!IsCell(cell)) throw NoCell(cell, line, file);
        uint* word = (uint*)cell;
        uint old = *word;
        bool writes = kind == AccessKind.Write;
        if (writes) *word = value;
        if (++plainAccesses > (long)maxSteps * PlainAccessesPerStep)
        {
            // A loop of plain accesses has no scheduling point at which it could be left.
            Fail(Laws.Steps, $"more than {(long)maxSteps * PlainAccessesPerStep} plain accesses: a loop without end?");
            throw new Abandoned();
        }

        if (mode == Mode.Probing || Failure is not null) return old;
        if (recording is not null || races is not null)
            ObservePlain(new(Cpu, kind, cell, old, writes ? value : old, line, file), writes);
        return old;
    }

    internal void Note(uint what, uint a, uint b, uint c)
    {
        if (mode == Mode.Probing || Failure is not null) return;
        recording?.Add(new(new Note(Cpu, what, a, b, c)));
        quiet = true;
        try
        {
            Program.OnNote(Cpu, what, a, b, c);
        }
        finally
        {
            quiet = false;
        }
    }

    /// <summary>Plain code waits for its turn; unwinds when there is none to come.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Wait(int me)
    {
        if (mode == Mode.Probing) throw new Abandoned();
        carrier.Wait(me);
        if (Chosen != me) throw new Abandoned();
    }

    private bool AnnounceFirst(AccessKind kind, nuint cell)
    {
        if (mode == Mode.Probing)
        {
            first[Cpu] = new(true, kind, cell);
            return false;
        }

        mode = Mode.Running;
        if (first[Cpu] == new FirstAccess(true, kind, cell)) return true;
        FirstAccessDiffers(Cpu);
        Chosen = Over;
        return false;
    }

    private void FirstAccessDiffers(int cpu) => Fail(
        Laws.Uncontrolled,
        $"cpu{cpu} does not start as it did when it ran first: up to its first synchronising access a CPU may depend on the"
        + " initial state alone.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Decide()
    {
        if (Failure is not null || Blocked || steps >= maxSteps) return Stop();
        uint enabled = alive;
        if (waiting != 0) enabled &= ~Stuck();
        if ((enabled & ~(Resumable | ~started)) != 0) enabled = Expressible(enabled);
        if (enabled == 0) return Stop();
        int me = Cpu;
        int next;
        if ((enabled & (enabled - 1)) == 0 && !everyStep)
        {
            next = BitOperations.TrailingZeroCount(enabled);
        }
        else
        {
            next = strategy.Choose(steps, me, enabled);
            if (next != me && me >= 0 && (enabled >> me & 1) != 0) Preemptions++;
        }

        if (steps == choices.Length) Array.Resize(ref choices, 2 * steps);
        choices[steps++] = (byte)next;
        accesses[next]++;
        return next;
    }

    private int Stop()
    {
        if (Failure is not null || Blocked || alive == 0) return Over;
        if (steps >= maxSteps)
        {
            Fail(Laws.Steps, $"more than {maxSteps} steps: a loop without end?");
            return Over;
        }

        string graph = locks.WaitForGraph(waiting & alive, pendingCell, Program.NameOf);
        Fail(Laws.Deadlock, graph);
        return Over;
    }

    private uint Expressible(uint enabled)
    {
        uint possible = enabled & (Resumable | ~started);
        if (Cpu < 0 || (enabled >> Cpu & 1) == 0) Lossy = true;
        if (possible == 0) Blocked = true;
        return possible;
    }

    /// <summary>The CPUs whose next step is to take a lock that is held.</summary>
    private uint Stuck()
    {
        uint stuck = 0;
        for (uint rest = waiting; rest != 0; rest &= rest - 1)
        {
            int cpu = BitOperations.TrailingZeroCount(rest);
            if (*(uint*)pendingCell[cpu] != 0) stuck |= 1u << cpu;
        }

        return stuck;
    }

    private void KeepLocks(AccessKind kind, nuint cell, bool writes)
    {
        if (kind == AccessKind.Unlock)
        {
            if (!locks.Release(cell, Cpu))
                Fail(Laws.Lock, $"cpu{Cpu} unlocks {Program.NameOf(cell)}, which it does not hold.");
            return;
        }

        waiting &= ~(1u << Cpu);
        if (writes) locks.Take(cell, Cpu);
    }

    private void Observe(in Step step, bool writes)
    {
        if (Failure is not null)
        {
            // What the step itself broke is shown with it.
            recording?.Add(new(step));
            return;
        }

        int cell = (int)((step.Cell - memory) / sizeof(uint));
        int other = races?.Synchronising(step.Cpu, step.Kind, cell, writes) ?? RaceCheck.NoRace;
        traces?.Add(step.Cpu, step.Kind, cell, writes);
        if (other >= 0) FailRace(step, other, writes);
        recording?.Add(new(step));
        if (!watched) return;
        quiet = true;
        try
        {
            Program.OnStep(step);
        }
        finally
        {
            quiet = false;
        }
    }

    private void ObservePlain(in Step step, bool writes)
    {
        int other = races?.Plain(step.Cpu, (int)((step.Cell - memory) / sizeof(uint)), writes) ?? RaceCheck.NoRace;
        if (other >= 0) FailRace(step, other, writes);
        recording?.Add(new(step));
    }

    /// <summary>The other site is known only where the execution is recorded; a failure is always run again with recording.</summary>
    private void FailRace(in Step step, int other, bool writes)
    {
        string earlier = $"an access of cpu{other}";
        for (int i = (recording?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (recording![i].Access is not { } past || past.Cpu != other || past.Cell != step.Cell) continue;
            if (!RaceCheck.Conflict(past, step.Kind, writes)) continue;
            earlier = $"the {past.Kind.Word()} of cpu{other} at {past.Place}";
            break;
        }

        Fail(
            Laws.Race,
            $"the {step.Kind.Word()} of {Program.NameOf(step.Cell)} by cpu{step.Cpu} at {step.Place} is not ordered with {earlier}.");
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a program throws is the program's failure.")]
    private void End()
    {
        quiet = true;
        try
        {
            Program.OnEnd();
        }
        catch (Exception exception)
        {
            Fail(Laws.Crash, $"at the end: {exception.GetType().Name}: {exception.Message}");
        }
        finally
        {
            quiet = false;
        }
    }

    private void Reset()
    {
        Restore();
        Failure = null;
        mode = Mode.Running;
        alive = everyone;
        started = waiting = 0;
        steps = Preemptions = 0;
        plainAccesses = 0;
        Blocked = Lossy = false;
        Resumable = uint.MaxValue;
        Cpu = -1;
        locks.Clear();
        races?.Clear();
        traces?.Clear();
        recording?.Clear();
        for (int cpu = 0; cpu < first.Length; cpu++)
        {
            accesses[cpu] = 0;
            pending[cpu] = first[cpu].Kind;
            pendingCell[cpu] = first[cpu].Cell;
            if (first[cpu].Kind == AccessKind.Lock && IsCell(first[cpu].Cell)) waiting |= 1u << cpu;
        }

        Begin();
    }

    private void Begin()
    {
        quiet = true;
        try
        {
            Program.Begin();
        }
        finally
        {
            quiet = false;
        }
    }

    private void Restore() => image.CopyTo(new Span<byte>((void*)memory, image.Length));

    /// <summary>Finds every CPU's first access.</summary>
    private void Probe()
    {
        Engine? outer = current;
        current = this;
        try
        {
            for (int cpu = 0; cpu < first.Length; cpu++)
            {
                Reset();
                mode = Mode.Probing;
                Cpu = cpu;
                carrier.RunAlone(cpu);
            }
        }
        finally
        {
            mode = Mode.Running;
            current = outer;
        }
    }

    /// <summary>CPUs that take no step at all run before the first one.</summary>
    private void RunIdle()
    {
        for (int cpu = 0; cpu < first.Length; cpu++)
        {
            if (first[cpu].Exists) continue;
            StartCpu(cpu);
            carrier.RunAlone(cpu);
            mode = Mode.Running;
            alive &= ~(1u << cpu);
        }

        Cpu = -1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsCell(nuint cell) => unchecked(cell - memory) < memoryBytes && (cell & (sizeof(uint) - 1)) == 0;

    private static InvalidOperationException NoCell(nuint cell, int line, string file) =>
        new($"address {cell:x} is no shared cell (at {Path.GetFileName(file)}:{line})");

    internal sealed record Broken(string Law, string Message, int Step);

    private readonly record struct FirstAccess(bool Exists, AccessKind Kind, nuint Cell);
}
