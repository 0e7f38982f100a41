namespace Plimsoll.Explorer;

/// <summary>
/// The lives of blocks of cells, as guests announce them: a life begins when a block gets an owner and ends when the
/// owner gives it up. Cells of which nothing was announced live from the start and without these laws.
/// <para>
/// Order here is happens-before (<see cref="RaceCheck"/>), not that of the schedule: two events that are not ordered
/// could have come the other way round.
/// </para>
/// <para>
/// USE-AFTER-FREE: an access, or another end, comes after the end of a life; or a life ends, and an access of another
/// CPU is not ordered before that end, so that it may come after.
/// </para>
/// <para>
/// UNORDERED-REUSE: a life begins, and the end of the one before has not come or is not ordered before; or, in a life
/// that is not the first, an access or the end is not ordered after the beginning: it may belong to an earlier owner.
/// </para>
/// <para>
/// Together: the accesses of a life come before its end, that before the next beginning, and that before the next
/// accesses. Which of two unordered events a schedule runs first does not change whether a law is broken, so plain
/// accesses need not be scheduling points for it, and one schedule a trace is enough.
/// </para>
/// </summary>
internal sealed class Lifetimes(RaceCheck races, int cells, Func<nuint, string> nameOf)
{
    private readonly Life[] lives = new Life[cells];
    private uint execution = 1;

    public void Clear() => execution++;

    /// <summary>The law that an access breaks, or null. What the access acquires must be known before.</summary>
    public LifeBreach? Access(in Step step, int cell)
    {
        ref Life life = ref lives[cell];
        if (life.Execution != execution) return null;
        if (life.IsOver) return new(Laws.UseAfterFree, $"{Said(step)} comes after {Ended(life)}.");
        if (!life.IsReuse || races.Knows(step.Cpu, life.Begin.Cpu, life.BeginTime)) return null;
        return new(Laws.UnorderedReuse, $"{Said(step)} is not ordered after {Began(life)}.");
    }

    /// <summary>A cell's life begins; the law that this breaks, or null.</summary>
    public LifeBreach? Begin(in Step step, int cell)
    {
        Life last = lives[cell];
        bool isReuse = last.Execution == execution;
        lives[cell] = new()
        {
            Execution = execution,
            IsReuse = isReuse,
            Begin = step,
            BeginTime = races.Now(step.Cpu),
        };
        if (!isReuse) return null;
        if (!last.IsOver) return new(Laws.UnorderedReuse, $"{Said(step)} comes before the end of {Began(last)}.");
        if (races.Knows(step.Cpu, last.End.Cpu, last.EndTime)) return null;
        return new(Laws.UnorderedReuse, $"{Said(step)} is not ordered after {Ended(last)}.");
    }

    /// <summary>A cell's life ends; the law that this breaks, or null.</summary>
    public LifeBreach? End(in Step step, int cell)
    {
        LifeBreach? breach = Access(step, cell);
        ref Life life = ref lives[cell];
        if (life.Execution != execution) life = new() { Execution = execution };
        (life.IsOver, life.End, life.EndTime) = (true, step, races.Now(step.Cpu));
        if (breach is not null) return breach;
        int other = races.Unordered(step.Cpu, cell);
        return other < 0 ? null : new(Laws.UseAfterFree, $"{Said(step)} is not ordered after ", other);
    }

    private string Said(in Step step)
    {
        string kind = step.Kind == AccessKind.Buffered ? AccessKind.Store.Word() : step.Kind.Word();
        return $"the {kind} of {nameOf(step.Cell)} by cpu{step.Cpu} at {step.Place}";
    }

    private static string Began(in Life life) =>
        life.Begin.File is null ? "its first life" : $"the life that cpu{life.Begin.Cpu} began at {life.Begin.Place}";

    private static string Ended(in Life life) => $"the end that cpu{life.End.Cpu} put to it at {life.End.Place}";

    private struct Life
    {
        public uint Execution;
        public bool IsOver;
        public bool IsReuse;
        public Step Begin;
        public Step End;
        public uint BeginTime;
        public uint EndTime;
    }
}

/// <summary>A law of lifetimes is broken.</summary>
/// <param name="Law">Which.</param>
/// <param name="Message">How.</param>
/// <param name="Other">The CPU whose last access to the cell completes the message; negative: it is complete.</param>
internal readonly record struct LifeBreach(string Law, string Message, int Other = RaceCheck.NoRace);
