using System.Collections.Immutable;

namespace Plimsoll.Specs.Theorems;

/// <summary>Every hypothesis that can be dropped, of both theorems.</summary>
public static class Drops
{
    public static ImmutableArray<Drop> All =>
    [
        .. TheoremD.Drops,
        .. DropsOfE.All,
    ];

    public static Drop? Named(string id) =>
        All.FirstOrDefault(d => string.Equals(d.Id, id, StringComparison.OrdinalIgnoreCase));
}
