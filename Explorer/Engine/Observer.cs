namespace Plimsoll.Explorer;

/// <summary>
/// What is watched besides the schedule: races, traces, the recording, and the program's own interest in steps.
/// </summary>
internal sealed class Observer
{
    private readonly Engine engine;
    private readonly SharedMemory memory;
    private readonly RaceCheck? races;
    private readonly TraceHash? traces;
    private readonly bool watched;
    private List<Event>? recording;
    private Strategy? strategy;

    public Observer(Engine engine, SharedMemory memory, ExplorationOptions options)
    {
        this.engine = engine;
        this.memory = memory;
        int cpus = engine.Program.Cpus;
        watched = engine.Program.WatchesSteps;
        if (options.CheckRaces && cpus > 1) races = new(cpus, memory.Cells, options.Memory);
        if (options.CountTraces) traces = new(memory.Cells);
    }

    public bool WantsSteps { get; private set; }

    public bool WantsPlainAccesses { get; private set; }

    public UInt128 Trace => traces?.Value ?? 0;

    public void Reset(List<Event>? record, Strategy by)
    {
        recording = record;
        strategy = by.WantsEffects ? by : null;
        WantsPlainAccesses = races is not null || record is not null;
        WantsSteps = WantsPlainAccesses || traces is not null || watched || strategy is not null;
        races?.Clear();
        traces?.Clear();
        record?.Clear();
    }

    public void Record(in Note note) => recording?.Add(new(note));

    /// <summary>A store entered a buffer: no scheduling point, and it orders nothing.</summary>
    public void Issued(in Step step) => Finish(step);

    /// <summary>What a store that the CPU issues now releases; null without a race check.</summary>
    public uint[]? Issue(int cpu) => races?.Issue(cpu);

    public void Synchronising(in Step step, in Effect effect)
    {
        if (engine.Failure is not null)
        {
            // What the step itself broke is shown with it.
            strategy?.Performed(effect);
            recording?.Add(new(step));
            return;
        }

        strategy?.Performed(effect);
        traces?.Add(effect);
        if (effect.Cell >= 0 && !effect.Forwarded && races is not null)
        {
            int other = races.Synchronising(step.Cpu, step.Kind, effect.Cell, effect.Writes);
            if (other >= 0) Race(step, other, effect.Writes);
        }

        Finish(step);
    }

    public void Flushed(in Step step, in Effect effect, in BufferedStore store)
    {
        if (step.Kind == AccessKind.Flush)
        {
            strategy?.Performed(effect);
            traces?.Add(effect);
        }
        else
        {
            strategy?.Drained(effect, store.Value);
        }

        int other = races?.Publish(step.Cpu, effect.Cell, store) ?? RaceCheck.NoRace;
        if (other >= 0) Race(step, other, writes: true);
        Finish(step);
    }

    private void Finish(in Step step)
    {
        recording?.Add(new(step));
        if (!watched) return;
        using Quiet quiet = new(engine);
        engine.Program.OnStep(step);
    }

    public void Plain(in Step step, bool writes)
    {
        int other = races?.Plain(step.Cpu, memory.IndexOf(step.Cell), writes) ?? RaceCheck.NoRace;
        if (other >= 0) Race(step, other, writes);
        recording?.Add(new(step));
    }

    /// <summary>
    /// The other site is known only where the execution is recorded; a failure is always run again with recording.
    /// </summary>
    private void Race(in Step step, int other, bool writes)
    {
        string earlier = $"an access of cpu{other}";
        for (int i = (recording?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (recording![i].Access is not { } past || past.Cpu != other || past.Cell != step.Cell) continue;
            if (!RaceCheck.Conflict(past, step.Kind, writes)) continue;
            earlier = $"the {past.Kind.Word()} of cpu{other} at {past.Place}";
            break;
        }

        string cell = engine.Program.NameOf(step.Cell);
        engine.Fail(
            Laws.Race,
            $"the {step.Kind.Word()} of {cell} by cpu{step.Cpu} at {step.Place} is not ordered with {earlier}.");
    }
}
