namespace Plimsoll.Explorer;

/// <summary>
/// Why a schedule fails: two steps in the order in which they came, and a schedule in which they come the other way
/// round, everything before them is as it was, and no law is broken.
/// </summary>
/// <param name="Earlier">Came first in the failing schedule.</param>
/// <param name="Later">Came second; comes first in the passing one.</param>
/// <param name="Passing">The passing schedule.</param>
/// <param name="Text">In two lines, for people.</param>
public sealed record FlippingRace(Step Earlier, Step Later, Schedule Passing, string Text)
{
    private const int MostTried = 1000;

    /// <summary>
    /// The race nearest to the failure whose reversal passes; null where none does, as when the law breaks in every
    /// schedule near this one.
    /// </summary>
    /// <param name="program">The program that failed or a fresh one, which is run a few hundred times at most.</param>
    /// <param name="failure">How it failed.</param>
    /// <param name="options">Those it was explored with.</param>
    public static FlippingRace? Of(IProgram program, Failure failure, ExplorationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        ArgumentNullException.ThrowIfNull(failure);
        if (failure.IsCrash && failure.Schedule.Length == 0) return null;
        options ??= new();
        using Engine engine = new(program, options with
        {
            StartIsStep = failure.StartIsStep, Substrate = Substrate.Twin, Lanes = failure.Lanes,
        });
        engine.IsRepetition = true;
        byte[] ids = [.. failure.Schedule.Cpus];
        List<Event> failing = [];
        engine.Execute(new Guided(failure.Schedule), failing);
        HappensBefore order = new(failing, program.Cpus, options.Memory);
        List<ReplayStep> names = ReplayStep.Of(program, failing);
        foreach (Candidate candidate
            in Waits(engine, order, names, ids).Concat(Races(order, names, ids)).Take(MostTried))
        {
            List<Event> events = [];
            engine.Execute(new Guided(new(candidate.Schedule)), events);
            if (engine.Failure is not null || engine.Turns.Blocked) continue;
            List<ReplayStep> now = ReplayStep.Of(program, events);
            int first = now.FindIndex(step => Same(step, candidate.Later));
            int then = now.FindIndex(step => Same(step, names[candidate.Earlier]));
            if (first < 0 || (then >= 0 && first > then)) continue;
            Step later = events.Where(e => e.Access is { IsSchedulingPoint: true }).ElementAt(first).Access!.Value;
            return Named(program, order.Steps[candidate.Earlier], later, engine.Turns.ToSchedule());
        }

        return null;
    }

    private static FlippingRace Named(IProgram program, Step earlier, Step later, Schedule passing)
    {
        string text = $"passes if cpu{later.Cpu}'s {What(later)}\n"
            + $"  comes before cpu{earlier.Cpu}'s {What(earlier)}: {passing}\n";
        return new(earlier, later, passing, text);

        string What(Step step) => $"{step.Kind.Word()} {Cells.NameOf(program, step)} @ {step.Place}";
    }

    private static bool Same(ReplayStep one, ReplayStep other) =>
        (one.Cpu, one.Kind, one.Cell, one.Ordinal) == (other.Cpu, other.Kind, other.Cell, other.Ordinal);

    /// <summary>
    /// Pairs that follow one another directly and could be the other way round, the last first. An unlock cannot come
    /// after the lock that waits for it; what races there are the two locks.
    /// </summary>
    private static IEnumerable<Candidate> Races(HappensBefore order, List<ReplayStep> names, byte[] ids) =>
        from edge in order.CrossEdges().Reverse()
        let earlier = order.Steps[edge.To].Kind == AccessKind.Lock ? Taken(order, edge.From) : edge.From
        where earlier >= 0 && edge.To < ids.Length
        select new Candidate(earlier, names[edge.To], Reversed(order, ids, earlier, edge.To, ids[edge.To]));

    /// <summary>
    /// What a deadlock leaves undone: locks that CPUs wait for, each of which could have been taken before whoever
    /// holds it took it.
    /// </summary>
    private static List<Candidate> Waits(Engine engine, HappensBefore order, List<ReplayStep> names, byte[] ids)
    {
        List<Candidate> waits = [];
        for (int cpu = 0; cpu < engine.Program.Cpus; cpu++)
        {
            if ((engine.Turns.Waiting >> cpu & 1) == 0 || engine.Turns.PendingKind(cpu) != AccessKind.Lock) continue;
            nuint cell = engine.Turns.PendingCell(cpu);
            int holds = order.Steps.ToList().FindLastIndex(
                step => step.Cell == cell && step.Cpu != cpu && IsTaking(step) && step.Writes);
            if (holds < 0) continue;
            string name = engine.Program.NameOf(cell);
            int had = names.Count(step => (step.Cpu, step.Kind, step.Cell) == (cpu, AccessKind.Lock, name));
            ReplayStep wanted = new(cpu, AccessKind.Lock, name, had + 1, "");
            waits.Add(new(holds, wanted, Reversed(order, ids, holds, order.Steps.Count, (byte)cpu)));
        }

        return waits;
    }

    /// <summary>The lock that an unlock, or the flush of one, gives up; another step is itself what races.</summary>
    private static int Taken(HappensBefore order, int unlock)
    {
        Step left = order.Steps[unlock];
        if (left.Kind is not (AccessKind.Unlock or AccessKind.Flush)) return unlock;
        int at = unlock;
        do at--;
        while (at >= 0 && (order.Steps[at].Cpu, order.Steps[at].Cell, IsTaking(order.Steps[at]))
            != (left.Cpu, left.Cell, true));
        return at;
    }

    private static bool IsTaking(Step step) => step.Kind is AccessKind.Lock or AccessKind.TryLock;

    /// <summary>
    /// What does not depend on i, then j, then i and all the rest in its order. What no longer fits is left to the
    /// scheduler.
    /// </summary>
    /// <param name="order">The order in the failing schedule.</param>
    /// <param name="ids">The failing schedule.</param>
    /// <param name="i">The step that is to come later.</param>
    /// <param name="j">The step that is to come before it; past the end: one that did not come.</param>
    /// <param name="id">Who takes step j.</param>
    private static byte[] Reversed(HappensBefore order, byte[] ids, int i, int j, byte id)
    {
        int steps = Math.Min(ids.Length, order.Steps.Count);
        List<byte> before = [.. ids[..i]], after = [ids[i]];
        for (int k = i + 1; k < steps; k++)
        {
            if (k != j) (k < j && !order.Precedes(i, k) ? before : after).Add(ids[k]);
        }

        return [.. before, id, .. after];
    }

    /// <param name="Earlier">The index of the step that came first.</param>
    /// <param name="Later">The step that is to come before it.</param>
    /// <param name="Schedule">In which it does.</param>
    private sealed record Candidate(int Earlier, ReplayStep Later, byte[] Schedule);
}
