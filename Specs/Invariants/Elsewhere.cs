using System.Collections.Immutable;

namespace Plimsoll.Specs.Invariants;

/// <summary>A law of semantics A-F and I that is no predicate over states and steps, and where it is held.</summary>
public sealed record Elsewhere(string Law, string Why, string Where)
{
    /// <summary>How many laws each part of the semantics numbers.</summary>
    public static ImmutableArray<(char Part, int Laws)> Numbered { get; } =
        [('A', 4), ('B', 15), ('C', 14), ('D', 5), ('E', 5), ('F', 8), ('I', 4)];

    public static ImmutableArray<Elsewhere> All { get; } =
    [
        new(
            "INV-B9",
            "compares two answers of the watermark test, not two states: a property of the rule, over random zones",
            "Tests/Model/MonotoneTests.cs"),
        new("INV-C5", "arithmetic of the kmalloc classes: held over every size", "Tests/Model/KmallocClassTests.cs"),
        new(
            "INV-I3",
            "is hypothesis E5 of Theorem E, judged in every state of the theorem's scene and dropped by `--drop E5`",
            "Specs/Theorems/HypothesesOfE.cs"),
        new(
            "INV-I4",
            "is liveness: that requests which wait for reclaim end is LIVENESS (CFG1-kswapd, CFG1-timer, "
                + "DIRTY-WITH-RESERVE); kswapd itself is a daemon there, and that it sleeps only above the marks is "
                + "INV-KSWAPD",
            "Tests/Search/ReclaimLivenessTests.cs"),
    ];
}
