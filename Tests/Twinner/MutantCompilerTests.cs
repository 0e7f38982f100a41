using System.Collections.Immutable;
using System.Diagnostics;
using System.Text.RegularExpressions;
using Plimsoll.Specs.Mutants;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Twinner;

public sealed partial class MutantCompilerTests(ITestOutputHelper output)
{
    private const string Subject = "Plimsoll.Twin.Subjects.PageSubject";
    private const string Last = "        return new(left, mark, left > mark);\n    }";
    private const string Rule = "Model/Rules/WatermarkTest.cs";

    private static readonly MutantCompiler Compiler = new(SourceTree.Embedded);

    [Fact]
    public void UnmutatedSource_Compiles_AsTheControl()
    {
        using MutantBuild control = Compiler.Compile(null);
        Assert.Empty(control.Errors);
        Assert.NotNull(control.Assembly!.GetType(Subject));
    }

    [Fact]
    public void NeutralMutant_Compiles()
    {
        // How long it takes is printed, not judged: the clock of a shared machine says little.
        Stopwatch clock = Stopwatch.StartNew();
        using MutantBuild build = Compiler.Compile(AutoMutants.Neutral());
        output.WriteLine($"{clock.ElapsedMilliseconds} ms");
        Assert.Empty(build.Errors);
    }

    [Fact]
    public void EditedRule_IsTheSubjectsOwn_EvenInSignatures()
    {
        Mutant mutant = new("M", "m", [], [], [new(Rule, Last, Last + "\n\n    public int Own => 7;")]);
        using MutantBuild build = Compiler.Compile(mutant);
        Assert.Empty(build.Errors);
        Type rule = build.Assembly!.GetType("Plimsoll.Model.Rules.WatermarkTest", throwOnError: true)!;
        Assert.NotNull(rule.GetProperty("Own"));
        Assert.Null(typeof(Plimsoll.Model.Rules.WatermarkTest).GetProperty("Own"));
    }

    [Fact]
    public void MutantThatDoesNotCompile_SaysSoAtItsPlace()
    {
        Mutant mutant = new("M", "m", [], [],
            [new("Implementation/Pages/Zone.cs", "public int Node { get; }", "public int Node { get; } = nothing;")]);
        using MutantBuild build = Compiler.Compile(mutant);
        Assert.Null(build.Assembly);
        Assert.Contains(build.Errors, error =>
            error.Contains("Implementation/Pages/Zone.cs(", StringComparison.Ordinal));
    }

    [Fact]
    public void EveryMutant_OfTheCatalogue_Compiles()
    {
        ImmutableArray<Mutant> catalogue = MutantFile.Catalogue();
        Assert.NotEmpty(catalogue);
        foreach (Mutant mutant in catalogue)
        {
            using MutantBuild build = Compiler.Compile(mutant);
            Assert.True(build.Errors.IsEmpty, $"{mutant.Id}: {string.Join('\n', build.Errors)}");
        }
    }

    [Fact]
    public void MechanicalMutants_FitTheSource_AndMostCompile()
    {
        ImmutableArray<Mutant> mutants = AutoMutants.Make(20, seed: 1);
        Assert.Equal(20, mutants.Length);
        int compiled = 0;
        foreach (Mutant mutant in mutants)
        {
            using MutantBuild build = Compiler.Compile(mutant);
            compiled += build.Errors.IsEmpty ? 1 : 0;
            output.WriteLine($"{mutant.Id} {mutant.Name} {build.Errors.FirstOrDefault()}");
        }

        Assert.InRange(compiled, 18, 20);
    }

    [Fact]
    public void MechanicalMutants_OfOneSeed_AreAlwaysTheSame()
    {
        Assert.Equal(Text(1), Text(1));
        Assert.NotEqual(Text(1), Text(2));

        static string Text(int seed) =>
            string.Join('\n', AutoMutants.Make(40, seed)
                .Select(mutant => $"{mutant.Id} {mutant.Name} {mutant.Edits[0]}"));
    }

    [Fact]
    public void MechanicalMutants_AreOfEveryKind_AndSayWhere()
    {
        ImmutableArray<Mutant> mutants = AutoMutants.Make(50, seed: 3);
        Assert.All(mutants, mutant => Assert.Matches(Description(), mutant.Name));
        Assert.Equal(Enum.GetNames<MutationKind>().Order(), mutants.Select(mutant => mutant.Name.Split(' ')[1])
            .Distinct().Order());
        Assert.Equal("A-0001", mutants[0].Id);
        Assert.DoesNotContain(mutants, mutant => mutant.Name.Contains("Arena", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^(Implementation|Model/Rules)/[\w/]+\.cs:\d+ \w+ [\s\S]+ -> [\s\S]+$")]
    private static partial Regex Description();
}
