namespace Plimsoll.Explorer;

/// <summary>
/// The laws of accesses that happens-before does not order: races, torn values, lifetimes. Says which law an access
/// breaks, and with which other access. Where it breaks several, the one that says most is named.
/// </summary>
internal sealed class AccessLaws(Engine engine, SharedMemory memory, MemoryModel model)
{
    private readonly int cpus = engine.Program.Cpus;
    private readonly RaceCheck races = new(engine.Program.Cpus, memory.Cells, model);

    // Made when a guest first asks for them; until then nothing they would have to know has happened.
    private Lifetimes? lifetimes;
    private WideAccesses? wides;
    private List<Event>? recording;

    /// <summary>An execution starts.</summary>
    /// <param name="record">Where its events are; null: they are not kept.</param>
    public void Reset(List<Event>? record)
    {
        recording = record;
        races.Clear();
        lifetimes?.Clear();
        wides?.Clear();
    }

    public void Synchronising(in Step step, in Effect effect)
    {
        if (effect.Cell < 0) return;
        int other = effect.Forwarded
            ? RaceCheck.NoRace
            : races.Synchronising(step.Cpu, step.Kind, effect.Cell, effect.Writes);
        Live(step, effect.Cell);
        if (other >= 0) Race(step, effect.Cell, other, effect.Writes);
    }

    public void Plain(in Step step, bool writes)
    {
        int cell = memory.IndexOf(step.Cell);
        Live(step, cell);
        int other = races.Plain(step.Cpu, cell, writes);
        if (step.Kind.IsWide()) (wides ??= new(races, cpus, memory.Cells)).Add(step.Cpu, cell, writes);
        if (other >= 0) Race(step, cell, other, writes);
    }

    /// <summary>A store enters a buffer: for its CPU it is done. Returns what it will release.</summary>
    public uint[] Issue(in Step step)
    {
        int cell = memory.IndexOf(step.Cell);
        Live(step, cell);
        return races.Issue(step.Cpu, cell);
    }

    /// <summary>A store that was issued before reaches memory.</summary>
    public void Publish(in Step step, int cell, in BufferedStore store)
    {
        int other = races.Publish(step.Cpu, cell, store);
        if (other >= 0) Race(step, cell, other, writes: true);
    }

    /// <summary>The block that begins at the step's cell is born, or dies.</summary>
    public void Life(in Step step, int words)
    {
        lifetimes ??= new(races, memory.Cells, engine.Program.NameOf);
        int first = memory.IndexOf(step.Cell);
        for (int i = 0; i < words; i++)
        {
            Step here = step with { Cell = step.Cell + ((nuint)i * sizeof(uint)) };
            Say(here, step.Kind == AccessKind.Born ? lifetimes.Begin(here, first + i) : lifetimes.End(here, first + i));
        }
    }

    private void Live(in Step step, int cell)
    {
        if (lifetimes is not null) Say(step, lifetimes.Access(step, cell));
    }

    private void Say(in Step step, LifeBreach? breach)
    {
        if (breach is not { } broken) return;
        string earlier = broken.Other < 0 ? "" : $"{Earlier(step.Cell, broken.Other, step => !step.Kind.IsLife())}.";
        engine.Fail(broken.Law, broken.Message + earlier);
    }

    private void Race(in Step step, int cell, int other, bool writes)
    {
        AccessKind kind = step.Kind;
        string earlier = Earlier(step.Cell, other, past => RaceCheck.Conflict(past, kind, writes));
        string text = $"the {kind.Word()} of {engine.Program.NameOf(step.Cell)} by cpu{step.Cpu} at {step.Place}"
            + $" is not ordered with {earlier}";
        bool torn = kind.IsWide() || wides is { } all && all.RacesWith(other, step.Cpu, cell, writes);
        if (torn) engine.Fail(Laws.Torn, $"{text}: its halves may be of two values.");
        else engine.Fail(Laws.Race, $"{text}.");
    }

    /// <summary>
    /// The site is known only where the execution is recorded; a failure is always run again with recording.
    /// </summary>
    private string Earlier(nuint cell, int cpu, Func<Step, bool> counts)
    {
        for (int i = (recording?.Count ?? 0) - 1; i >= 0; i--)
        {
            if (recording![i].Access is { } past && past.Cpu == cpu && past.Cell == cell && counts(past))
                return $"the {past.Kind.Word()} of cpu{cpu} at {past.Place}";
        }

        return $"an access of cpu{cpu}";
    }
}
