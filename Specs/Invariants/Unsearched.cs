using System.Collections.Immutable;

namespace Plimsoll.Specs.Invariants;

/// <summary>A law that only a constructed state breaks, none that a search of the model comes to.</summary>
/// <param name="Reason">Why no search does.</param>
public sealed record Unsearched(string Law, string Reason)
{
    private const string SetOfFrames =
        "the model keeps a zone's free pages as a set of frames, whose maximal aligned blocks are its lists";

    public static ImmutableArray<Unsearched> All { get; } =
    [
        new("INV-B2", SetOfFrames),
        new("INV-B3", SetOfFrames),
        new("INV-B6", "a slot of the model holds its block once, so a second free has no transition"),
        new("INV-RESERVE", "it is Theorem E without charges; the model searches it with them, as THEOREM-E"),
    ];
}
