using System.Globalization;
using System.Text;

namespace Plimsoll.Explorer;

/// <summary>A step as a replay names it: by place, not by number, so that it survives edits elsewhere.</summary>
public sealed record ReplayStep(int Cpu, AccessKind Kind, string Cell, string Place)
{
    public override string ToString() => $"cpu{Cpu} {Kind.Word()} {Cell} @ {Place}";
}

/// <summary>
/// A failing execution as a text file. It names the steps of the schedule and knows no substrate; against other code
/// it shows where it no longer fits.
/// </summary>
/// <remarks>
/// <code>
/// plimsoll-replay 1
/// scenario: two-takers-one-page
/// law: INV-STRICT
/// mutant: G1
/// steps: 12
/// cpu0 load zone0.NrFree @ Zone.cs:42
/// </code>
/// A line a step follows the header; empty lines and lines that start with # mean nothing.
/// </remarks>
public sealed record Replay(string Scenario, string Law, string Mutant, IReadOnlyList<ReplayStep> Steps)
{
    public const string NoMutant = "none";
    private const string Magic = "plimsoll-replay";
    private const string Version = "1";
    private static readonly string[] Header = ["scenario", "law", "mutant", "steps"];

    public static Replay Of(Failure failure, IProgram program, string scenario, string mutant = NoMutant)
    {
        ArgumentNullException.ThrowIfNull(failure);
        ArgumentNullException.ThrowIfNull(program);
        return new(scenario, failure.Law, mutant,
            [.. failure.Steps.Where(step => step.IsSchedulingPoint)
                .Select(step => new ReplayStep(step.Cpu, step.Kind, Cells.NameOf(program, step), step.Place))]);
    }

    public string Write()
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"{Magic} {Version}\nscenario: {Scenario}\nlaw: {Law}\n");
        text.Append(CultureInfo.InvariantCulture, $"mutant: {Mutant}\nsteps: {Steps.Count}\n");
        foreach (ReplayStep step in Steps) text.Append(CultureInfo.InvariantCulture, $"{step}\n");
        return text.ToString();
    }

    /// <exception cref="ReplayFormatException">The text is no replay of this version; the message says where and
    /// why.</exception>
    public static Replay Parse(string text, string file = "replay")
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
        for (int i = 1; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#') continue;
            if (header.Count < Header.Length) ParseHeader(line, header, file, i + 1);
            else steps.Add(ParseStep(line, file, i + 1));
        }

        foreach (string key in Header.Skip(header.Count))
            throw Bad(lines.Length, $"the line '{key}: ...' is missing");
        string count = header["steps"];
        if (count != steps.Count.ToString(CultureInfo.InvariantCulture))
            throw Bad(lines.Length, $"{steps.Count} steps follow where the header says {count}");
        if (!text.EndsWith('\n'))
            throw new ReplayFormatException(file, lines.Length, "the last line is cut short: it has no end");
        return new(header["scenario"], header["law"], header["mutant"], steps);

        ReplayFormatException Bad(int line, string problem) => new(file, line, problem);
    }

    /// <summary>Runs the schedule once.</summary>
    public ReplayResult Run(
        IProgram program, Substrate substrate = Substrate.Twin, int maxSteps = 100_000, bool checkRaces = true)
    {
        ArgumentNullException.ThrowIfNull(program);
        using Engine engine = new(
            program,
            new()
            {
                Substrate = substrate,
                MaxSteps = maxSteps,
                CheckRaces = checkRaces,
                StartIsStep = Steps.Any(step => step.Kind == AccessKind.Begin),
            });
        Follower follower = new(this, engine);
        List<Event> events = [];
        engine.Execute(follower, events);
        Broken? broken = engine.Failure;
        bool same = broken?.Law == Law && follower.DivergedAt is null;
        int? divergedAt = follower.DivergedAt;
        string? why = follower.Why;
        if (!same && divergedAt is null && engine.StepCount != Steps.Count)
        {
            divergedAt = Math.Min(engine.StepCount, Steps.Count) + 1;
            why = engine.StepCount < Steps.Count
                ? $"step {divergedAt} of the replay is '{Steps[engine.StepCount]}', but the execution has ended"
                : $"the replay ends with step {Steps.Count}, but the execution goes on";
        }

        Schedule schedule = engine.Turns.ToSchedule();
        return new(same, broken?.Law, broken?.Message, divergedAt, why, engine.StepCount, 1, schedule, events);
    }

    private static void ParseHeader(string line, Dictionary<string, string> header, string file, int number)
    {
        string key = Header[header.Count];
        int colon = line.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0 || line[..colon].Trim() != key || line[(colon + 1)..].Trim().Length == 0)
            throw new ReplayFormatException(file, number, $"'{line}' stands where '{key}: ...' is expected");
        header[key] = line[(colon + 1)..].Trim();
    }

    private static ReplayStep ParseStep(string line, string file, int number)
    {
        // A cell's name may hold spaces, and even an @: the last one ends it.
        string[] words = line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries);
        int at = words.Length == 3 ? words[2].LastIndexOf(" @ ", StringComparison.Ordinal) : -1;
        if (at <= 0) throw Bad($"'{line}' is no step: it takes the form 'cpu0 load CELL @ File.cs:42'");
        if (!words[0].StartsWith("cpu", StringComparison.Ordinal)
            || !int.TryParse(words[0].AsSpan(3), NumberStyles.None, CultureInfo.InvariantCulture, out int cpu)
            || cpu >= Engine.MaxCpus)
            throw Bad($"'{words[0]}' is no CPU: it takes the form cpu0 to cpu{Engine.MaxCpus - 1}");
        if (!AccessKinds.TryParse(words[1], out AccessKind kind) || kind.IsPlain())
        {
            IEnumerable<string> right = Enum.GetValues<AccessKind>().Where(k => !k.IsPlain()).Select(k => k.Word());
            throw Bad($"'{words[1]}' is no kind of step: use {string.Join(", ", right)}");
        }

        return new(cpu, kind, words[2][..at].Trim(), words[2][(at + 3)..].Trim());

        ReplayFormatException Bad(string problem) => new(file, number, problem);
    }
}
