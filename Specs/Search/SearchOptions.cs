using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Search;

/// <summary>How far a search has come.</summary>
/// <param name="Queue">States found and not yet expanded.</param>
public readonly record struct SearchProgress(
    string Name, int States, int Queue, int Depth, long Generated, double Seconds);

/// <summary>How to search.</summary>
public sealed record SearchOptions
{
    /// <summary>Threads that expand states.</summary>
    public int Workers { get; init; } = 1;

    /// <summary>Which rules are as published.</summary>
    public PublishedRules Published { get; init; }

    /// <summary>
    /// False: a run may pass over any task for ever, so that whatever can go round in circles breaks LIVENESS.
    /// </summary>
    public bool Fair { get; init; } = true;

    /// <summary>A law whose premise never held, or an expected step that never came, is a failure.</summary>
    public bool Vacuity { get; init; } = true;

    public CancellationToken Cancellation { get; init; }

    /// <summary>Told a few times a second, by one of the workers.</summary>
    public Action<SearchProgress>? Progress { get; init; }

    /// <summary>Makes each worker's fingerprints. A test plants a wrong one.</summary>
    internal Func<Topology, Fingerprinter> Fingerprinter { get; init; } = topology => new(topology);

    /// <summary>Sees what a worker hands over before it is merged. A test loses some of it.</summary>
    internal Action<List<Found>>? HandedOver { get; init; }
}
