using System.Diagnostics;
using System.Reflection;
using Microsoft.Coyote;
using Microsoft.Coyote.Logging;
using Microsoft.Coyote.Rewriting;
using Microsoft.Coyote.SystematicTesting;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs;
using Plimsoll.Sync;

namespace Plimsoll.Tests.Coyote;

/// <summary>What Coyote says of one test body after many iterations.</summary>
public sealed record Exploration
{
    public required int Iterations { get; init; }

    public required int Bugs { get; init; }

    /// <summary>Coyote's own words on the first bug; empty if there is none.</summary>
    public required string Bug { get; init; }

    /// <summary>Replays the first bug.</summary>
    public required string Trace { get; init; }

    /// <summary>Scheduling decisions in all iterations.</summary>
    public required long Steps { get; init; }

    public required TimeSpan Elapsed { get; init; }

    /// <summary>Reasons not to believe the rest: what ran free, internal errors, iterations cut short.</summary>
    public required string[] Doubts { get; init; }

    /// <summary>What runs under Coyote. One that is not rewritten runs free, and nobody says so.</summary>
    public static IReadOnlyList<Assembly> Controlled { get; } =
        [typeof(Exploration).Assembly, typeof(Real).Assembly, typeof(Knobs).Assembly, typeof(Topology).Assembly];

    public static Exploration Of(Action body, Knobs knobs) => Run(body, c => c.With(knobs));

    public static Exploration Replay(Action body, string trace) =>
        Run(body, c => c.WithTestingIterations(1).WithReproducibleTrace(trace));

    public override string ToString() =>
        $"{Iterations} iterations, {Steps / Math.Max(1, Iterations)} steps each, "
            + $"{Iterations / Elapsed.TotalSeconds:F0} iterations/s, {Bugs} bugs";

    private static Exploration Run(Action body, Func<Configuration, Configuration> with)
    {
        Configuration configuration = with(Configuration.Create()
            .WithTelemetryEnabled(false)
            .WithPartiallyControlledConcurrencyAllowed(false)
            .WithFailureOnMaxStepsBoundEnabled()
            .WithMaxSchedulingSteps(maxUnfairSteps: 2_000, maxFairSteps: 20_000)
            // Wall clock: on a busy machine the default of a second calls a slow thread a deadlock.
            .WithDeadlockTimeout(30_000));
        using TestingEngine engine = TestingEngine.Create(configuration, body);
        using TextWriterLogger silence = new(TextWriter.Null, VerbosityLevel.Error);
        engine.SetLogger(silence);
        Stopwatch watch = Stopwatch.StartNew();
        engine.Run();
        watch.Stop();
        TestReport report = engine.TestReport;
        return new()
        {
            Iterations = report.NumOfExploredFairPaths + report.NumOfExploredUnfairPaths,
            Bugs = report.NumOfFoundBugs,
            Bug = report.BugReports.FirstOrDefault() ?? "",
            Trace = engine.ReproducibleTrace,
            Steps = report.TotalExploredFairSteps + report.TotalExploredUnfairSteps,
            Elapsed = watch.Elapsed,
            Doubts =
            [
                .. Controlled.Where(assembly => !RewritingEngine.IsAssemblyRewritten(assembly))
                    .Select(assembly => $"{assembly.GetName().Name} is not rewritten"),
                .. report.UncontrolledInvocations, .. report.InternalErrors,
                .. Enumerable.Repeat("an iteration ran into the bound on steps", report.MaxFairStepsHitInFairTests),
            ],
        };
    }
}
