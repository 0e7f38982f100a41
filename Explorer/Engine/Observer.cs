namespace Plimsoll.Explorer;

/// <summary>
/// What is watched besides the schedule: the laws of accesses, traces, the recording, and the program's own interest
/// in steps.
/// </summary>
internal sealed class Observer
{
    private readonly Engine engine;
    private readonly SharedMemory memory;
    private readonly AccessLaws? laws;
    private readonly TraceHash? traces;
    private readonly Coverage? coverage;
    private readonly bool watched;
    private List<Event>? recording;
    private Strategy? strategy;

    public Observer(Engine engine, SharedMemory memory, ExplorationOptions options)
    {
        this.engine = engine;
        this.memory = memory;
        watched = engine.Program.WatchesSteps;
        if (options.CheckRaces) laws = new(engine, memory, options.Memory);
        if (options.CountTraces) traces = new(memory.Cells);
        if (options.Coverage) coverage = new(memory.Cells, engine.Program.Cpus);
    }

    public bool WantsSteps { get; private set; }

    public bool WantsPlainAccesses { get; private set; }

    public CoverageReport? Coverage => coverage?.Report;

    public UInt128 Trace => traces?.Value ?? 0;

    public void Reset(List<Event>? record, Strategy by)
    {
        recording = record;
        strategy = by.WantsEffects ? by : null;
        WantsPlainAccesses = laws is not null || record is not null;
        WantsSteps = WantsPlainAccesses || traces is not null || watched || strategy is not null
            || coverage is not null;
        laws?.Reset(record);
        traces?.Clear();
        coverage?.Clear();
        record?.Clear();
    }

    public void Noted(in Note note)
    {
        strategy?.Noted(note.Cpu, engine.Program.GhostsOf(note));
        recording?.Add(new(note));
    }

    /// <summary>A store enters a buffer; what it will release, or null without a race check.</summary>
    public uint[]? Issue(in Step step) => laws?.Issue(step);

    /// <summary>A store is in a buffer: no scheduling point, and it orders nothing.</summary>
    public void Issued(in Step step)
    {
        strategy?.Noted(step.Cpu, GhostsOf(step) with { IsNext = true });
        Finish(step);
    }

    /// <summary>A block of words is born, or dies.</summary>
    public void Life(in Step step, int words)
    {
        for (int i = 0; i < words; i++)
        {
            nuint cell = step.Cell + ((nuint)i * sizeof(uint));
            if (!memory.Contains(cell)) throw SharedMemory.NoCell(cell, step.Line, step.File);
        }

        laws?.Life(step, words);
        recording?.Add(new(step));
    }

    public void Synchronising(in Step step, in Effect effect)
    {
        if (engine.Failure is not null)
        {
            // What the step itself broke is shown with it.
            strategy?.Performed(effect);
            recording?.Add(new(step));
            return;
        }

        strategy?.Performed(effect with { Ghosts = GhostsOf(step) });
        traces?.Add(effect);
        if (coverage is not null && !engine.IsRepetition) coverage.Add(step, effect);
        laws?.Synchronising(step, effect);
        Finish(step);
    }

    public void Flushed(in Step step, in Effect effect, in BufferedStore store)
    {
        if (step.Kind == AccessKind.Flush)
        {
            strategy?.Performed(effect with { Ghosts = GhostsOf(step) });
            traces?.Add(effect);
            if (coverage is not null && !engine.IsRepetition) coverage.Add(step, effect);
        }
        else
        {
            strategy?.Drained(effect, store.Value);
            strategy?.Noted(step.Cpu, GhostsOf(step));
        }

        laws?.Publish(step, effect.Cell, store);
        Finish(step);
    }

    private Ghosts GhostsOf(in Step step) => watched ? engine.Program.GhostsOf(step) : Ghosts.None;

    private void Finish(in Step step)
    {
        recording?.Add(new(step));
        if (!watched) return;
        using Quiet quiet = new(engine);
        engine.Program.OnStep(step);
    }

    public void Plain(in Step step, bool writes)
    {
        laws?.Plain(step, writes);
        recording?.Add(new(step));
    }
}
