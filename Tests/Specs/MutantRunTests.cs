using System.Collections.Immutable;
using Plimsoll.Explorer;
using Plimsoll.Specs;
using Plimsoll.Specs.Mutants;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Specs;

/// <summary>Laws that let a planted bug pass would let a real one pass.</summary>
public sealed class MutantRunTests(ITestOutputHelper output)
{
    private const string Zone = "Implementation/Pages/Zone.cs";
    private const string Held = "        if (MarkHolds(free, order, threshold) && HasBlock(order))";
    private static readonly ExplorationOptions Options = new() { Bound = 2, Seed = 1, CheckRaces = false };
    private static readonly MutantRun Runner = new(SourceTree.Embedded, Options);

    public static TheoryData<string> Ids => [.. MutantFile.Catalogue().Select(m => m.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Mutant_OfTheCatalogue_IsKilledByALawItNames_AndItsControlHolds(string id)
    {
        Mutant mutant = MutantFile.Catalogue().Single(m => m.Id == id);
        MutantResult result = Runner.Run(mutant);
        output.WriteLine(
            $"{id}: {result.How} {result.KilledBy} in {result.Scenario} after {result.Executions} executions, bound 2, "
            + $"seed 1; control {result.Control}");
        Assert.True(result.Killed, $"{result.How} {result.KilledBy}: {result.Message}");
        Assert.Equal("law", result.How);
        Assert.Contains(result.KilledBy!, mutant.Breaks);
        Assert.Contains(result.Scenario!, mutant.Scenarios);
        Assert.Contains(result.Control, new[] { "EXHAUSTIVE", "BOUNDED(2)" });
    }

    [Fact]
    public void Catalogue_HasTheMutantsThatWereAskedFor() => Assert.Subset(
        MutantFile.Catalogue().Select(m => m.Id).ToHashSet(),
        new HashSet<string> { "G1", "G2", "G4", "G5", "G6", "G9", "G10", "G11", "G17", "G18", "G20", "G27" });

    [Fact]
    public void Catalogue_NamesLawsAndScenariosThatExist_AtMostTwoLaws()
    {
        HashSet<string> laws = [.. Catalog.LawsAndModel().Select(l => l.Id), Laws.Deadlock, Laws.Lock, Laws.Race];
        Assert.All(MutantFile.Catalogue(), mutant =>
        {
            Assert.InRange(mutant.Breaks.Length, 1, 2);
            Assert.Subset(laws, mutant.Breaks.ToHashSet());
            Assert.All(mutant.Scenarios, name => Assert.NotNull(Catalog.Scenario(name)));
            SourceTree.Embedded.With(mutant);
        });
    }

    [Fact]
    public void NeutralMutant_Survives_AndIsReportedSo()
    {
        MutantResult result = Runner.Run(
            AutoMutants.Neutral() with { Breaks = ["INV-STRICT"], Scenarios = ["two-takers-one-page", "own-lists"] });
        Assert.False(result.Killed);
        Assert.Equal(("survived", null, null), (result.How, result.KilledBy, result.Scenario));
        Assert.Equal("BOUNDED(2)", result.Control);
    }

    [Fact]
    public void Mutant_BreakingALawItDoesNotName_IsNotKilled()
    {
        Mutant wrong = MutantFile.Catalogue().Single(m => m.Id == "G1") with { Breaks = ["INV-B8"] };
        MutantResult result = Runner.Run(wrong);
        Assert.False(result.Killed);
        Assert.Equal(("law", "INV-STRICT"), (result.How, result.KilledBy));
    }

    [Theory]
    [InlineData("        S.Store(0, nothing);")]
    [InlineData("        if (((")]
    [InlineData("        { return System.DateTime.Now.Ticks > 0 ? 1u : nothing; }")]
    public void Mutant_ThatDoesNotCompile_IsNoKill(string text)
    {
        MutantResult result = Runner.Run(Edited(Held, text + "\n" + Held));
        output.WriteLine(result.Message);
        Assert.False(result.Killed);
        Assert.Equal(("compile", null), (result.How, result.KilledBy));
        Assert.Contains("Zone.cs", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutant_ThatThrowsInARun_IsACrashAndNoKill()
    {
        // In the setup of two-takers-one-page the zone has more than one page above its reserve: there it does not
        // throw.
        MutantResult result = Runner.Run(
            Edited(Held, "        if (free == 2) throw new InvalidOperationException(\"planted\");\n" + Held));
        output.WriteLine($"{result.How}: {result.Message}");
        Assert.False(result.Killed);
        Assert.Equal("crash", result.How);
        Assert.Contains("planted", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutant_ThatThrowsInTheSetup_IsACrashAndNoKill()
    {
        MutantResult result = Runner.Run(
            Edited(Held, "        if (free < 100) throw new InvalidOperationException(\"planted\");\n" + Held));
        Assert.False(result.Killed);
        Assert.Equal(("crash", "two-takers-one-page"), (result.How, result.Scenario));
        Assert.Contains("planted", result.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Mutant_ThatNeverEnds_IsATimeoutAndNoKill()
    {
        MutantRun run = new(SourceTree.Embedded, Options with { MaxSteps = 2000 });
        MutantResult result = run.Run(Edited(Held, "        while (free == 2) S.Load(cells.Low);\n" + Held));
        output.WriteLine($"{result.How}: {result.Message}");
        Assert.False(result.Killed);
        Assert.Equal("timeout", result.How);
    }

    [Fact]
    public void Mutant_OfAnUnknownScenario_IsAnError() => Assert.Contains(
        "nowhere",
        Assert.Throws<MutantException>(
            () => Runner.Run(AutoMutants.Neutral() with { Scenarios = ["nowhere"] })).Message,
        StringComparison.Ordinal);

    private static Mutant Edited(string old, string text) =>
        new("X", "x", ["INV-STRICT"], ["two-takers-one-page"], [new Edit(Zone, old, text)]);
}
