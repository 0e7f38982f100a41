using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using Plimsoll.Twinner;

namespace Plimsoll.Specs.Mutants;

/// <summary>
/// The sources a subject is compiled from, each by its path in the repository: the Implementation, the Rules and the
/// adapter. Files that no edit touches are shared between trees, and with them all that the compiler learned of them.
/// </summary>
public sealed class SourceTree
{
    private readonly ImmutableSortedDictionary<string, SourceFile> files;

    private SourceTree(ImmutableSortedDictionary<string, SourceFile> files) => this.files = files;

    /// <summary>The sources that this assembly was built with.</summary>
    public static SourceTree Embedded { get; } = new(EmbeddedTexts(".cs").ToImmutableSortedDictionary(
        file => file.Path, file => new SourceFile(Path.Combine(Root(), file.Path), file.Text), StringComparer.Ordinal));

    /// <summary>Paths in the repository, in order.</summary>
    public IEnumerable<string> Paths => files.Keys;

    public IEnumerable<SourceFile> Files => files.Values;

    public SourceFile this[string path] => files[path];

    /// <summary>The sources as they lie under a repository's root now.</summary>
    public static SourceTree Under(string root)
    {
        string[] places = [.. Embedded.Paths.Where(path => File.Exists(Path.Combine(root, path)))];
        return new(places.ToImmutableSortedDictionary(
            path => path,
            path => new SourceFile(Path.GetFullPath(path, root), File.ReadAllText(Path.Combine(root, path))),
            StringComparer.Ordinal));
    }

    /// <summary>These sources, by path in the repository.</summary>
    public static SourceTree Of(IEnumerable<(string Path, string Text)> files) => new(files.ToImmutableSortedDictionary(
        file => file.Path, file => new SourceFile(file.Path, file.Text), StringComparer.Ordinal));

    /// <summary>The tree with a mutant's edits made.</summary>
    /// <exception cref="MutantException">An old text is missing, or occurs more than once.</exception>
    public SourceTree With(Mutant mutant)
    {
        ImmutableSortedDictionary<string, SourceFile> edited = files;
        foreach (IGrouping<string, Edit> group in mutant.Edits.GroupBy(edit => edit.File))
        {
            if (!files.TryGetValue(group.Key, out SourceFile? file))
            {
                throw new MutantException($"mutant {mutant.Id}: no file {group.Key} among the sources of a subject");
            }

            edited = edited.SetItem(group.Key, EditedSource.Of(mutant.Id, group.Key, file, group));
        }

        return new(edited);
    }

    internal static IEnumerable<(string Path, string Text)> EmbeddedTexts(string extension)
    {
        Assembly home = typeof(SourceTree).Assembly;
        foreach (string name in home.GetManifestResourceNames()
            .Where(n => n.EndsWith(extension, StringComparison.Ordinal)))
        {
            using StreamReader reader = new(home.GetManifestResourceStream(name)!);
            yield return (name.Replace('\\', '/'), reader.ReadToEnd());
        }
    }

    /// <summary>
    /// The repository's root as the compiler of this assembly saw it: production's places are named by it.
    /// </summary>
    private static string Root([CallerFilePath] string here = "") =>
        Path.GetDirectoryName(here)![..^"/Specs/Mutants".Length];
}
