using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Scenarios;

/// <summary>
/// A concurrent situation, as data: a machine, what happened before, and what each CPU does now. Sizes stand here,
/// never in a law.
/// </summary>
public sealed record Scenario
{
    public required string Name { get; init; }

    /// <summary>What makes it interesting, in a sentence.</summary>
    public required string Why { get; init; }

    /// <summary>The law it is about: if that law's premise never holds, a run says nothing.</summary>
    public required string Law { get; init; }

    public required Topology Topology { get; init; }

    /// <summary>What happens first, one after the other.</summary>
    public ImmutableArray<(int Cpu, Operation Operation)> Setup { get; init; } = [];

    /// <summary>What each CPU does, all at once.</summary>
    public required ImmutableArray<Operation[]> Programs { get; init; }

    /// <summary>Slots that the operations name.</summary>
    public int Slots => Setup.Select(s => s.Operation).Concat(Programs.SelectMany(p => p)).Max(o => o.Slot) + 1;

    public override string ToString() => Name;
}
