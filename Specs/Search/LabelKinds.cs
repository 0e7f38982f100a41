using System.Collections.Immutable;
using System.Reflection;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Search;

/// <summary>The names of the kinds of steps, as <see cref="Ghost"/> has them.</summary>
internal static class LabelKinds
{
    /// <summary>One more than the highest kind there can be.</summary>
    public const int Count = 256;

    private static readonly ImmutableDictionary<uint, string> Names = typeof(Ghost)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral && field.FieldType == typeof(uint))
        .ToImmutableDictionary(field => (uint)field.GetRawConstantValue()!, field => field.Name);

    public static string NameOf(uint what) => Names.GetValueOrDefault(what, $"#{what}");
}
