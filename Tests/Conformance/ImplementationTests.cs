using Plimsoll.Specs.Refinement;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Mutants;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Conformance;

/// <summary>Implementation ⊑ Model, one operation at a time; and the mutants that die by that alone.</summary>
public class ImplementationTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(MachineNames.All), MemberType = typeof(MachineNames))]
    public void Implementation_FixedSeed_ConformsAndCoversEverything(string machine)
    {
        Hunt hunt = Hunt.Run(Machines.Named(machine), t => new ImplementationSubject(t), sequences: 300);
        output.WriteLine($"{hunt}");
        Assert.Null(hunt.Failure ?? hunt.Crash);
        Assert.Empty(hunt.Coverage.Missing());
    }

    [Theory]
    [InlineData("G2", "INV-STRICT", "INV-B10")]
    [InlineData("G9", "INV-B2", "INV-B1")]
    [InlineData("G10", "INV-B1", "INV-B2", "INV-B3")]
    [InlineData("G11", "INV-B1", "INV-B3")]
    [InlineData("G17", "INV-B10", "INV-STRICT")]
    [InlineData("G18", "INV-STRICT", "INV-B10", "INV-NULL")]
    [InlineData("G27", "INV-B10", "INV-STRICT")]
    public void Mutant_OfTheCatalogue_DiesShrunkToSixCommands(string id, params string[] laws)
    {
        Mutant mutant = MutantFile.Catalogue().Single(m => m.Id == id);
        MutantForm form = new(SourceTree.Embedded.With(mutant));
        Hunt? death = new[] { Machines.Two, Machines.Tiny, Machines.Four }
            .Select(machine => Hunt.Run(machine, form.Create, longest: 40))
            .FirstOrDefault(hunt => hunt.Failure is { Commands: <= 6 });
        output.WriteLine($"{death}");
        Assert.True(death is not null, "it lived, or died of more than six commands, on every machine");
        Assert.Contains(laws, death.Failure!.Law.StartsWith);
    }

    [Fact]
    public void Control_UnmutatedSources_Conform()
    {
        MutantForm form = new(SourceTree.Embedded);
        Hunt hunt = Hunt.Run(Machines.Two, form.Create);
        output.WriteLine($"{hunt}");
        Assert.Null(hunt.Failure ?? hunt.Crash);
    }
}
