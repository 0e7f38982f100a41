using System.Reflection;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plimsoll.Explorer;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Mutants;
using Plimsoll.Specs.Scenarios;
using Plimsoll.Specs.Subjects;

namespace Plimsoll.Specs.Refinement;

using Controlled = Plimsoll.Specs.Subjects.Controlled;

/// <summary>A place in the source that touches shared memory.</summary>
public readonly record struct AccessSite(string File, int Line, AccessKind Kind);

/// <summary>Twin and threads side by side over many schedules.</summary>
/// <param name="Difference">The first step that differs, or null.</param>
/// <param name="Sites">The places that were executed, on both.</param>
public sealed record GateResult(
    string Program, int Schedules, long Steps, string? Difference, IReadOnlySet<AccessSite> Sites);

/// <summary>
/// What makes the twin evidence about the shipped code: under the same schedules, the twin and the production source on
/// real threads make the same accesses, step by step (CPU, kind, cell, old and new value).
/// </summary>
public static class FaithfulnessGate
{
    /// <summary>
    /// Compares so many random schedules of a scenario; <paramref name="twin"/> is the twin unless given.
    /// </summary>
    public static GateResult Compare(Scenario scenario, int schedules, ulong seed, Assembly? twin = null)
    {
        using ScenarioProgram coroutines = ScenarioRun.Program(scenario, Substrate.Twin, twin, []);
        using ScenarioProgram threads = ScenarioRun.Program(scenario, Substrate.Threads, null, []);
        return Compare(coroutines, threads, schedules, seed);
    }

    /// <summary>Compares a life from start to validation, on one CPU.</summary>
    public static GateResult CompareLife(Topology topology, Operation[] operations, Assembly? twin = null)
    {
        int slots = operations.Max(o => o.Slot) + 1;
        using LifeProgram coroutines =
            new(new TwinSubject(twin ?? ScenarioRun.Twin, topology, slots, started: false), operations);
        using LifeProgram threads = new(new ProductionSubject<Controlled>(topology, slots, started: false), operations);
        return Compare(coroutines, threads, schedules: 1, seed: 1);
    }

    /// <summary>Every place in the Implementation that touches shared memory: calls on S, notes left out.</summary>
    public static IReadOnlySet<AccessSite> SitesInSource()
    {
        HashSet<AccessSite> sites = [];
        SourceTree sources = SourceTree.Embedded;
        foreach (string path in sources.Paths.Where(p => p.StartsWith("Implementation/", StringComparison.Ordinal)))
        {
            IEnumerable<SyntaxNode> nodes = sources[path].Tree.GetRoot().DescendantNodes();
            foreach (InvocationExpressionSyntax call in nodes.OfType<InvocationExpressionSyntax>())
            {
                if (call.Expression is not MemberAccessExpressionSyntax access) continue;
                if (access.Expression is not IdentifierNameSyntax { Identifier.Text: "S" }) continue;
                if (!Enum.TryParse(access.Name.Identifier.Text, out AccessKind kind)) continue;
                sites.Add(
                    new(Path.GetFileName(path), call.GetLocation().GetLineSpan().StartLinePosition.Line + 1, kind));
            }
        }

        return sites;
    }

    private static GateResult Compare(IProgram twin, IProgram threads, int schedules, ulong seed)
    {
        // In parts, so that the recordings of a thousand schedules need not be held at once.
        const int part = 50;
        HashSet<AccessSite> sites = [];
        long steps = 0;
        for (int done = 0; done < schedules; done += part)
        {
            int count = Math.Min(part, schedules - done);
            ulong partSeed = seed + (ulong)done;
            IReadOnlyList<Recording> left = Recorder.Traces(twin, Substrate.Twin, partSeed, count);
            IReadOnlyList<Recording> right = Recorder.Traces(threads, Substrate.Threads, partSeed, count);
            for (int i = 0; i < count; i++)
            {
                int at = left[i].FirstDifference(right[i]);
                if (at >= 0)
                    return new(twin.Name, done + i + 1, steps, Describe(done + i, at, left[i], right[i]), sites);
                steps += left[i].Steps.Count;
                foreach (Step step in left[i].Steps) sites.Add(new(Path.GetFileName(step.File), step.Line, step.Kind));
            }
        }

        return new(twin.Name, schedules, steps, null, sites);
    }

    private static string Describe(int schedule, int at, Recording twin, Recording threads)
    {
        string Side(Recording recording) => at < recording.Steps.Count
            ? $"{recording.Steps[at].Kind} of cell +{recording.Steps[at].Cell} by cpu{recording.Steps[at].Cpu} at "
                + $"{recording.Steps[at].Place}"
            : $"the end ({recording.Law ?? "finished"})";

        return $"schedule {schedule}, step {at}: the twin makes {Side(twin)}, threads make {Side(threads)}";
    }
}
