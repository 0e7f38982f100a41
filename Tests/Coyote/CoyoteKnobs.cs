using Microsoft.Coyote;
using Plimsoll.Specs;

namespace Plimsoll.Tests.Coyote;

/// <summary>The knobs of Coyote.runsettings in Coyote's terms.</summary>
public static class CoyoteKnobs
{
    /// <summary>
    /// Fair strategies only: an unfair one may let a CPU wait until the end of time. Coyote samples where the explorer
    /// counts: its nearest relative of a bound on preemptions is a number of priority changes at random points.
    /// </summary>
    /// <exception cref="FormatException">A knob asks for what Coyote does not do.</exception>
    public static Configuration With(this Configuration configuration, Knobs knobs)
    {
        if (knobs.Memory != "sc")
            throw new FormatException(
                $"PLIMSOLL_MEMORY is '{knobs.Memory}': Coyote knows sequential consistency (sc) only");
        configuration =
            configuration.WithTestingIterations((uint)knobs.Iterations).WithRandomGeneratorSeed((uint)knobs.Seed);
        return knobs.Strategy switch
        {
            "bounded" => configuration.WithPrioritizationStrategy(isFair: true, priorityChangeBound: (uint)knobs.Bound),
            "random" => configuration.WithRandomStrategy(),
            "delay" => configuration.WithDelayBoundingStrategy(isFair: true, delayBound: (uint)knobs.Bound),
            "probabilistic" => configuration.WithProbabilisticStrategy((uint)knobs.Bound),
            _ => throw new FormatException(
                $"PLIMSOLL_STRATEGY is '{knobs.Strategy}': Coyote knows bounded, random, delay and probabilistic; it "
                    + "enumerates nothing"),
        };
    }

    /// <summary>A folder for findings: under the repository, unless the knob is an absolute path.</summary>
    public static string Folder(this Knobs knobs)
    {
        DirectoryInfo? root = new(AppContext.BaseDirectory);
        while (root is not null && !File.Exists(Path.Combine(root.FullName, "Plimsoll.slnx"))) root = root.Parent;
        return Directory.CreateDirectory(
            Path.Combine(root?.FullName ?? AppContext.BaseDirectory, knobs.Out, "coyote")).FullName;
    }
}
