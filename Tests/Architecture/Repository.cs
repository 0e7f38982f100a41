using System.Runtime.CompilerServices;

namespace Plimsoll.Tests.Architecture;

/// <summary>The repository as files: what git would list, without what was built.</summary>
internal static class Repository
{
    public static string Root { get; } = Find();

    private static readonly string[] Built =
        ["artifacts", "bin", "obj", "out", ".git", ".vs", ".idea", "TestResults", "BenchmarkDotNet.Artifacts"];

    private static readonly Lazy<string[]> All = new(() => [.. Walk(Root).Order(StringComparer.Ordinal)]);

    /// <summary>Every file, by its path from the root; recordings are data and left out.</summary>
    public static IEnumerable<string> Files(params string[] endings) =>
        All.Value.Where(path => endings.Any(ending => path.EndsWith(ending, StringComparison.Ordinal)));

    /// <summary>What people write and read.</summary>
    public static IEnumerable<string> Texts() => Files(
        ".cs", ".csproj", ".props", ".targets", ".slnx", ".md", ".mutant", ".txt", ".json", ".runsettings",
        ".editorconfig", ".gitattributes", ".gitignore", ".ci/run")
        .Where(path => !path.EndsWith("packages.lock.json", StringComparison.Ordinal));

    public static string Text(string path) => File.ReadAllText(Path.Combine(Root, path)).ReplaceLineEndings("\n");

    public static string[] Lines(string path) => Text(path).TrimEnd('\n').Split('\n');

    public static bool Exists(string path) =>
        File.Exists(Path.Combine(Root, path)) || Directory.Exists(Path.Combine(Root, path));

    private static string Find([CallerFilePath] string here = "") =>
        Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../.."));

    private static IEnumerable<string> Walk(string folder)
    {
        foreach (string file in Directory.GetFiles(folder)) yield return Path.GetRelativePath(Root, file);
        foreach (string inner in Directory.GetDirectories(folder))
        {
            bool skipped = Built.Contains(Path.GetFileName(inner))
                || Path.GetRelativePath(Root, inner) == "Tests/Recordings";
            if (skipped) continue;
            foreach (string file in Walk(inner)) yield return file;
        }
    }
}
