namespace Plimsoll.Twinner;

/// <summary>
/// The build step: <c>twinner OUTPUT [--reference=DLL] INPUT...</c>, or <c>twinner @FILE</c> with one argument a
/// line.
/// </summary>
public static class Program
{
    private const string Reference = "--reference=";

    public static int Main(string[] args)
    {
        string[] words = args is [['@', .. var list]] ? File.ReadAllLines(list) : args;
        if (words.Length < 2)
        {
            Console.Error.WriteLine("twinner: usage: twinner OUTPUT [--reference=DLL]... INPUT...  or  twinner @FILE");
            return 2;
        }

        string[] references = [.. words.Where(IsReference).Select(word => word[Reference.Length..])];
        string[] inputs = [.. words[1..].Where(word => !IsReference(word))];
        foreach (string missing in inputs.Where(path => !File.Exists(path) && !Directory.Exists(path)))
        {
            Console.Error.WriteLine($"twinner: {missing}: no such file or folder");
            return 2;
        }

        return Write(words[0], references, inputs);
    }

    private static bool IsReference(string word) => word.StartsWith(Reference, StringComparison.Ordinal);

    private static int Write(string output, string[] references, string[] inputs)
    {
        Dictionary<string, string> places = [];
        foreach ((string file, string place) in inputs.SelectMany(Expand)) places[file] = Path.Combine(output, place);
        IEnumerable<SourceFile> files = places.Keys.Select(path => new SourceFile(path, File.ReadAllText(path)));
        TwinResult result = Twin.Rewrite(files, references);
        foreach (Breach breach in result.Breaches) Console.WriteLine(breach);
        if (!result.Breaches.IsEmpty) return 1;

        HashSet<string> written = [];
        foreach (SourceFile twin in result.Files)
        {
            written.Add(Path.GetFullPath(places[twin.Path]));
            WriteIfChanged(places[twin.Path], twin.Text);
        }

        foreach (string stale in Directory.EnumerateFiles(output, "*.cs", SearchOption.AllDirectories))
        {
            if (!written.Contains(Path.GetFullPath(stale))) File.Delete(stale);
        }

        return 0;
    }

    /// <summary>The files of an input, by full path, each with its place below the output folder.</summary>
    private static IEnumerable<(string File, string Place)> Expand(string input)
    {
        string full = Path.GetFullPath(input);
        if (File.Exists(full)) return [(full, Path.GetRelativePath(Path.Combine(full, "../.."), full))];
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(full));
        return Directory.EnumerateFiles(full, "*.cs", SearchOption.AllDirectories)
            .Select(file => (File: file, Below: Path.GetRelativePath(full, file)))
            .Where(found => found.Below.Split(Path.DirectorySeparatorChar)[0] is not ("obj" or "bin"))
            .Order()
            .Select(found => (found.File, Path.Combine(name, found.Below)));
    }

    /// <summary>An unchanged file keeps its time, so that the compiler has nothing to do.</summary>
    private static void WriteIfChanged(string path, string text)
    {
        if (File.Exists(path) && File.ReadAllText(path) == text) return;
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }
}
