using System.Collections.Immutable;
using Plimsoll.Explorer;

namespace Plimsoll.Specs.Mutants;

/// <summary>Reads the text form of a mutant.</summary>
/// <remarks><code>
/// id: G1
/// name: check-then-take
/// breaks: INV-STRICT                 # one or two laws, any of which may catch it
/// scenario: two-takers-one-page      # one or more, separated by spaces
/// memory: tso                        # optional: sc (else), tso or pso
/// file: Implementation/Pages/Zone.cs
/// --- old
/// exact text that occurs once in the file
/// --- new
/// text to put in its place
/// </code>More groups of file, old and new may follow.</remarks>
public sealed class MutantFile
{
    private const string Old = "--- old";
    private const string New = "--- new";
    private static readonly string[] Needed = ["id", "name", "breaks", "scenario"];
    private static readonly string[] Keys = [.. Needed, "memory"];

    private readonly string path;
    private readonly string[] lines;
    private readonly Dictionary<string, string> header = [];
    private readonly ImmutableArray<Edit>.Builder edits = ImmutableArray.CreateBuilder<Edit>();
    private int at;

    private MutantFile(string path, string text)
    {
        this.path = path;
        lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
    }

    /// <exception cref="MutantException">The file is not of this form.</exception>
    public static Mutant Parse(string path) => Parse(path, File.ReadAllText(path));

    /// <inheritdoc cref="Parse(string)"/>
    public static Mutant Parse(string path, string text) => new MutantFile(path, text).Parse();

    /// <summary>The mutant files of a folder, by name.</summary>
    /// <exception cref="MutantException">There is none, or one is not of this form.</exception>
    public static ImmutableArray<Mutant> ParseFolder(string folder)
    {
        string[] files = Directory.Exists(folder)
            ? [.. Directory.GetFiles(folder, "*.mutant").Order(StringComparer.Ordinal)]
            : [];
        return files.Length == 0
            ? throw new MutantException($"{folder}: no *.mutant file; name a folder that has some")
            : Distinct(files.Select(file => Known(file, Parse(file))));
    }

    /// <summary>The mutants of the catalogue, which travel with this assembly.</summary>
    public static ImmutableArray<Mutant> Catalogue() =>
        Distinct(SourceTree.EmbeddedTexts(".mutant").Select(f => Known(f.Path, Parse(f.Path, f.Text))));

    /// <summary>
    /// The laws and scenarios it names are in the catalogue: a law that is misspelt would never catch it.
    /// </summary>
    private static Mutant Known(string path, Mutant mutant)
    {
        string[] laws = [.. Catalog.LawsAndModel().Select(law => law.Id), Laws.Deadlock, Laws.Lock, Laws.Race];
        foreach (string id in mutant.Breaks.Where(id => !laws.Contains(id)))
        {
            throw new MutantException(
                $"{path}: mutant {mutant.Id} breaks {id}, but there is no such law: use {string.Join(", ", laws)}");
        }

        foreach (string name in mutant.Scenarios)
        {
            if (Catalog.Scenario(name) is null)
            {
                string known = string.Join(", ", Catalog.Scenarios.Select(s => s.Name));
                throw new MutantException(
                    $"{path}: mutant {mutant.Id} names scenario {name}, but there is none: use {known}");
            }
        }

        return mutant;
    }

    private static ImmutableArray<Mutant> Distinct(IEnumerable<Mutant> mutants)
    {
        ImmutableArray<Mutant> all = [.. mutants];
        string? twice = all.GroupBy(mutant => mutant.Id).FirstOrDefault(same => same.Count() > 1)?.Key;
        return twice is null ? all : throw new MutantException($"two mutants are called {twice}; an id is used once");
    }

    private Mutant Parse()
    {
        while (at < lines.Length) ParseHeaderLine();
        foreach (string key in Needed)
        {
            if (!header.ContainsKey(key)) throw Wrong($"'{key}:' is missing before the first 'file:'");
        }

        if (edits.Count == 0) throw Wrong("'file:' with '--- old' and '--- new' is missing");
        ImmutableArray<string> breaks = Words("breaks");
        if (breaks.Length is not (1 or 2)) throw Wrong($"breaks names {breaks.Length} laws; one or two are right");
        return new(header["id"], header["name"], breaks, Words("scenario"), edits.ToImmutable(), Memory());
    }

    private MemoryModel Memory()
    {
        string? word = header.GetValueOrDefault("memory");
        return word is null ? MemoryModel.Sc
            : MemoryModels.TryParse(word, out MemoryModel model) ? model
            : throw Wrong($"memory is {word}; sc, tso or pso is right");
    }

    private void ParseHeaderLine()
    {
        string line = lines[at].Split('#')[0].Trim();
        if (line.Length == 0)
        {
            at++;
            return;
        }

        int colon = line.IndexOf(':', StringComparison.Ordinal);
        string key = colon < 0 ? line : line[..colon].TrimEnd();
        string value = colon < 0 ? "" : line[(colon + 1)..].Trim();
        bool known = key == "file" || Keys.Contains(key);
        if (!known) throw Wrong($"'{key}' is not one of id, name, breaks, scenario, memory, file");
        if (value.Length == 0) throw Wrong($"'{key}:' has no value");
        if (key == "file")
        {
            ParseEdit(value);
            return;
        }

        if (edits.Count > 0) throw Wrong($"'{key}:' stands after an edit; the header comes first");
        if (!header.TryAdd(key, value)) throw Wrong($"'{key}:' is given twice");
        at++;
    }

    private void ParseEdit(string file)
    {
        bool inside = file.StartsWith("Implementation/", StringComparison.Ordinal) ||
            file.StartsWith("Model/Rules/", StringComparison.Ordinal);
        if (!inside) throw Wrong($"file {file} is not in Implementation/ or Model/Rules/");
        at++;
        if (at >= lines.Length || lines[at].TrimEnd() != Old) throw Wrong($"'{Old}' must follow 'file:'");
        at++;
        string old = Block(line => line.TrimEnd() == New);
        if (at >= lines.Length) throw Wrong($"'{New}' must follow the old text");
        if (old.Length == 0) throw Wrong("the old text is empty");
        at++;
        edits.Add(new(file, old, Block(line => line.StartsWith("file:", StringComparison.Ordinal))));
    }

    private string Block(Func<string, bool> ends)
    {
        int first = at;
        while (at < lines.Length && !ends(lines[at])) at++;
        return string.Join('\n', lines[first..at]);
    }

    private ImmutableArray<string> Words(string key) =>
        [.. header[key].Split(' ', StringSplitOptions.RemoveEmptyEntries)];

    private MutantException Wrong(string what) => new($"{path}:{Math.Min(at + 1, lines.Length)}: {what}");
}
