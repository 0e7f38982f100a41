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

    public Observer(Engine engine, SharedMemory memory, bool checkRaces, bool countTraces)
    {
        this.engine = engine;
        this.memory = memory;
        int cpus = engine.Program.Cpus;
        watched = engine.Program.WatchesSteps;
        if (checkRaces && cpus > 1) races = new(cpus, memory.Cells);
        if (countTraces) traces = new(cpus, memory.Cells);
    }

    public bool WantsSteps { get; private set; }

    public bool WantsPlainAccesses { get; private set; }

    public UInt128 Trace => traces?.Value ?? 0;

    public void Reset(List<Event>? record)
    {
        recording = record;
        WantsPlainAccesses = races is not null || record is not null;
        WantsSteps = WantsPlainAccesses || traces is not null || watched;
        races?.Clear();
        traces?.Clear();
        record?.Clear();
    }

    public void Record(in Note note) => recording?.Add(new(note));

    public void Synchronising(in Step step, bool writes)
    {
        if (engine.Failure is not null)
        {
            // What the step itself broke is shown with it.
            recording?.Add(new(step));
            return;
        }

        int cell = memory.IndexOf(step.Cell);
        int other = races?.Synchronising(step.Cpu, step.Kind, cell, writes) ?? RaceCheck.NoRace;
        traces?.Add(step.Cpu, step.Kind, cell, writes);
        if (other >= 0) Race(step, other, writes);
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
