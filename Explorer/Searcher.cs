namespace Plimsoll.Explorer;

/// <summary>
/// Runs one instance of a program under the schedules of strategies, counts what they come to, and explains the first
/// failure. The first execution and every so many after it are run twice and compared.
/// </summary>
internal sealed class Searcher : IDisposable
{
    private const long GuardEvery = 1000;

    private readonly ExplorationOptions options;
    private readonly Watch watch;
    private readonly List<Event> events = [];
    private long sinceGuard;

    public Searcher(IProgram program, ExplorationOptions options, Watch watch)
    {
        this.options = options;
        this.watch = watch;
        Engine = new(program, options);
    }

    public Engine Engine { get; }

    public void Dispose() => Engine.Dispose();

    /// <summary>Runs every schedule that the strategy has, or as many as may be.</summary>
    public SearchEnd Run(Strategy strategy, Tally tally)
    {
        long ended = 0;
        long steps = 0;
        SearchEnd end = SearchEnd.Stopped;
        while (tally.Failure is null || options.GoOnAfterFailure)
        {
            if (!strategy.Next())
            {
                end = SearchEnd.Exhausted;
                break;
            }

            if (strategy.IsLearning)
            {
                Engine.IsRepetition = true;
                Engine.Execute(strategy);
                continue;
            }

            if (!watch.Begins()) break;
            bool guarded = sinceGuard++ % GuardEvery == 0;
            Engine.IsRepetition = false;
            Engine.Execute(strategy, guarded ? events : null);
            Engine.IsRepetition = true;
            if (strategy.IsOutOfItsDepth)
            {
                end = SearchEnd.OutOfItsDepth;
                break;
            }

            ended++;
            steps += Engine.StepCount;
            bool isSound = Count(strategy, tally) && (!guarded || Repeats(tally));
            if (!isSound) break;
            if (ended < Watch.Patience) continue;
            bool goesOn = watch.GoesOn(ended, steps, strategy.Level ?? 0);
            ended = steps = 0;
            if (!goesOn) break;
        }

        tally.Cut |= strategy.Cut;
        watch.GoesOn(ended, steps, strategy.Level ?? 0);
        return end;
    }

    /// <summary>False when the program is not under control: nothing that follows would mean anything.</summary>
    private bool Count(Strategy strategy, Tally tally)
    {
        tally.Steps += Engine.StepCount;
        tally.Narrowed |= Engine.Turns.Narrowed;
        if (Engine.Turns.Lossy) tally.FirstLossyLevel = Math.Min(tally.FirstLossyLevel, strategy.Level ?? 0);
        if (Engine.Turns.Blocked)
        {
            tally.Blocked++;
            return true;
        }

        tally.Executions++;
        if (Engine.Ending == Ending.Deadlock) tally.Deadlocks++;
        tally.See(Engine.Turns.Accesses);
        if (options.CountTraces) tally.Traces.Add(Engine.Trace);
        if (Engine.Failure is null) return true;
        tally.Failures++;
        tally.Failure ??= Explain(strategy, Engine.Failure, Engine.Turns.ToSchedule());
        return tally.Failure.Law != Laws.Uncontrolled;
    }

    /// <summary>
    /// The execution that was just recorded is run again, to see whether the same schedule does the same.
    /// </summary>
    private bool Repeats(Tally tally)
    {
        if (tally.Failure is not null || Engine.Turns.Blocked) return true;
        Schedule schedule = Engine.Turns.ToSchedule();
        Broken? broken = Engine.Failure;
        List<Event> again = [];
        Repeat(schedule, again);
        if (Difference(schedule, again, broken) is not { } uncontrolled) return true;
        tally.Failures++;
        tally.Failure = uncontrolled;
        return false;
    }

    /// <summary>Runs a failing schedule again and makes it as simple as the strategy has not.</summary>
    private Failure Explain(Strategy strategy, Broken broken, Schedule schedule)
    {
        List<Event> again = [];
        Repeat(schedule, events);
        Repeat(schedule, again);
        if (Difference(schedule, again, broken) is { } uncontrolled) return uncontrolled;

        // With a bound the fewest preemptions were tried first.
        bool isSimple = strategy is PreemptionBound { IsWhole: true } || broken.Law == Laws.Uncontrolled;
        if (!isSimple && options.Substrate == Substrate.Twin)
        {
            schedule = Minimisation.Run(Engine, schedule, broken.Law, Engine.Turns.Preemptions);
            Repeat(schedule, again);
        }

        return new()
        {
            Law = Engine.Failure!.Law,
            Message = Engine.Failure.Message,
            IsCrash = Laws.IsCrash(broken.Law),
            Schedule = Engine.Turns.ToSchedule(),
            Preemptions = Engine.Turns.Preemptions,
            Events = again,
            Lanes = Engine.Lanes,
        };
    }

    private void Repeat(Schedule schedule, List<Event> record) => Engine.Execute(new Guided(schedule), record);

    /// <summary>
    /// How two executions of one schedule, <see cref="events"/> and the last, differ, as the failure that this is; null
    /// when they were the same.
    /// </summary>
    private Failure? Difference(Schedule schedule, List<Event> again, Broken? expected)
    {
        string? difference = Repetition.Difference(Engine.Program, events, again);
        if (difference is null && (Engine.Failure?.Law, Engine.Failure?.Step) != (expected?.Law, expected?.Step))
        {
            string second = Engine.Failure is { } other ? $"{other.Law} at step {other.Step}" : "no failure";
            string first = expected is null ? "no failure" : $"{expected.Law} at step {expected.Step}";
            difference = $"the schedule gave {first} first, {second} then";
        }

        if (difference is null) return null;
        return new()
        {
            Law = Laws.Uncontrolled,
            Message = $"Uncontrolled nondeterminism: {difference}.",
            IsCrash = true,
            Schedule = schedule,
            Preemptions = 0,
            Events = again,
            Lanes = Engine.Lanes,
        };
    }
}

/// <summary>Why a search came to its end.</summary>
internal enum SearchEnd
{
    /// <summary>There is no schedule left.</summary>
    Exhausted,

    /// <summary>A failure, the limit, the clock or the user.</summary>
    Stopped,

    /// <summary>The strategy cannot explore such a program.</summary>
    OutOfItsDepth,
}
