using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Plimsoll.Explorer;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs;
using Plimsoll.Specs.Mutants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;
using Plimsoll.Tests.Cli;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Specs;

/// <summary>
/// What <c>explore --mutant</c> reports, judged without the shrinker: with any one operation left out of it every trace
/// holds the law, and so does every schedule with one preemption fewer.
/// </summary>
public sealed class ScenarioShrinkingTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData("two-takers-one-page", "G1")]
    [InlineData("zones-side-by-side", "G9")]
    [InlineData("two-frees-one-page", "P16")]
    [InlineData("rollback-against-adjust", "P13")]
    public void Scenario_AsReported_IsOneMinimal_InOperationsAndInPreemptions(string name, string mutant)
    {
        using Scratch scratch = new();
        CliRun run = CliRun.Of("explore", name, "--mutant", mutant, "--out", scratch.Root);
        Assert.Equal(1, run.Code);
        Replay replay = Replay.Parse(File.ReadAllText(Assert.Single(Directory.GetFiles(scratch.Root, "*.replay"))));
        Scenario small = ScenarioCut.Parse(Catalog.Scenario(name)!, replay.Without).Scenario;
        int preemptions = int.Parse(
            Regex.Match(run.Out, @"^schedule: .*\((\d+) preemptions?\)$", RegexOptions.Multiline).Groups[1].Value,
            CultureInfo.InvariantCulture);
        output.WriteLine($"{mutant}: {replay.Law}, {preemptions} preemptions, without {replay.Without}");
        Assert.DoesNotContain("shrinking stopped", run.Out, StringComparison.Ordinal);

        using MutantBuild build = Build(mutant);
        Assert.Equal(replay.Law, Broken(small, build.Assembly!, new() { Bound = preemptions }));
        foreach (Scenario less in WithoutOne(small))
            Assert.NotEqual(replay.Law, Broken(less, build.Assembly!, new() { Strategy = StrategyKind.SourceDpor }));
        if (preemptions > 0)
            Assert.Null(Broken(small, build.Assembly!, new() { Bound = preemptions - 1 }));
    }

    [Fact]
    public void Judge_SeesAScenarioThatIsNotMinimal()
    {
        using MutantBuild build = Build("G1");
        Scenario whole = PageScenarios.TwoTakersOnePage;
        Assert.Contains(
            WithoutOne(whole), less => Broken(less, build.Assembly!, new() { Bound = 1 }) == "INV-STRICT");
    }

    /// <summary>Each with one operation left out, of a CPU or of what came before; one always remains.</summary>
    private static IEnumerable<Scenario> WithoutOne(Scenario scenario)
    {
        for (int i = 0; i < scenario.Setup.Length; i++)
            yield return scenario with { Setup = scenario.Setup.RemoveAt(i) };
        if (scenario.Programs.Sum(program => program.Length) == 1) yield break;
        for (int cpu = 0; cpu < scenario.Programs.Length; cpu++)
        {
            for (int i = 0; i < scenario.Programs[cpu].Length; i++)
            {
                Operation[] rest = [.. scenario.Programs[cpu][..i], .. scenario.Programs[cpu][(i + 1)..]];
                yield return scenario with { Programs = scenario.Programs.SetItem(cpu, rest) };
            }
        }
    }

    /// <summary>The law that breaks; null: none does, or what comes before is refused.</summary>
    private static string? Broken(Scenario scenario, Assembly form, ExplorationOptions options)
    {
        try
        {
            Report report = ScenarioRun.Explore(scenario, options, form).Report;
            Assert.True(report.Failure is not null || report.Verdict is Verdict.Exhaustive or Verdict.Bounded);
            return report.Failure?.Law;
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static MutantBuild Build(string id) =>
        new MutantCompiler(SourceTree.Embedded).Compile(MutantFile.Catalogue().Single(m => m.Id == id));
}
