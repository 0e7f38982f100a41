using System.Collections.Concurrent;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Refinement;

namespace Plimsoll.Tests.Specs;

/// <summary>
/// Each scenario explored once with the knobs of Coyote.runsettings, for all tests that ask about it.
/// </summary>
internal static class Explored
{
    private static readonly ConcurrentDictionary<string, Lazy<ScenarioReport>> Reports = new(StringComparer.Ordinal);

    public static ScenarioReport Scenario(string name) => Reports.GetOrAdd(name, n => new(() => Explore(n))).Value;

    /// <summary>What the knobs say.</summary>
    public static ExplorationOptions Options(Knobs knobs) => new()
    {
        Strategy = Enum.Parse<StrategyKind>(
            knobs.Strategy.Replace("-", "", StringComparison.Ordinal), ignoreCase: true),
        Bound = knobs.Bound,
        Seed = knobs.Seed,
        Iterations = knobs.Strategy == "random" ? knobs.Iterations : null,
    };

    private static ScenarioReport Explore(string name) =>
        ScenarioRun.Explore(Catalog.Scenario(name)!, Options(Knobs.Load()));
}
