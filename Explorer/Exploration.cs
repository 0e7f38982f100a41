using System.Diagnostics;

namespace Plimsoll.Explorer;

/// <summary>Runs a program under the schedules of a strategy and says what may be concluded.</summary>
public sealed class Exploration : IDisposable
{
    private const long DefaultSamples = 1000;

    /// <summary>The first execution and every so many after it are run twice and compared.</summary>
    private const long GuardEvery = 1000;

    private readonly ExplorationOptions options;
    private readonly Engine engine;
    private readonly Strategy strategy;
    private readonly int bound;
    private readonly HashSet<UInt128> traces = [];
    private readonly List<Event> events = [];
    private readonly int[] accesses;
    private readonly long limit;
    private long executions;
    private long blocked;
    private long deadlocks;
    private long failures;
    private long steps;
    private bool exhausted;
    private int firstLossyLevel = int.MaxValue;
    private bool narrowed;
    private Failure? failure;

    private Exploration(IProgram program, ExplorationOptions options)
    {
        this.options = options;
        bound = options.Bound ?? ExplorationOptions.DefaultBound;
        if (bound < 0) throw new ArgumentException($"A bound of {bound} preemptions: it must be 0 or more.");
        if (options is { Strategy: StrategyKind.OptimalDpor, Bound: not null })
            throw new ArgumentException("optimal-dpor knows no bound of preemptions: source-dpor does.");
        if (options.Substrate == Substrate.Nested) RequireNestable(options);
        strategy = options.Strategy switch
        {
            StrategyKind.Bounded => new PreemptionBound(bound),
            StrategyKind.Random => new RandomWalk(options.Seed),
            StrategyKind.Urw => new UniformWalk(options.Seed),
            StrategyKind.Pct => new Pct(options.Seed, bound),
            StrategyKind.Pos => new Pos(options.Seed),
            StrategyKind.Dfs => new DepthFirst(),
            StrategyKind.SourceDpor => new SourceDpor(options.Bound, options.Flaws),
            StrategyKind.OptimalDpor => new OptimalDpor(options.Flaws),
            _ => throw new ArgumentException($"There is no strategy {options.Strategy}."),
        };
        bool endless = options is { Iterations: null, Time: null } && options.Strategy.IsSampling();
        limit = options.Iterations ?? (endless ? DefaultSamples : long.MaxValue);
        accesses = new int[program.Cpus];
        engine = new(program, options);
    }

    /// <summary>
    /// Explores. Where optimal-DPOR was asked for, a program with loops that wait, or with laws that look at more than
    /// cells (<see cref="Ghosts"/>), is explored by source-DPOR. The report says so.
    /// </summary>
    /// <exception cref="ArgumentException">The options contradict one another or the program.</exception>
    public static Report Run(IProgram program, ExplorationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        options ??= new();
        using (Exploration exploration = new(program, options))
        {
            Report report = exploration.Run();
            if (exploration.strategy.IsOutOfItsDepth) options = options with { Strategy = StrategyKind.SourceDpor };
            else if (!exploration.engine.StartsDiffer || options.StartIsStep) return report;
            else options = options with { StartIsStep = true };
        }

        return Run(program, options);
    }

    public void Dispose() => engine.Dispose();

    private static void RequireNestable(ExplorationOptions options)
    {
        if (options.Memory != MemoryModel.Sc)
            throw new ArgumentException("Nested calls run under sequential consistency only.");
        if (options.Strategy is StrategyKind.Dfs or StrategyKind.SourceDpor or StrategyKind.OptimalDpor)
        {
            throw new ArgumentException(
                "Nested calls do not cover every schedule: take bounded with a bound of 0 or 1, or random.");
        }

        if (options is { Strategy: StrategyKind.Bounded, Bound: > 1 })
        {
            throw new ArgumentException(
                $"Nested calls cover schedules with at most one preemption, not {options.Bound}: take a bound of"
                + " 0 or 1, or another substrate.");
        }
    }

    private Report Run()
    {
        long start = Stopwatch.GetTimestamp();
        Explore(start);
        return Conclude(Stopwatch.GetElapsedTime(start).TotalSeconds);
    }

    private void Explore(long start)
    {
        TimeSpan nextProgress = TimeSpan.Zero;
        while (executions + blocked < limit && (failure is null || options.GoOnAfterFailure))
        {
            if (!strategy.Next())
            {
                exhausted = true;
                return;
            }

            bool guarded = (executions + blocked) % GuardEvery == 0;
            engine.IsRepetition = false;
            engine.Execute(strategy, guarded ? events : null);
            engine.IsRepetition = true;
            if (strategy.IsOutOfItsDepth) return;
            bool isSound = Count() && (!guarded || Repeats());
            if (!isSound) return;

            // Looking at the clock costs as much as some steps; an execution takes microseconds.
            if ((executions + blocked & 15) != 0) continue;
            TimeSpan elapsed = Stopwatch.GetElapsedTime(start);
            if (elapsed > options.Time || options.Cancellation.IsCancellationRequested) return;
            if (options.Progress is null || elapsed < nextProgress) continue;
            nextProgress = elapsed + TimeSpan.FromMilliseconds(250);
            options.Progress(new(executions, steps, elapsed, strategy.Level ?? 0));
        }
    }

    /// <summary>False when the program is not under control: nothing that follows would mean anything.</summary>
    private bool Count()
    {
        steps += engine.StepCount;
        narrowed |= engine.Turns.Narrowed;
        if (engine.Turns.Lossy) firstLossyLevel = Math.Min(firstLossyLevel, strategy.Level ?? 0);
        if (engine.Turns.Blocked)
        {
            blocked++;
            return true;
        }

        executions++;
        if (engine.Ending == Ending.Deadlock) deadlocks++;
        ReadOnlySpan<int> now = engine.Turns.Accesses;
        for (int cpu = 0; cpu < accesses.Length; cpu++) accesses[cpu] = Math.Max(accesses[cpu], now[cpu]);
        if (options.CountTraces) traces.Add(engine.Trace);
        if (engine.Failure is null) return true;
        failures++;
        failure ??= Explain(engine.Failure, engine.Turns.ToSchedule());
        return failure.Law != Laws.Uncontrolled;
    }

    /// <summary>
    /// The execution that was just recorded is run again, to see whether the same schedule does the same.
    /// </summary>
    private bool Repeats()
    {
        if (failure is not null || engine.Turns.Blocked) return true;
        Schedule schedule = engine.Turns.ToSchedule();
        Broken? broken = engine.Failure;
        List<Event> again = [];
        Repeat(schedule, again);
        return SameTwice(schedule, again, broken);
    }

    /// <summary>Runs a failing schedule again and makes it as simple as the strategy has not.</summary>
    private Failure Explain(Broken broken, Schedule schedule)
    {
        List<Event> again = [];
        Repeat(schedule, events);
        Repeat(schedule, again);
        if (!SameTwice(schedule, again, broken)) return failure!;

        // With a bound the fewest preemptions were tried first.
        if (strategy is not PreemptionBound && options.Substrate == Substrate.Twin && broken.Law != Laws.Uncontrolled)
        {
            schedule = Minimisation.Run(engine, schedule, broken.Law, engine.Turns.Preemptions);
            Repeat(schedule, again);
        }

        return new()
        {
            Law = engine.Failure!.Law,
            Message = engine.Failure.Message,
            IsCrash = Laws.IsCrash(broken.Law),
            Schedule = engine.Turns.ToSchedule(),
            Preemptions = engine.Turns.Preemptions,
            Events = again,
        };
    }

    private void Repeat(Schedule schedule, List<Event> record) => engine.Execute(new Guided(schedule), record);

    /// <summary>
    /// Whether two executions of one schedule, <see cref="events"/> and the last, were the same; if not, that is the
    /// failure.
    /// </summary>
    private bool SameTwice(Schedule schedule, List<Event> again, Broken? expected)
    {
        string? difference = Repetition.Difference(engine.Program, events, again);
        if (difference is null && (engine.Failure?.Law, engine.Failure?.Step) != (expected?.Law, expected?.Step))
        {
            string second = engine.Failure is { } other ? $"{other.Law} at step {other.Step}" : "no failure";
            string first = expected is null ? "no failure" : $"{expected.Law} at step {expected.Step}";
            difference = $"the schedule gave {first} first, {second} then";
        }

        if (difference is null) return true;
        failures = Math.Max(failures, 1);
        failure = new()
        {
            Law = Laws.Uncontrolled,
            Message = $"Uncontrolled nondeterminism: {difference}.",
            IsCrash = true,
            Schedule = schedule,
            Preemptions = 0,
            Events = again,
        };
        return false;
    }

    private Report Conclude(double seconds)
    {
        int? complete = CompleteLevel();
        bool everything = exhausted && firstLossyLevel == int.MaxValue && !narrowed && !strategy.Cut;
        return new()
        {
            Program = engine.Program.Name,
            Verdict = failures > 0 ? Verdict.Violation
                : everything ? Verdict.Exhaustive
                : complete is not null ? Verdict.Bounded
                : Verdict.Sampled,
            Strategy = options.Strategy,
            Substrate = options.Substrate,
            Memory = options.Memory,
            Bound = complete,
            Executions = executions,
            Blocked = blocked,
            Deadlocks = deadlocks,
            Failures = failures,
            DistinctTraces = options.CountTraces ? traces.Count : null,
            Steps = steps,
            Seconds = seconds,
            Accesses = accesses,
            Guarantee = options.Strategy == StrategyKind.Pct
                ? Pct.Guarantee(accesses.Length, accesses.Sum(), bound)
                : null,
            Failure = failure,
        };
    }

    private int? CompleteLevel()
    {
        if (strategy.Level is not { } now) return null;
        int level = Math.Min(exhausted ? now : now - 1, firstLossyLevel - 1);
        return level < 0 ? null : level;
    }
}
