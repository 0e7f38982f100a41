using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Configurations;

/// <summary>
/// What is searched: a scene, the laws judged in all its states and steps, and whether every operation must come to its
/// end.
/// </summary>
public sealed record Configuration
{
    public required string Name { get; init; }

    /// <summary>One line: the machine, and what it is for.</summary>
    public required string Title { get; init; }

    /// <summary>The scene, where some rules are as published.</summary>
    public required Func<PublishedRules, Scene> Scene { get; init; }

    /// <summary>Fresh laws, with counters at zero.</summary>
    public required Func<Law[]> Laws { get; init; }

    /// <summary>
    /// Kinds of steps, by <see cref="Label.What"/>, that the scene must take: one that never fires makes the search
    /// VACUOUS, as a law does whose premise never held.
    /// </summary>
    public ImmutableArray<uint> Kinds { get; init; } = [];

    /// <summary>
    /// Dead ends and fair lassos break <c>LIVENESS</c>: an operation of a task that is no daemon must end.
    /// </summary>
    public bool Liveness { get; init; }

    /// <summary>The id of the law that they break.</summary>
    public string LivenessLaw { get; init; } = "LIVENESS";

    /// <summary>
    /// What liveness assumes. A task that could always go on goes on: that much is assumed of every task.
    /// </summary>
    public ImmutableArray<Fairness> Fairness { get; init; } = [];

    /// <summary>
    /// The law that its search breaks with no rule as published, where it is there to show that; null: all hold.
    /// </summary>
    public string? Breaks { get; init; }

    /// <summary>
    /// Runs may end while an operation waits, and rightly: what it waits for, no task of the menu must bring. Without
    /// it such an end is a defect, be <see cref="Liveness"/> asked for or not.
    /// </summary>
    public bool MayWaitForEver { get; init; }
}

/// <summary>An assumption: steps that can be taken again and again are taken.</summary>
/// <param name="Name">For people, printed with every lasso.</param>
/// <param name="Strong">Again and again; else only if they can be taken at every moment.</param>
/// <param name="Covers">Which steps of which task.</param>
public sealed record Fairness(string Name, bool Strong, Func<int, Label, bool> Covers);
