using System.Diagnostics;
using Plimsoll.Model.Transitions;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Search;

/// <summary>
/// Breadth first through all states of a configuration, level by level. The workers expand the states of a level and
/// only read what is known; then one thread numbers what is new, in the order of parents and of their steps. So
/// every number is the same with any number of workers, and the first broken law is a nearest one.
/// </summary>
public sealed class StateSearch
{
    private const int ChunkSize = 32;

    private readonly Configuration configuration;
    private readonly SearchOptions options;
    private readonly Scene scene;
    private readonly Assumption[]? assumptions;
    private readonly FingerprintTable known = new();
    private readonly StateGraph graph = new();
    private readonly SearchWorker[] workers;
    private readonly List<(int Parent, int Choice)> cameFrom = [(-1, -1)];
    private readonly TimeSpan processor = Environment.CpuUsage.TotalTime;
    private readonly Stopwatch clock = Stopwatch.StartNew();
    private SceneState[] level;
    private int first;
    private int depth;
    private int deadEnds;
    private Breach? breach;
    private long lastProgress;

    private StateSearch(Configuration configuration, SearchOptions options)
    {
        this.configuration = configuration;
        this.options = options;
        scene = configuration.Scene(options.Published);
        assumptions = configuration.Liveness ? Assumption.Of(scene, configuration) : null;
        workers = [.. Enumerable.Range(0, Math.Max(1, options.Workers)).Select(_ => new SearchWorker(
            scene, configuration.Laws(), options.Fingerprinter(scene.Start.Topology), known, assumptions))];
        level = [scene.Initial];
        known.Add(options.Fingerprinter(scene.Start.Topology).Of(scene.Initial));
    }

    /// <summary>Searches a configuration to its end, to the first broken law, or until it is stopped.</summary>
    public static SearchResult Run(Configuration configuration, SearchOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(configuration);
        return new StateSearch(configuration, options ?? new()).Run();
    }

    private SearchResult Run()
    {
        while (level.Length > 0 && breach is null && !options.Cancellation.IsCancellationRequested)
        {
            Chunk[] chunks = Expand();
            if (options.Cancellation.IsCancellationRequested) break;
            Merge(chunks);
        }

        bool whole = level.Length == 0;
        return Result(whole, whole && breach is null && assumptions is not null ? Lasso() : null);
    }

    private Chunk[] Expand()
    {
        Chunk[] chunks = new Chunk[(level.Length + ChunkSize - 1) / ChunkSize];
        int taken = -1;
        foreach (SearchWorker worker in workers) worker.BeginLevel();
        void Work(int worker)
        {
            for (int chunk; (chunk = Interlocked.Increment(ref taken)) < chunks.Length;)
            {
                if (options.Cancellation.IsCancellationRequested) return;
                chunks[chunk] = Expand(workers[worker], chunk * ChunkSize);
                if (worker == 0) Report(chunk);
            }
        }

        int busy = Math.Min(workers.Length, chunks.Length);
        Task[] others = [.. Enumerable.Range(1, busy - 1).Select(w => Task.Run(() => Work(w)))];
        try
        {
            Work(0);
        }
        finally
        {
            Task.WaitAll(others);
        }

        return chunks;
    }

    private Chunk Expand(SearchWorker worker, int from)
    {
        Chunk chunk = new();
        int end = Math.Min(from + ChunkSize, level.Length);
        for (int i = from; i < end; i++) worker.Expand(level[i], first + i, chunk);
        options.HandedOver?.Invoke(chunk.New);
        return chunk;
    }

    /// <summary>Numbers what is new, in the order of parents and of their steps.</summary>
    private void Merge(Chunk[] chunks)
    {
        List<SceneState> next = [];
        foreach (Chunk chunk in chunks)
        {
            foreach (Found found in chunk.New)
            {
                if (!known.Add(found.Fingerprint)) continue;
                cameFrom.Add((found.Parent, found.Choice));
                next.Add(found.State);
            }
        }

        int at = first;
        foreach (Chunk chunk in chunks)
        {
            for (int i = 0; i < chunk.Degrees.Count; i++, at++)
            {
                if (chunk.Degrees[i] == 0 && chunk.Busy[i]) DeadEnd(at);
            }

            if (assumptions is not null) graph.Add(chunk, known);
        }

        // A broken state of this level is nearer than what a step from it breaks.
        breach = chunks.Select(c => c.State).FirstOrDefault(b => b is not null)
            ?? breach
            ?? chunks.Select(c => c.Step).FirstOrDefault(b => b is not null);
        first += level.Length;
        level = [.. next];
        if (level.Length > 0) depth++;
    }

    private void DeadEnd(int state)
    {
        deadEnds++;
        if (assumptions is null) return;
        breach ??= new(state, -1, configuration.LivenessLaw, "no step is possible, and an operation has not ended");
    }

    /// <summary>The choices that lead from the start to a state, and on by one of its steps.</summary>
    private List<Func<List<Transition>, Transition>> PathTo(int state, int last = -1)
    {
        List<int> path = last < 0 ? [] : [last];
        for (int at = state; cameFrom[at].Parent >= 0; at = cameFrom[at].Parent) path.Add(cameFrom[at].Choice);
        path.Reverse();
        return [.. path.Select<int, Func<List<Transition>, Transition>>(choice => next => next[choice])];
    }

    /// <summary>
    /// A step along an edge. After one round frames may have other names, and steps another order: fingerprints tell.
    /// </summary>
    private Func<List<Transition>, Transition> Along(Edge edge)
    {
        Fingerprint to = known.Of(edge.To);
        Fingerprinter fingerprinter = options.Fingerprinter(scene.Start.Topology);
        return next => next.First(step =>
            Assumption.Covering(assumptions!, step) == edge.Covers && fingerprinter.Of(step.Next) == to);
    }

    private Counterexample? Lasso()
    {
        if (new Lassos(graph, options.Fair ? assumptions! : []).First() is not { } cycle) return null;
        List<Func<List<Transition>, Transition>> stem = PathTo(cycle.States[0]);
        List<Edge> loop = new Loop(graph, cycle).Edges();
        return Counterexample.Of(scene, [.. stem, .. loop.Select(Along)]) with
        {
            LoopAt = stem.Count,
            Fairness = options.Fair ? [.. assumptions!.Select(a => a.Sentence)] : ["nothing: any task may stand still"],
        };
    }

    private void Report(int chunk)
    {
        if (options.Progress is null || clock.ElapsedMilliseconds - lastProgress < 200) return;
        lastProgress = clock.ElapsedMilliseconds;
        int queue = level.Length - Math.Min(level.Length, (chunk + 1) * ChunkSize);
        long generated = workers.Sum(w => w.Generated);
        options.Progress(new(configuration.Name, known.Count, queue, depth, generated, clock.Elapsed.TotalSeconds));
    }

    private SearchResult Result(bool whole, Counterexample? lasso)
    {
        SearchResult result = Counts(whole);
        if (breach is { } b)
        {
            Counterexample run = Counterexample.Of(scene, PathTo(b.State, b.Choice));
            return result with { Verdict = SearchVerdict.Violation, Law = b.Law, How = b.How, Counterexample = run };
        }

        if (lasso is not null)
        {
            return result with
            {
                Verdict = SearchVerdict.Violation,
                Law = configuration.LivenessLaw,
                How = "the run goes on for ever, and an operation never ends",
                Counterexample = lasso,
            };
        }

        bool vacuous = whole && options.Vacuity && result.Vacuous.Any();
        return vacuous ? result with { Verdict = SearchVerdict.Vacuous } : result;
    }

    private SearchResult Counts(bool whole) => new()
    {
        Configuration = configuration,
        Verdict = whole ? SearchVerdict.Exhaustive : SearchVerdict.Bounded,
        States = known.Count,
        Transitions = workers.Sum(w => w.Transitions),
        Generated = workers.Sum(w => w.Generated),
        Depth = depth,
        DeadEnds = deadEnds,
        Seconds = clock.Elapsed.TotalSeconds,
        ProcessorSeconds = (Environment.CpuUsage.TotalTime - processor).TotalSeconds,
        Workers = workers.Length,
        Laws = [.. workers[0].Laws.Select((law, i) => new LawCount(
            law.Id, workers.Sum(w => w.Laws[i].Evaluated), workers.Sum(w => w.Laws[i].PremiseHeld)))],
        Kinds = [.. Enumerable.Range(0, LabelKinds.Count).Select(what => new KindCount(
                (uint)what, LabelKinds.NameOf((uint)what), workers.Sum(w => w.Fired[what])))
            .Where(kind => kind.Fired > 0 || configuration.Kinds.Contains(kind.What))],
    };
}
