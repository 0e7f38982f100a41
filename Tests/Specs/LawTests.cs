using Plimsoll.Specs;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Mutants;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Specs;

/// <summary>A law that nothing can break, or that is never asked, is decoration.</summary>
public sealed class LawTests(ITestOutputHelper output)
{
    public static TheoryData<string> Ids => [.. Catalog.Laws().Select(l => l.Id)];

    [Theory]
    [MemberData(nameof(Ids))]
    public void Law_SomeMutantOfTheCatalogue_IsThereToBreakIt(string id)
    {
        Mutant[] mutants = [.. MutantFile.Catalogue().Where(m => m.Breaks.Contains(id))];
        output.WriteLine($"{id}: {string.Join(", ", mutants.Select(m => m.Id))}");
        Assert.NotEmpty(mutants);
    }

    [Theory]
    [MemberData(nameof(Ids))]
    public void Law_OverTheScenarios_HadItsPremise(string id)
    {
        long held = 0;
        foreach (var scenario in Catalog.Scenarios)
        {
            Law law = Explored.Scenario(scenario.Name).Laws.Single(l => l.Id == id);
            held += law.PremiseHeld;
            if (law.PremiseHeld > 0) output.WriteLine($"{id}: {law.PremiseHeld} of {law.Evaluated} in {scenario.Name}");
        }

        Assert.True(held > 0, $"the premise of {id} never held: nothing was said about it");
    }
}
