namespace Plimsoll.Explorer;

/// <summary>Runs a program under the schedules of a strategy and says what may be concluded.</summary>
public static class Exploration
{
    private const long DefaultSamples = 1000;

    /// <summary>
    /// Explores. Where optimal-DPOR was asked for, a program with loops that wait, or with laws that look at more than
    /// cells (<see cref="Ghosts"/>), is explored by source-DPOR. The report says so.
    /// </summary>
    /// <param name="program">The program; what it gathers is in it when this returns.</param>
    /// <param name="options">None: every schedule with at most two preemptions.</param>
    /// <param name="another">Makes another instance of the program: needed where several workers explore.</param>
    /// <exception cref="ArgumentException">The options contradict one another or the program.</exception>
    public static Report Run(IProgram program, ExplorationOptions? options = null, Func<IProgram>? another = null)
    {
        ArgumentNullException.ThrowIfNull(program);
        options ??= new();
        Require(options);
        return options.IsSplit ? SplitSearch.Run(program, options, another) : RunWhole(program, options);
    }

    /// <summary>How many executions there may be.</summary>
    internal static long Limit(ExplorationOptions options)
    {
        bool endless = options is { Iterations: null, Time: null } && options.Strategy.IsSampling();
        return options.Iterations ?? (endless ? DefaultSamples : long.MaxValue);
    }

    internal static Estimate? EstimateOf(IProgram program, ExplorationOptions options, Watch watch) =>
        options.Estimates ? Estimator.Of(program, options, watch) : null;

    internal static Strategy StrategyFor(ExplorationOptions options, Unit unit, Footprints? guess) =>
        options.Strategy switch
        {
            StrategyKind.Bounded => new PreemptionBound(options.BoundOrDefault - unit.Preemptions, unit.Way),
            StrategyKind.Random => new RandomWalk(options.Seed, unit.Draws),
            StrategyKind.Urw => new UniformWalk(options.Seed, unit.Draws),
            StrategyKind.Pct => new Pct(options.Seed, options.BoundOrDefault, unit.Draws),
            StrategyKind.Pos => new Pos(options.Seed, unit.Draws),
            StrategyKind.Dfs => new DepthFirst(unit.Way),
            StrategyKind.SourceDpor => new SourceDpor(options.Bound, options.Flaws, unit, guess),
            StrategyKind.OptimalDpor => new OptimalDpor(options.Flaws),
            _ => throw new ArgumentException($"There is no strategy {options.Strategy}."),
        };

    private static Report RunWhole(IProgram program, ExplorationOptions options)
    {
        Watch watch = new(options, Limit(options));
        watch.Due = watch.Estimate = EstimateOf(program, options, watch);
        Tally tally = new(program.Cpus);
        using (Searcher searcher = new(program, options, watch))
        {
            Strategy strategy = StrategyFor(options, Unit.Whole, guess: null);
            SearchEnd end = searcher.Run(strategy, tally);
            if (end == SearchEnd.OutOfItsDepth) options = options with { Strategy = StrategyKind.SourceDpor };
            else if (!searcher.Engine.StartsDiffer || options.StartIsStep)
            {
                return Report.Of(program.Name, options, tally, watch, CompleteLevel(strategy, end, tally), end) with
                {
                    Coverage = searcher.Engine.Coverage,
                };
            }
            else options = options with { StartIsStep = true };
        }

        program.TakeFindings();
        return RunWhole(program, options);
    }

    private static int? CompleteLevel(Strategy strategy, SearchEnd end, Tally tally)
    {
        if (strategy.Level is not { } now) return null;
        int level = Math.Min(end == SearchEnd.Exhausted ? now : now - 1, tally.FirstLossyLevel - 1);
        return level < 0 ? null : level;
    }

    private static void Require(ExplorationOptions options)
    {
        if (options.BoundOrDefault < 0)
            throw new ArgumentException($"A bound of {options.Bound} preemptions: it must be 0 or more.");
        if (options is { Strategy: StrategyKind.OptimalDpor, Bound: not null })
            throw new ArgumentException("optimal-dpor knows no bound of preemptions: source-dpor does.");
        if (options.Substrate == Substrate.Nested) RequireNestable(options);
        if (options.IsSplit) RequireSplittable(options);
    }

    private static void RequireSplittable(ExplorationOptions options)
    {
        if (options.Workers < 1) throw new ArgumentException($"{options.Workers} workers: there must be one at least.");
        if (options.Shard < 1 || options.Shard > options.Shards)
            throw new ArgumentException($"Shard {options.Shard} of {options.Shards}: shards are counted from 1.");
        if (options.Substrate != Substrate.Twin)
            throw new ArgumentException("Workers, shards and resuming need the substrate twin.");
        if (options.Strategy == StrategyKind.OptimalDpor)
        {
            throw new ArgumentException(
                "optimal-dpor cannot be split: what is left to explore is one tree. source-dpor can.");
        }

        if (options is { Strategy: StrategyKind.SourceDpor, Bound: not null })
            throw new ArgumentException("source-dpor with a bound cannot be split: bounded can, and source-dpor.");
    }

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
}
