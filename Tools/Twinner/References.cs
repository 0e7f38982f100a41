using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Plimsoll.Twinner;

/// <summary>
/// The assemblies that sources are compiled against, each read once: Roslyn shares what it learned of them.
/// </summary>
public static class References
{
    private static readonly ConcurrentDictionary<string, MetadataReference> Known = new(StringComparer.Ordinal);

    /// <summary>The framework this process runs on.</summary>
    public static ImmutableArray<MetadataReference> Framework { get; } = FindFramework();

    public static MetadataReference At(string path) =>
        Known.GetOrAdd(System.IO.Path.GetFullPath(path), full => MetadataReference.CreateFromFile(full));

    private static ImmutableArray<MetadataReference> FindFramework()
    {
        // The list also names the application's own assemblies: the product must not shadow its twin.
        string home = System.IO.Path.GetDirectoryName(typeof(object).Assembly.Location)!;
        string all = (string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!;
        return [.. all.Split(System.IO.Path.PathSeparator)
            .Where(path => System.IO.Path.GetDirectoryName(path) == home)
            .Select(At)];
    }
}
