using System.Globalization;
using System.Text;

namespace Plimsoll.Explorer;

/// <summary>The text of a <see cref="Replay"/>, version 2.</summary>
internal static class ReplayText
{
    private const string Magic = "plimsoll-replay";
    private const string Version = "2";
    private const string Without = "without";
    private static readonly string[] Header = ["scenario", "law", "mutant", "memory", "steps"];

    public static string Write(Replay replay)
    {
        StringBuilder text = new();
        string memory = replay.Memory.Word();
        text.Append($"{Magic} {Version}\nscenario: {replay.Scenario}\nlaw: {replay.Law}\nmutant: {replay.Mutant}\n");
        text.Append(CultureInfo.InvariantCulture, $"memory: {memory}\nsteps: {replay.Steps.Count}\n");
        if (replay.Without is { } without) text.Append($"{Without}: {without}\n");
        foreach (ReplayStep step in replay.Steps) text.Append($"{step}\n");
        return text.ToString();
    }

    public static Replay Parse(string text, string file)
    {
        ArgumentNullException.ThrowIfNull(text);
        string[] lines = text.ReplaceLineEndings("\n").Split('\n');
        string[] magic = lines[0].Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (magic.Length != 2 || magic[0] != Magic)
            throw Bad(1, $"this is no replay file: the first line must be '{Magic} {Version}'");
        if (magic[1] != Version)
            throw Bad(1, $"version '{magic[1]}' is unknown: this program reads version {Version}");

        Dictionary<string, string> header = [];
        List<ReplayStep> steps = [];
        MemoryModel memory = MemoryModel.Sc;
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            bool isOption = steps.Count == 0 && line.StartsWith(Without + ":", StringComparison.Ordinal);
            if (header.Count < Header.Length) ParseHeader(Header[header.Count], line, header, file, i + 1);
            else if (isOption && !header.ContainsKey(Without)) ParseHeader(Without, line, header, file, i + 1);
            else steps.Add(ParseStep(line, file, i + 1));
            if (header.Count == 4 && !MemoryModels.TryParse(header["memory"], out memory))
                throw Bad(i + 1, $"'{header["memory"]}' is no memory model: use sc, tso or pso");
        }

        foreach (string key in Header.Skip(header.Count))
            throw Bad(lines.Length, $"the line '{key}: ...' is missing");
        string count = header["steps"];
        if (count != steps.Count.ToString(CultureInfo.InvariantCulture))
            throw Bad(lines.Length, $"{steps.Count} steps follow where the header says {count}");
        if (!text.EndsWith('\n'))
            throw new ReplayFormatException(file, lines.Length, "the last line is cut short: it has no end");
        return new(header["scenario"], header["law"], header["mutant"], memory, steps)
        {
            Without = header.GetValueOrDefault(Without),
        };

        ReplayFormatException Bad(int line, string problem) => new(file, line, problem);
    }

    private static void ParseHeader(string key, string line, Dictionary<string, string> header, string file, int number)
    {
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || line[..colon].Trim() != key || line[(colon + 1)..].Trim().Length == 0)
            throw new ReplayFormatException(file, number, $"'{line}' stands where '{key}: ...' is expected");
        header[key] = line[(colon + 1)..].Trim();
    }

    private static ReplayStep ParseStep(string line, string file, int number)
    {
        // A cell's name may hold spaces, a # and even an @: the last ones end it.
        string[] words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        int at = words.Length == 3 ? words[2].LastIndexOf(" @ ", StringComparison.Ordinal) : -1;
        int nth = at > 0 ? words[2].LastIndexOf(" #", at, StringComparison.Ordinal) : -1;
        if (nth <= 0) throw Bad($"'{line}' is no step: it takes the form 'cpu0 load CELL #1 @ File.cs:42'");
        if (!words[0].StartsWith("cpu", StringComparison.Ordinal)
            || !TryNumber(words[0].AsSpan(3), out int cpu) || cpu >= Engine.MaxCpus)
            throw Bad($"'{words[0]}' is no CPU: it takes the form cpu0 to cpu{Engine.MaxCpus - 1}");
        if (!AccessKinds.TryParse(words[1], out AccessKind kind) || kind.IsPlain())
        {
            IEnumerable<string> right = Enum.GetValues<AccessKind>().Where(k => !k.IsPlain()).Select(k => k.Word());
            throw Bad($"'{words[1]}' is no kind of step: use {string.Join(", ", right)}");
        }

        if (!TryNumber(words[2].AsSpan((nth + 2)..at), out int ordinal) || ordinal == 0)
            throw Bad($"'{words[2][(nth + 1)..at]}' does not count: #1 is the first such step of the CPU");
        return new(cpu, kind, words[2][..nth].Trim(), ordinal, words[2][(at + 3)..].Trim());

        ReplayFormatException Bad(string problem) => new(file, number, problem);
    }

    private static bool TryNumber(ReadOnlySpan<char> text, out int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
