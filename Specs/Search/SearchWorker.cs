using Plimsoll.Model.Transitions;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Search;

/// <summary>A state that was not known when it was found: the child of a parent by a choice among its steps.</summary>
internal readonly record struct Found(Fingerprint Fingerprint, int Parent, int Choice, SceneState State);

/// <summary>A law broken in a state, or by one of its steps.</summary>
/// <param name="Choice">Which step; -1: the state itself.</param>
internal readonly record struct Breach(int State, int Choice, string Law, string How);

/// <summary>An edge as a worker finds it.</summary>
/// <param name="Covers">The fairness assumptions it serves, one bit each.</param>
internal readonly record struct FoundEdge(Fingerprint To, ulong Covers);

/// <summary>What one worker found in a run of neighbouring states.</summary>
internal sealed class Chunk
{
    public List<Found> New { get; } = [];

    /// <summary>Edges of all its states, one state after the other.</summary>
    public List<FoundEdge> Edges { get; } = [];

    /// <summary>How many edges each of its states has.</summary>
    public List<int> Degrees { get; } = [];

    /// <summary>Whether each of its states has a task, no daemon, inside an operation.</summary>
    public List<bool> Busy { get; } = [];

    /// <summary>The first broken state and the first breaking step.</summary>
    public Breach? State { get; set; }

    public Breach? Step { get; set; }
}

/// <summary>Expands states: its own laws, fingerprints and counters, and a table that it only reads.</summary>
internal sealed class SearchWorker(
    Scene scene, Law[] laws, Fingerprinter fingerprinter, FingerprintTable known, Assumption[]? assumptions)
{
    private readonly List<Transition> next = [];
    private readonly List<(int Task, Fingerprint To)> targets = [];

    /// <summary>What it found in this level already: handing it over again would only keep more states alive.</summary>
    private readonly HashSet<Fingerprint> handedOver = [];

    public IReadOnlyList<Law> Laws => laws;

    public long Generated { get; private set; }

    /// <summary>Distinct edges.</summary>
    public long Transitions { get; private set; }

    /// <summary>How often each kind of step was generated.</summary>
    public long[] Fired { get; } = new long[LabelKinds.Count];

    public void BeginLevel() => handedOver.Clear();

    /// <summary>Judges a state and its steps; <paramref name="number"/> is the state's.</summary>
    public void Expand(SceneState state, int number, Chunk into)
    {
        foreach (Law law in laws)
        {
            if (law.BrokenBy(state.World) is { } how) into.State ??= new(number, -1, law.Id, how);
        }

        next.Clear();
        targets.Clear();
        int edges = into.Edges.Count;
        scene.Next(state, next);
        Generated += next.Count;
        for (int choice = 0; choice < next.Count; choice++) Follow(state, number, choice, into);
        Transitions += targets.Count;
        into.Busy.Add(!scene.AtRest(state));
        into.Degrees.Add(assumptions is null ? next.Count : into.Edges.Count - edges);
    }

    private void Follow(SceneState state, int number, int choice, Chunk into)
    {
        Transition step = next[choice];
        Fired[step.Label.What]++;
        foreach (Law law in laws)
        {
            if (law.BrokenBy(state.World, step.Task, step.Label, step.Next.World) is { } how)
            {
                into.Step ??= new(number, choice, law.Id, how);
            }
        }

        Fingerprint to = fingerprinter.Of(step.Next);
        if (assumptions is not null) into.Edges.Add(new(to, Assumption.Covering(assumptions, step)));
        if (targets.Contains((step.Task, to))) return;
        targets.Add((step.Task, to));
        if (known.Find(to) < 0 && handedOver.Add(to)) into.New.Add(new(to, number, choice, step.Next));
    }
}
