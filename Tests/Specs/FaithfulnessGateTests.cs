using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs;
using Plimsoll.Specs.Mutants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;
using Plimsoll.Twinner;
using Xunit;
using Xunit.Abstractions;
using static Plimsoll.Model.Vocabulary.Operation;

namespace Plimsoll.Tests.Specs;

/// <summary>The twin is admissible evidence about the shipped code, or the build is red.</summary>
public sealed class FaithfulnessGateTests(ITestOutputHelper output)
{
    private const int Schedules = 1000;
    private const ulong Seed = 1;

    [Fact]
    public void Gate_EveryScenario_TwinAndThreadsMakeTheSameSteps()
    {
        HashSet<AccessSite> executed = [];
        foreach (Scenario scenario in Catalog.Scenarios)
        {
            GateResult result = FaithfulnessGate.Compare(scenario, Schedules, Seed);
            output.WriteLine(
                $"{result.Program}: {result.Schedules} schedules, seed {Seed}, {result.Steps} steps equal");
            Assert.Null(result.Difference);
            Assert.Equal(Schedules, result.Schedules);
            executed.UnionWith(result.Sites);
        }

        executed.UnionWith(Life().Sites);
        IReadOnlySet<AccessSite> sites = FaithfulnessGate.SitesInSource();
        AccessSite[] missed = [.. sites.Where(site => !executed.Contains(site))];
        double percent = 100.0 * (sites.Count - missed.Length) / sites.Count;
        output.WriteLine(
            $"{sites.Count - missed.Length} of {sites.Count} call sites executed ({percent:F1} %); missed: "
            + $"{string.Join(", ", missed)}");
        Assert.True(
            percent >= 95,
            $"only {percent:F1} % of the call sites on S were compared; missed {string.Join(", ", missed)}");
    }

    [Fact]
    public void Gate_Life_TwinAndThreadsMakeTheSameSteps() => Assert.Null(Life().Difference);

    [Theory]
    [InlineData(
        "Zone.cs", "await S.Store(cells.NrFree, free - (1u << order));",
        "S.Store(cells.NrFree, free - (1u << order));")]
    [InlineData(
        "Zone.cs", "S.Write(page.Free, (uint)order + 1);\n        S.Write(page.Next, next);",
        "S.Write(page.Next, next);\n        S.Write(page.Free, (uint)order + 1);")]
    [InlineData(
        "PageAllocator.cs", "await zones[zone].Release(pfn, order, tagged);",
        "zones[zone].Release(pfn, order, tagged);")]
    public void Gate_PlantedTwinnerFault_Fails(string file, string old, string spoilt)
    {
        bool planted = false;
        SourceFile Spoil(SourceFile source)
        {
            if (Path.GetFileName(source.Path) != file) return source;
            string text = source.Text.ReplaceLineEndings("\n");
            Assert.Contains(old, text, StringComparison.Ordinal);
            planted = true;
            return new(source.Path, text.Replace(old, spoilt, StringComparison.Ordinal));
        }

        using MutantBuild build = new MutantCompiler(SourceTree.Embedded).Compile(null, Spoil);
        Assert.True(planted);
        Assert.Empty(build.Errors);
        string[] differences = [.. new[] { PageScenarios.TwoTakersOnePage, PageScenarios.RemoteDrainAgainstFree }
            .Select(s => FaithfulnessGate.Compare(s, 50, Seed, build.Assembly).Difference).OfType<string>()];
        output.WriteLine(string.Join('\n', differences));
        Assert.NotEmpty(differences);
    }

    private static GateResult Life() => FaithfulnessGate.CompareLife(
        PageScenarios.NodeFallbackUnderPressure.Topology,
        [Allocate(0, Request.For(Gfp.Kernel)), Allocate(1, Request.For(Gfp.Kernel, 2)), Free(0), Adjust(2), Adjust(30),
            Adjust(-1), SetMinFree(8), Drain(0), Free(1), Offline(1)]);
}
