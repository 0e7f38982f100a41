using System.Collections.Immutable;
using Plimsoll.Explorer;

namespace Plimsoll.Specs.Mutants;

/// <summary>
/// One replacement in a source file, named by its path in the repository; the old text occurs there exactly once.
/// </summary>
public sealed record Edit(string File, string Old, string New);

/// <summary>A known bug, as data.</summary>
/// <param name="Breaks">The one or two laws that may catch it; none: any law may.</param>
/// <param name="Scenarios">Where it must be caught; none: anywhere.</param>
/// <param name="Edits">What it changes.</param>
/// <param name="Id">G1, or A-0001 for a mechanical one.</param>
/// <param name="Name">For people.</param>
/// <param name="Memory">
/// The memory model under which it must be caught. Under a stronger one it must survive every schedule: a weak-memory
/// bug is one that no interleaving shows.
/// </param>
public sealed record Mutant(
    string Id, string Name, ImmutableArray<string> Breaks, ImmutableArray<string> Scenarios,
    ImmutableArray<Edit> Edits, MemoryModel Memory = MemoryModel.Sc);

/// <summary>
/// A mutant that is not well formed, or does not fit the source; the message says where, and what would be right.
/// </summary>
public sealed class MutantException(string message) : FormatException(message);
