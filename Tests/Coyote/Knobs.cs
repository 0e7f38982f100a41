using System.Globalization;
using Microsoft.Coyote;

namespace Plimsoll.Tests.Coyote;

/// <summary>The knobs of Coyote.runsettings, in Coyote's terms.</summary>
public sealed record Knobs
{
    public string Strategy { get; init; } = "bounded";

    public uint Iterations { get; init; } = 1000;

    public uint Bound { get; init; } = 2;

    public uint Seed { get; init; } = 1;

    public string Output { get; init; } = "artifacts/out";

    /// <exception cref="InvalidOperationException">A knob asks for what Coyote does not do.</exception>
    public static Knobs FromEnvironment()
    {
        string memory = Text("PLIMSOLL_MEMORY", "sc");
        if (memory != "sc") throw new InvalidOperationException($"PLIMSOLL_MEMORY is {memory}: Coyote runs sequential consistency (sc) only");
        return new()
        {
            Strategy = Text("PLIMSOLL_STRATEGY", "bounded"),
            Iterations = Number("PLIMSOLL_ITERATIONS", 1000),
            Bound = Number("PLIMSOLL_BOUND", 2),
            Seed = Number("PLIMSOLL_SEED", 1),
            Output = Text("PLIMSOLL_OUT", "artifacts/out"),
        };
    }

    /// <summary>
    /// Fair strategies only: an unfair one may let a CPU spin until the end of time. Coyote samples where the explorer counts:
    /// its nearest relative of a preemption bound is a number of priority changes at random points.
    /// </summary>
    /// <exception cref="InvalidOperationException">Coyote has no such strategy.</exception>
    public Configuration ApplyTo(Configuration configuration) => Strategy switch
    {
        "bounded" => configuration.WithPrioritizationStrategy(isFair: true, priorityChangeBound: Bound),
        "random" => configuration.WithRandomStrategy(),
        "delay" => configuration.WithDelayBoundingStrategy(isFair: true, delayBound: Bound),
        "probabilistic" => configuration.WithProbabilisticStrategy(Math.Max(1, Bound)),
        _ => throw new InvalidOperationException(
            $"PLIMSOLL_STRATEGY is {Strategy}: Coyote knows bounded, random, delay and probabilistic; it enumerates nothing"),
    };

    /// <summary>A folder for findings: under the repository, unless the knob names an absolute path.</summary>
    public string Folder(string name)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Plimsoll.slnx"))) root = root.Parent;
        return Directory.CreateDirectory(Path.Combine(root?.FullName ?? AppContext.BaseDirectory, Output, name)).FullName;
    }

    private static string Text(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? text : otherwise;

    private static uint Number(string name, uint otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } text ? uint.Parse(text, CultureInfo.InvariantCulture) : otherwise;
}
