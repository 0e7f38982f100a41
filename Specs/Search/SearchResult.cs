using System.Collections.Immutable;
using Plimsoll.Specs.Configurations;

namespace Plimsoll.Specs.Search;

public enum SearchVerdict : byte
{
    /// <summary>Every reachable state was seen and no law was broken.</summary>
    Exhaustive,

    /// <summary>It was stopped; no law was broken up to <see cref="SearchResult.Depth"/>.</summary>
    Bounded,

    /// <summary>No law was broken, but some law's premise never held or some kind of step never came.</summary>
    Vacuous,

    /// <summary>A law was broken.</summary>
    Violation,
}

/// <summary>How often a law was asked and how often its premise held.</summary>
public readonly record struct LawCount(string Law, long Evaluated, long PremiseHeld);

/// <summary>How often a kind of step was generated.</summary>
public readonly record struct KindCount(uint What, string Name, long Fired);

/// <summary>
/// What a search found. All numbers but the seconds are the same on every run, with any number of workers.
/// </summary>
public sealed record SearchResult
{
    public required Configuration Configuration { get; init; }

    public required SearchVerdict Verdict { get; init; }

    /// <summary>States, up to names of frames.</summary>
    public required int States { get; init; }

    /// <summary>Distinct edges: from a state, by a task, to a state.</summary>
    public required long Transitions { get; init; }

    /// <summary>Successors generated, before it is known which are new.</summary>
    public required long Generated { get; init; }

    /// <summary>Steps from the start to the farthest state.</summary>
    public required int Depth { get; init; }

    /// <summary>States without a step in which some task that is no daemon is inside an operation.</summary>
    public required int DeadEnds { get; init; }

    public required double Seconds { get; init; }

    /// <summary>What the process used of all processors meanwhile, collecting garbage included.</summary>
    public required double ProcessorSeconds { get; init; }

    public required int Workers { get; init; }

    public required ImmutableArray<LawCount> Laws { get; init; }

    public required ImmutableArray<KindCount> Kinds { get; init; }

    /// <summary>The law broken, or null.</summary>
    public string? Law { get; init; }

    /// <summary>How it is broken.</summary>
    public string? How { get; init; }

    public Counterexample? Counterexample { get; init; }

    public bool Holds => Verdict is SearchVerdict.Exhaustive or SearchVerdict.Bounded;

    /// <summary>Laws whose premise never held, and expected kinds of steps that were never taken.</summary>
    public IEnumerable<string> Vacuous =>
    [
        .. Laws.Where(l => l.PremiseHeld == 0).Select(l => $"{l.Law}: its premise never held"),
        .. Kinds.Where(k => k.Fired == 0).Select(k => $"step '{k.Name}' was never taken"),
    ];

    /// <summary>Successors generated in a second of one core: other programs on the machine do not count.</summary>
    public double GeneratedRate => Generated / Math.Max(ProcessorSeconds, 1e-9);

    /// <summary>Distinct states found a second.</summary>
    public double StateRate => States / Math.Max(Seconds, 1e-9);
}
