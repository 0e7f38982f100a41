using System.Globalization;
using System.Reflection;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;

namespace Plimsoll.Tests.Specs;

/// <summary>A scenario that keeps how its executions end: memory and outcomes, or the law broken.</summary>
internal sealed class Endings(ScenarioProgram scenario) : IProgram
{
    private const long MostExecutions = 200_000;

    public SortedSet<string> Found { get; } = new(StringComparer.Ordinal);

    public string Name => scenario.Name;

    public int Cpus => scenario.Cpus;

    public nuint Memory => scenario.Memory;

    public int MemoryBytes => scenario.MemoryBytes;

    public bool WatchesSteps => scenario.WatchesSteps;

    public static (Report Report, SortedSet<string> Found) Of(
        Scenario scenario, StrategyKind strategy, Assembly? form, bool judges = true)
    {
        Law[] laws = judges ? Catalog.LawsAndModel() : [];
        using ScenarioProgram program = ScenarioRun.Program(scenario, Substrate.Twin, form, laws);
        Endings endings = new(program);
        ExplorationOptions options = new()
        {
            Strategy = strategy, CheckRaces = false, GoOnAfterFailure = true, Iterations = MostExecutions,
        };
        return (Exploration.Run(endings, options), endings.Found);
    }

    public void Begin() => scenario.Begin();

    public CoTask Start(int cpu) => scenario.Start(cpu);

    public void Run(int cpu) => scenario.Run(cpu);

    public void OnNote(int cpu, uint what, uint a, uint b, uint c)
    {
        scenario.OnNote(cpu, what, a, b, c);
        KeepLaw();
    }

    public void OnStep(in Step step)
    {
        scenario.OnStep(step);
        KeepLaw();
    }

    public unsafe void OnEnd()
    {
        scenario.OnEnd();
        KeepLaw();
        ReadOnlySpan<uint> words = new((void*)Memory, MemoryBytes / sizeof(uint));
        ulong hash = 14695981039346656037;
        foreach (uint word in words) hash = unchecked((hash ^ word) * 1099511628211);
        string outcomes = string.Join(
            " | ", scenario.Witness.Outcomes.Select(cpu => string.Join(' ', cpu.Select(o => $"{o.Outcome}"))));
        Keep(string.Create(CultureInfo.InvariantCulture, $"{hash:x16} {outcomes}"));
    }

    public bool OnDeadlock(string waits)
    {
        Keep("DEADLOCK");
        return ((IProgram)scenario).OnDeadlock(waits);
    }

    public string NameOf(nuint cell) => scenario.NameOf(cell);

    /// <summary>Ghost cells that reduction is not told of.</summary>
    public ulong Hidden { get; init; }

    public Ghosts GhostsOf(in Plimsoll.Explorer.Note note) => Shown(scenario.GhostsOf(note));

    public Ghosts GhostsOf(in Step step) => Shown(scenario.GhostsOf(step));

    private Ghosts Shown(in Ghosts all) => new(all.Changes & ~Hidden, all.LooksAt & ~Hidden);

    private void KeepLaw()
    {
        if (Engine.Current!.Failure is { } failure) Keep(failure.Law);
    }

    /// <summary>What is repeated, or made smaller, is not of the search.</summary>
    private void Keep(string ending)
    {
        if (!Engine.Current!.IsRepetition) Found.Add(ending);
    }
}
