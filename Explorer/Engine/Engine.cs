using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>
/// One program under control. Executes one schedule at a time; exactly one CPU runs at any moment, whatever carries it.
/// <para>
/// A CPU starts when it is chosen for its first step, not before: an operation that has not taken a step has not begun.
/// Its first access is known beforehand (it depends on the initial state alone), so that a CPU that starts with a held
/// lock is not enabled.
/// </para>
/// </summary>
public sealed unsafe class Engine : IDisposable
{
    public const int MaxCpus = 32;
    internal const int Over = Turns.Nobody;
    private const int PlainAccessesPerStep = 20;

    [ThreadStatic]
    private static Engine? current;

    private readonly SharedMemory memory;
    private readonly Observer observer;
    private readonly HeldLocks locks = new();
    private readonly FirstAccess[] first;
    private readonly Carrier carrier;
    private readonly int maxSteps;
    private readonly long maxPlainAccesses;
    private Mode mode;
    private long plainAccesses;

    internal Engine(IProgram program, Substrate substrate, int maxSteps, bool checkRaces, bool countTraces)
    {
        if (program.Cpus is < 1 or > MaxCpus)
            throw new ArgumentException($"{program.Name} has {program.Cpus} CPUs; 1 to {MaxCpus} can be explored.");
        Program = program;
        this.maxSteps = maxSteps;
        maxPlainAccesses = (long)maxSteps * PlainAccessesPerStep;
        memory = new(program);
        observer = new(this, memory, checkRaces, countTraces);
        Turns = new(program.Cpus);
        first = new FirstAccess[program.Cpus];
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

    /// <summary>The CPU that runs; -1 when none does.</summary>
    public int Cpu { get; internal set; }

    /// <summary>How many steps this execution has decided so far.</summary>
    public int StepCount => Turns.Steps;

    /// <summary>The engine that accesses go to.</summary>
    internal static Engine? Active
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            Engine? engine = current;
            return engine is null || engine.IsQuiet ? null : engine;
        }
    }

    internal Turns Turns { get; }

    internal bool IsQuiet { get; set; }

    internal Broken? Failure { get; private set; }

    /// <summary>The leaf of the coroutine that was suspended last.</summary>
    internal Frame? Leaf { get; set; }

    /// <summary>Who takes the next step, or <see cref="Over"/>.</summary>
    internal int Chosen { get; private set; }

    internal UInt128 Trace => observer.Trace;

    /// <summary>
    /// The law that this execution breaks at this step. The first one counts, and ends the execution.
    /// </summary>
    public void Fail(string law, string message)
    {
        ArgumentNullException.ThrowIfNull(law);
        if (Failure is not null || Turns.Blocked || mode == Mode.Probing) return;
        Failure = new(law, message, Turns.Steps);
    }

    public void Dispose()
    {
        carrier.Dispose();
        memory.Restore();
    }

    internal static void Enter(Engine? engine) => current = engine;

    internal string PendingName(int cpu)
    {
        nuint cell = Turns.PendingCell(cpu);
        return memory.Contains(cell) ? Program.NameOf(cell) : $"address {cell:x}";
    }

    /// <summary>Runs one execution.</summary>
    internal void Execute(Strategy by, List<Event>? record = null)
    {
        Engine? outer = current;
        current = this;
        try
        {
            Reset(by, record);
            RunIdle();
            Chosen = Decide();
            if (Chosen != Over) carrier.Execute();
            if (Turns.AllFinished && Failure is null && !Turns.Blocked) End();
        }
        finally
        {
            current = outer;
        }
    }

    /// <summary>The CPU starts, to take the step it was chosen for.</summary>
    internal void StartCpu(int cpu)
    {
        Turns.Start(cpu);
        mode = Mode.Starting;
        Cpu = cpu;
    }

    /// <summary>The CPU has finished; says who is next.</summary>
    internal int FinishCpu(int cpu)
    {
        Turns.Finish(cpu);
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
        if (mode == Mode.Starting) mode = Mode.Running;
        Fail(Laws.Crash, $"cpu{cpu}: {exception.GetType().Name}: {exception.Message}");
    }

    /// <summary>The running CPU is about to make this access. True when the step is its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool Announce(AccessKind kind, nuint cell)
    {
        if (mode != Mode.Running) return AnnounceFirst(kind, cell);
        int me = Cpu;
        Turns.Announce(me, kind, cell, memory);
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
        if (!memory.Contains(cell)) throw NoCell(cell, line, file);
        uint* word = (uint*)cell;
        uint old = *word;
        uint result = Solo.Apply(kind, old, value, comparand, out uint now, out bool writes);
        *word = now;
        if (kind >= AccessKind.Lock) KeepLocks(kind, cell, writes);
        if (observer.WantsSteps) observer.Synchronising(new(Cpu, kind, cell, old, now, line, file), writes);
        return result;
    }

    internal uint PlainAccess(AccessKind kind, nuint cell, uint value, int line, string file)
    {
        if (!memory.Contains(cell)) throw NoCell(cell, line, file);
        uint* word = (uint*)cell;
        uint old = *word;
        bool writes = kind == AccessKind.Write;
        if (writes) *word = value;
        if (++plainAccesses > maxPlainAccesses)
        {
            // A loop of plain accesses has no scheduling point at which it could be left.
            Fail(Laws.Steps, $"more than {maxPlainAccesses} plain accesses: a loop without end?");
            throw new Abandoned();
        }

        if (mode != Mode.Probing && Failure is null && observer.WantsPlainAccesses)
            observer.Plain(new(Cpu, kind, cell, old, writes ? value : old, line, file), writes);
        return old;
    }

    internal void Note(uint what, uint a, uint b, uint c)
    {
        if (mode == Mode.Probing || Failure is not null) return;
        observer.Record(new Note(Cpu, what, a, b, c));
        using Quiet quiet = new(this);
        Program.OnNote(Cpu, what, a, b, c);
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
        $"cpu{cpu} does not start as it did when it ran first: up to its first synchronising access a CPU may depend"
        + " on the initial state alone.");

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Decide()
    {
        if (Failure is not null || Turns.Blocked || Turns.Steps >= maxSteps) return Stop();
        int next = Turns.Decide(Cpu);
        return next == Turns.Nobody ? Stop() : next;
    }

    private int Stop()
    {
        if (Failure is not null || Turns.Blocked || Turns.AllFinished) return Over;
        if (Turns.Uncontrolled) Fail(Laws.Uncontrolled, "with the same schedule other CPUs were enabled than before.");
        else if (Turns.Steps >= maxSteps) Fail(Laws.Steps, $"more than {maxSteps} steps: a loop without end?");
        else Fail(Laws.Deadlock, locks.WaitForGraph(Turns.Waiting, Turns.Cells, Program.NameOf));
        return Over;
    }

    private void KeepLocks(AccessKind kind, nuint cell, bool writes)
    {
        if (kind == AccessKind.Unlock)
        {
            if (!locks.Release(cell, Cpu))
                Fail(Laws.Lock, $"cpu{Cpu} unlocks {Program.NameOf(cell)}, which it does not hold.");
            return;
        }

        Turns.Took(Cpu);
        if (writes) locks.Take(cell, Cpu);
    }

    private void Reset(Strategy by, List<Event>? record)
    {
        memory.Restore();
        Failure = null;
        mode = Mode.Running;
        plainAccesses = 0;
        Cpu = -1;
        locks.Clear();
        observer.Reset(record);
        Turns.Reset(by, first, memory);
        using Quiet quiet = new(this);
        Program.Begin();
    }

    [SuppressMessage("Design", "CA1031", Justification = "Whatever a program throws is the program's failure.")]
    private void End()
    {
        using Quiet quiet = new(this);
        try
        {
            Program.OnEnd();
        }
        catch (Exception exception)
        {
            Fail(Laws.Crash, $"at the end: {exception.GetType().Name}: {exception.Message}");
        }
    }

    /// <summary>Finds every CPU's first access.</summary>
    private void Probe()
    {
        Engine? outer = current;
        current = this;
        Guided nobody = new(Schedule.Empty);
        try
        {
            for (int cpu = 0; cpu < first.Length; cpu++)
            {
                Reset(nobody, null);
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
            Turns.Finish(cpu);
        }

        Cpu = -1;
    }

    private static InvalidOperationException NoCell(nuint cell, int line, string file) =>
        new($"address {cell:x} is no shared cell (at {Path.GetFileName(file)}:{line})");
}
