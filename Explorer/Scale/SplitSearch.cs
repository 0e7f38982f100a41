using System.Runtime.ExceptionServices;
using System.Text.Json.Nodes;

namespace Plimsoll.Explorer;

/// <summary>
/// A search unit by unit: by several workers, by one of several shards, or continued from a file. The outcome does not
/// depend on who did what when: of several failures the one of the first unit counts.
/// </summary>
internal sealed class SplitSearch : IDisposable
{
    private readonly IProgram program;
    private readonly ExplorationOptions options;
    private readonly Func<IProgram>? another;
    private readonly Partition partition;
    private readonly Part part;
    private readonly Watch watch;
    private readonly Lock gate = new();
    private readonly IEnumerator<Unit> units;
    private int firstFailed = int.MaxValue;
    private bool stopped;
    private bool strays;
    private bool startsDiffer;
    private Exception? fault;

    private SplitSearch(
        IProgram program, ExplorationOptions options, Func<IProgram>? another, Partition partition, Part part,
        Watch watch)
    {
        this.program = program;
        this.options = options with { Coverage = false, Lanes = partition.Lanes };
        this.another = another;
        this.partition = partition;
        this.part = part;
        this.watch = watch;
        units = partition.Units.GetEnumerator();
    }

    public static Report Run(IProgram program, ExplorationOptions options, Func<IProgram>? another)
    {
        if (options.Workers > 1 && another is null)
            throw new ArgumentException("Several workers need several instances of the program.");
        Watch watch = new(options, Exploration.Limit(options));
        watch.Estimate = Exploration.EstimateOf(program, options, watch);
        JsonNode? before = program.TakeFindings();
        Report report = Run(program, options, another, watch) with { Total = watch.Estimate };
        if (before is not null) program.AddFindings(before);

        // It may have been found in another instance, whose cells lie elsewhere.
        return options.Workers > 1 && report.Failure is { IsCrash: false } failure
            ? report with { Failure = failure.On(program, options.InOnePiece) }
            : report;
    }

    private static Report Run(
        IProgram program, ExplorationOptions options, Func<IProgram>? another, Watch watch)
    {
        SearchKey? begun = options.Journal?.Begun(program.Name);
        bool mayGuess = options.SplitsByGuess && (begun?.IsGuess ?? true);
        options = options with { StartIsStep = options.StartIsStep || (begun?.StartIsStep ?? false) };
        for (bool again = !options.SplitsByGuess && begun is { IsGuess: true }; ; again = true)
        {
            Partition partition = Split(program, ref options, mayGuess, watch);
            SearchKey key = SearchKey.Of(program, options, partition);
            Part part = new(key, options.Shard, options.Shards, partition.Count)
            {
                Cut = partition.Cut,
            };
            if (watch.IsOver) return part.Conclude(program, watch.Elapsed.TotalSeconds);
            if (again) options.Journal?.Restart(part);
            else part = options.Journal?.Continue(part) ?? part;
            watch.Due = part.Left(watch.Estimate);
            using SplitSearch search = new(program, options, another, partition, part, watch);
            search.Search();
            if (search.startsDiffer) options = options with { StartIsStep = true };
            else if (search.strays && options.Shards == 1 && !watch.IsOver && !watch.IsSpent) mayGuess = false;
            else return search.Conclude();
            program.TakeFindings();
        }
    }

    public void Dispose() => units.Dispose();

    private Report Conclude()
    {
        try
        {
            return part.Conclude(program, watch.Elapsed.TotalSeconds);
        }
        catch (FormatException e) when (options.Journal is not null)
        {
            throw new FormatException($"{options.Journal.Path}: {e.Message}");
        }
    }

    private static Partition Split(IProgram program, ref ExplorationOptions options, bool mayGuess, Watch watch)
    {
        while (true)
        {
            using Engine engine =
                new(program, options with { CheckRaces = false, CountTraces = false, Coverage = false });
            engine.IsRepetition = true;
            long limit = Exploration.Limit(options);
            ExplorationOptions now = options;
            bool guesses = mayGuess && options.Strategy == StrategyKind.SourceDpor;
            Partition partition = Unseen.By(program, () =>
            {
                // The pilot shows as well whether starting must be a step: in every shard the same.
                Footprints? learnt = Partition.Learn(engine, now.Seed, () => watch.IsOver);
                return Partition.Of(engine, now, limit, guesses ? learnt : null, () => watch.IsOver);
            });
            if (!engine.StartsDiffer || options.StartIsStep) return partition;
            options = options with { StartIsStep = true };
        }
    }

    private void Search()
    {
        Thread[] helpers = [.. Enumerable.Range(1, options.Workers - 1).Select(i => new Thread(Help)
        {
            IsBackground = true, Name = $"explorer {i}",
        })];
        foreach (Thread helper in helpers) helper.Start();
        Work(program);
        foreach (Thread helper in helpers) helper.Join();
        if (fault is not null) ExceptionDispatchInfo.Throw(fault);
        part.HasStrayed |= strays;
    }

    private void Help() => Guarded(() =>
    {
        IProgram own = another!();
        using IDisposable? disposed = own as IDisposable;
        Work(own);
    });

    private void Work(IProgram on) => Guarded(() =>
    {
        using Searcher searcher = new(on, options, watch);
        while (NextUnit() is { } unit) Do(unit, searcher);
    });

    /// <summary>What a worker throws is thrown where all began, when every worker has stopped.</summary>
    private void Guarded(Action work)
    {
        try
        {
            work();
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            lock (gate)
            {
                fault ??= e;
                stopped = true;
            }
        }
    }

    private Unit? NextUnit()
    {
        lock (gate)
        {
            while (!stopped && !watch.IsOver && units.MoveNext())
            {
                Unit unit = units.Current;
                if (unit.Number > firstFailed) return null;
                if (part.IsMine(unit.Number) && !part.Finished.ContainsKey(unit.Number)) return unit;
            }

            return null;
        }
    }

    private void Do(Unit unit, Searcher searcher)
    {
        Tally tally = new(searcher.Engine.Program.Cpus);
        Strategy strategy = Exploration.StrategyFor(options, unit, partition.Guess);
        SearchEnd end = searcher.Run(strategy, tally);
        tally.Level = unit.Preemptions + (strategy.Level ?? 0);
        DoneUnit done = new(unit.Number, tally, searcher.Engine.Program.TakeFindings());
        lock (gate)
        {
            if (searcher.Engine.StartsDiffer && !options.StartIsStep) stopped = startsDiffer = true;
            bool isAstray = strategy is SourceDpor { HasStrayed: true };
            if (isAstray)
            {
                strays = true;
                stopped |= options.Shards == 1;
            }

            if (fault is not null || (stopped && (startsDiffer || strays))) return;
            if (end == SearchEnd.Exhausted)
            {
                part.Add(done);

                // A unit that strayed strays again when the search goes on: it must not be forgotten.
                if (!isAstray) options.Journal?.Append(part, done);
                return;
            }

            part.Unfinished.Add(done);
            if (tally.Failure is null) stopped = true;
            else firstFailed = Math.Min(firstFailed, unit.Number);
        }
    }
}
