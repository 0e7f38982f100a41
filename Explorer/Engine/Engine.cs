using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>
/// One program under control. Executes one schedule at a time; exactly one CPU runs at any moment, whatever carries it.
/// <para>
/// A CPU starts when it is chosen for its first step, not before: an operation that has not taken a step has not begun.
/// Its first access is known beforehand (it depends on the initial state alone), so that a CPU that starts with a held
/// lock is not enabled.
/// </para>
/// <para>
/// With store buffers a start may be followed by stores that are no steps. There starting is a step of its own, which
/// touches nothing: what is in a buffer before a CPU's first access can be flushed before it. The same is done for
/// programs whose first accesses turn out to depend on more than the initial state.
/// </para>
/// </summary>
public sealed unsafe partial class Engine : IDisposable
{
    public const int MaxCpus = 32;
    internal const int Over = Turns.Nobody;
    private const int PlainAccessesPerStep = 20;
    private const int NumberingExecutions = 32;

    [ThreadStatic]
    private static Engine? current;

    private readonly ExplorationOptions options;
    private readonly SharedMemory memory;
    private readonly Observer observer;
    private readonly StoreBuffers? buffers;
    private readonly HeldLocks locks = new();
    private readonly Loops loops;
    private readonly FirstAccess[] first;
    private readonly Carrier carrier;
    private readonly int maxSteps;
    private readonly long maxPlainAccesses;
    private readonly bool beginIsStep;
    private Mode mode;
    private long plainAccesses;
    private bool isDeadlock;
    private Loop? unknown;
    private bool isTrial;

    internal Engine(IProgram program, ExplorationOptions options)
    {
        if (program.Cpus is < 1 or > MaxCpus)
            throw new ArgumentException($"{program.Name} has {program.Cpus} CPUs; 1 to {MaxCpus} can be explored.");
        Program = program;
        this.options = options;
        maxSteps = options.MaxSteps;
        maxPlainAccesses = (long)maxSteps * PlainAccessesPerStep;
        memory = new(program);
        if (options.Memory != MemoryModel.Sc) buffers = new(program.Cpus, options.Memory, options.Flaws);
        beginIsStep = buffers is not null || options.StartIsStep;
        observer = new(this, memory, options);
        loops = new(program);
        Turns = new(program.Cpus, memory, buffers);
        first = new FirstAccess[program.Cpus];
        carrier = Carrier.Create(options.Substrate, this);
        if (beginIsStep) Array.Fill(first, new(true, AccessKind.Begin, 0, 0));
        else Probe();
        if (options.Memory == MemoryModel.Pso) NumberLanes(options.Lanes);
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

    /// <summary>How stores become visible.</summary>
    public MemoryModel Memory => options.Memory;

    /// <summary>This execution was counted before: it is repeated to be recorded or compared.</summary>
    public bool IsRepetition { get; internal set; }

    /// <summary>How many cells are shared.</summary>
    internal int CellCount => memory.Cells;

    /// <summary>
    /// Under PSO, the lanes of store buffers in the order of their numbers, by CPU and index of the cell. A schedule
    /// means the same in an engine that was given them; none: there are no such lanes.
    /// </summary>
    internal IReadOnlyList<(int Cpu, int Cell)>? Lanes => buffers is null || options.Memory != MemoryModel.Pso ? null
        : [.. buffers.Lanes.Select(lane => (lane.Cpu, memory.IndexOf(lane.Cell)))];

    /// <summary>A trial ends by itself.</summary>
    private bool IsTooLong => Turns.Steps >= maxSteps && !isTrial;

    /// <summary>A CPU's first access depends on what others did before: starting must be a step.</summary>
    internal bool StartsDiffer { get; private set; }

    /// <summary>How the last execution ended.</summary>
    internal Ending Ending { get; private set; }

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

    internal bool IsQuiet { get; private set; }

    internal Broken? Failure { get; private set; }

    /// <summary>The leaf of the coroutine that was suspended last.</summary>
    internal Frame? Leaf { get; set; }

    /// <summary>Who takes the next step, or <see cref="Over"/>.</summary>
    internal int Chosen { get; private set; }

    internal CoverageReport? Coverage => observer.Coverage;

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
        AccessKind kind = Turns.PendingKind(cpu);
        nuint cell = Turns.PendingCell(cpu);
        return memory.Contains(cell) || kind.HasNoCell() ? Cells.NameOf(Program, kind, cell) : $"address {cell:x}";
    }

    /// <summary>Runs one execution.</summary>
    internal void Execute(Strategy by, List<Event>? record = null)
    {
        Engine? outer = current;
        current = this;
        try
        {
            RunThrough(by, record);
            while (unknown is { } loop)
            {
                Try(loop);
                by.Again();
                RunThrough(by, record);
            }

            if (Turns.AllFinished && Failure is null && !Turns.Blocked) End();
            Ending = Ended();
            by.Ended(Ending);
        }
        finally
        {
            current = outer;
        }
    }

    private void RunThrough(Strategy by, List<Event>? record)
    {
        Reset(by, record);
        RunIdle();
        Chosen = Decide();
        if (Chosen != Over) carrier.Execute();
    }

    /// <summary>The CPU starts, to take the step it was chosen for.</summary>
    internal void StartCpu(int cpu)
    {
        Turns.Start(cpu);
        Cpu = cpu;
        mode = beginIsStep ? Mode.Running : Mode.Starting;
        if (beginIsStep) Tell(AccessKind.Begin);
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
        if (held != 0 && Program.ChecksLocks)
            Fail(Laws.Lock, $"cpu{cpu} has finished and holds {Program.NameOf(held)}.");
        return Chosen = Decide();
    }

    /// <summary>The CPU ended with an exception of its own.</summary>
    internal void Crash(int cpu, Exception exception)
    {
        if (mode == Mode.Starting) mode = Mode.Running;
        Fail(Laws.Crash, $"cpu{cpu}: {exception.GetType().Name}: {exception.Message}");
    }

    /// <summary>With the program's callbacks, memory shows every store that was issued.</summary>
    internal void BeQuiet(bool quiet)
    {
        IsQuiet = quiet;
        if (buffers is null) return;
        if (quiet) buffers.ShowAll();
        else buffers.Unshow();
    }

    internal void Note(uint what, uint a, uint b, uint c)
    {
        if (mode == Mode.Probing || Failure is not null) return;
        loops.Forget(Cpu);
        observer.Noted(new Note(Cpu, what, a, b, c));
        using Quiet quiet = new(this);
        Program.OnNote(Cpu, what, a, b, c);
    }

    private void FirstAccessDiffers(int cpu)
    {
        StartsDiffer = true;
        Fail(Laws.Uncontrolled, $"cpu{cpu} does not start as it did when it ran first.");
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Decide()
    {
        if (Failure is not null || Turns.Blocked || IsTooLong) return Stop();
        int next = Turns.Decide(Cpu);
        if (next >= Turns.Cpus) next = Flush(next);
        return next == Turns.Nobody ? Stop() : next;
    }

    private int Stop()
    {
        if (Failure is not null || Turns.Blocked || Turns.AllFinished) return Over;
        if (Turns.Uncontrolled) Fail(Laws.Uncontrolled, "with the same schedule other CPUs were enabled than before.");
        else if (IsTooLong) Fail(Laws.Steps, $"more than {maxSteps} steps: a loop without end?");
        else if (Turns.Parked != 0 && LetsThrough()) Turns.GiveUp();
        else if (Turns.Parked != 0) Fail(Laws.Livelock, Circles());
        else Deadlock();
        return Over;
    }

    private void Deadlock()
    {
        isDeadlock = true;
        string waits = locks.WaitForGraph(Turns.Waiting, Turns.Cells, Program.NameOf);
        using (Quiet quiet = new(this))
        {
            if (!Program.OnDeadlock(waits)) return;
        }

        Fail(Laws.Deadlock, waits);
    }

    private Ending Ended() =>
        Turns.Blocked ? Ending.Blocked
        : isDeadlock ? Ending.Deadlock
        : Failure is not null ? Ending.Failed
        : Ending.Complete;

    private void KeepLocks(AccessKind kind, nuint cell, bool writes)
    {
        if (kind == AccessKind.Unlock)
        {
            if (!locks.Release(cell, Cpu) && Program.ChecksLocks)
                Fail(Laws.Lock, $"cpu{Cpu} unlocks {Program.NameOf(cell)}, which it does not hold.");
            return;
        }

        Turns.Took(Cpu);
        if (writes && kind != AccessKind.Await) locks.Take(cell, Cpu);
    }

    private void Reset(Strategy by, List<Event>? record)
    {
        memory.Restore();
        Failure = null;
        mode = Mode.Running;
        plainAccesses = 0;
        isDeadlock = false;
        unknown = null;
        loops.Clear();
        Cpu = -1;
        locks.Clear();
        observer.Reset(record, by);
        Turns.Reset(by, first);
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

    /// <summary>
    /// A lane gets its number when it comes up. Another engine's numbers are taken over; else a few executions give
    /// most lanes the same number in every engine of the program.
    /// </summary>
    private void NumberLanes(IReadOnlyList<(int Cpu, int Cell)>? known)
    {
        foreach ((int cpu, int cell) in known ?? [])
            buffers!.RelaxedLane(cpu, Program.Memory + ((nuint)cell * sizeof(uint)));
        if (known is null) Unseen.By(Program, NumberByWalks);
    }

    private bool NumberByWalks()
    {
        IsRepetition = true;
        RandomWalk walk = new(seed: 1, Draws.All);
        for (int i = 0; i < NumberingExecutions; i++)
        {
            walk.Next();
            Execute(walk);
        }

        IsRepetition = false;
        return true;
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
}
