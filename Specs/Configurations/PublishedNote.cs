using System.Collections.Immutable;

namespace Plimsoll.Specs.Configurations;

/// <summary>Items of the catalogue (semantics G) that cannot be a rule of the model.</summary>
/// <param name="Reason">Why.</param>
public sealed record PublishedNote(ImmutableArray<int> Items, string Reason)
{
    /// <summary>The last item of the catalogue; the first is 1.</summary>
    public const int LastItem = 82;

    public static ImmutableArray<PublishedNote> All { get; } =
    [
        new([7, 8], "the model has one migrate type, so no page can stand on another type's list"),
        new([9], "free pages are a set of frames of one zone, so a block across two zones cannot be written down"),
    ];
}
