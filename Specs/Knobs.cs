using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Plimsoll.Specs;

/// <summary>
/// The knobs of the concurrency tests: environment variables PLIMSOLL_*, else the values in the nearest
/// Coyote.runsettings at or above the working folder, else the defaults here. `dotnet test` turns the file into the
/// variables by itself.
/// </summary>
public sealed record Knobs
{
    private const string FileName = "Coyote.runsettings";

    /// <summary>A word of <c>--strategy</c>.</summary>
    public string Strategy { get; init; } = "bounded";

    /// <summary>Executions a scenario, where the strategy samples.</summary>
    public long Iterations { get; init; } = 1000;

    /// <summary>Preemptions, where the strategy is bounded.</summary>
    public int Bound { get; init; } = 2;

    public ulong Seed { get; init; } = 1;

    public string Memory { get; init; } = "sc";

    /// <summary>Where counterexamples are written.</summary>
    public string Out { get; init; } = "artifacts/out";

    /// <exception cref="FormatException">A knob has a value it cannot have; the message says where and what would be
    /// right.</exception>
    public static Knobs Load()
    {
        (string? path, Dictionary<string, string> file) = ReadFile(Directory.GetCurrentDirectory());
        Knobs defaults = new();

        string Text(string name, string otherwise) =>
            Environment.GetEnvironmentVariable(name) ?? file.GetValueOrDefault(name) ?? otherwise;

        T Number<T>(string name, T otherwise)
            where T : IParsable<T>
        {
            string? text = Environment.GetEnvironmentVariable(name) ?? file.GetValueOrDefault(name);
            if (text is null) return otherwise;
            if (T.TryParse(text, CultureInfo.InvariantCulture, out T? value)) return value;
            throw new FormatException($"{path ?? "environment"}: {name} is '{text}', not a whole number in range");
        }

        return new()
        {
            Strategy = Text("PLIMSOLL_STRATEGY", defaults.Strategy),
            Iterations = Number("PLIMSOLL_ITERATIONS", defaults.Iterations),
            Bound = Number("PLIMSOLL_BOUND", defaults.Bound),
            Seed = Number("PLIMSOLL_SEED", defaults.Seed),
            Memory = Text("PLIMSOLL_MEMORY", defaults.Memory),
            Out = Text("PLIMSOLL_OUT", defaults.Out),
        };
    }

    private static (string? Path, Dictionary<string, string> Values) ReadFile(string? folder)
    {
        for (; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string path = Path.Combine(folder, FileName);
            if (!File.Exists(path)) continue;
            try
            {
                XElement? configuration = XDocument.Load(path).Root?.Element("RunConfiguration");
                IEnumerable<XElement> variables = configuration?.Element("EnvironmentVariables")?.Elements() ?? [];
                return (path, variables.ToDictionary(v => v.Name.LocalName, v => v.Value.Trim()));
            }
            catch (XmlException e)
            {
                throw new FormatException($"{path}:{e.LineNumber}:{e.LinePosition}: {e.Message}", e);
            }
        }

        return (null, []);
    }
}
