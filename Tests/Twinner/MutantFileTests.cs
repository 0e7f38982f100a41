using Plimsoll.Explorer;
using Plimsoll.Specs.Mutants;
using Xunit;

namespace Plimsoll.Tests.Twinner;

public sealed class MutantFileTests
{
    private const string Good = """
        # a comment
        id: G1
        name: check-then-take
        breaks: INV-STRICT INV-B4      # one or two
        scenario: two-takers  adjust
        file: Implementation/Pages/Zone.cs
        --- old
            a;   # not a comment

            b;
        --- new
        file: Model/Rules/X.cs
        --- old
        c
        --- new
        d

        e

        """;

    [Fact]
    public void File_OfTheRightForm_IsRead()
    {
        Mutant mutant = MutantFile.Parse("g1.mutant", Good);
        Assert.Equal(("G1", "check-then-take"), (mutant.Id, mutant.Name));
        Assert.Equal(["INV-STRICT", "INV-B4"], mutant.Breaks.ToArray());
        Assert.Equal(["two-takers", "adjust"], mutant.Scenarios.ToArray());
        Assert.Equal(
            [
                new Edit("Implementation/Pages/Zone.cs", "    a;   # not a comment\n\n    b;", ""),
                new Edit("Model/Rules/X.cs", "c", "d\n\ne"),
            ],
            mutant.Edits.ToArray());
    }

    [Theory]
    [InlineData("", MemoryModel.Sc)]
    [InlineData("memory: sc\n", MemoryModel.Sc)]
    [InlineData("memory: tso  # stores wait\n", MemoryModel.Tso)]
    [InlineData("memory: pso\n", MemoryModel.Pso)]
    public void Memory_IsTheModelThatKills_ScIfNotSaid(string line, MemoryModel model) => Assert.Equal(
        model,
        MutantFile.Parse("a", Good.Replace("id: G1", $"{line}id: G1", StringComparison.Ordinal)).Memory);

    [Fact]
    public void File_WithOtherLineEnds_IsReadAlike() =>
        Assert.Equal(MutantFile.Parse("a", Good).Edits.ToArray(),
            MutantFile.Parse("a", Good.ReplaceLineEndings("\r\n")).Edits.ToArray());

    [Theory]
    [InlineData("id: G1", "id G1", "g1.mutant:2: 'id G1' is not one of id, name, breaks, scenario, memory, file")]
    [InlineData("id: G1", "id:", "g1.mutant:2: 'id:' has no value")]
    [InlineData("id: G1\n", "", "'id:' is missing")]
    [InlineData("id: G1", "id: G1\nid: G2", "g1.mutant:3: 'id:' is given twice")]
    [InlineData("INV-STRICT INV-B4", "A B C", "breaks names 3 laws; one or two are right")]
    [InlineData("Model/Rules/X.cs", "Model/State/X.cs",
        "g1.mutant:12: file Model/State/X.cs is not in Implementation/ or Model/Rules/")]
    [InlineData("id: G1", "id: G1\nmemory: arm", "memory is arm; sc, tso or pso is right")]
    [InlineData("id: G1", "id: G1\nmemory: tso\nmemory: pso", "'memory:' is given twice")]
    [InlineData("--- old\nc", "c", "g1.mutant:13: '--- old' must follow 'file:'")]
    [InlineData("--- new\nd", "d", "'--- new' must follow the old text")]
    [InlineData("\nc\n", "\n", "the old text is empty")]
    public void File_OfAnotherForm_IsRefusedAtItsLine(string part, string wrong, string message)
    {
        string text = Good.Replace(part, wrong, StringComparison.Ordinal);
        MutantException error = Assert.Throws<MutantException>(() => MutantFile.Parse("g1.mutant", text));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void HeaderAlone_IsRefused() => Assert.Contains(
        "'file:' with '--- old' and '--- new' is missing",
        Assert.Throws<MutantException>(() => MutantFile.Parse("g", "id: 1\nname: n\nbreaks: L\nscenario: s\n")).Message,
        StringComparison.Ordinal);

    [Fact]
    public void FolderWithoutMutants_IsRefused() =>
        Assert.Throws<MutantException>(() => MutantFile.ParseFolder("/nowhere"));

    [Theory]
    [InlineData("zzz", "mutant M: the old text is not in A.cs")]
    [InlineData("x", "mutant M: the old text occurs more than once in A.cs")]
    public void OldText_MissingOrNotUnique_IsAnErrorThatNamesTheFile(string old, string message)
    {
        SourceTree tree = SourceTree.Of([("A.cs", "x x y")]);
        MutantException error = Assert.Throws<MutantException>(() => tree.With(Of(new Edit("A.cs", old, ""))));
        Assert.StartsWith(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FileThatIsNoSource_IsAnErrorThatNamesIt() => Assert.Contains(
        "B.cs",
        Assert.Throws<MutantException>(
            () => SourceTree.Of([("A.cs", "x")]).With(Of(new Edit("B.cs", "x", "")))).Message,
        StringComparison.Ordinal);

    [Fact]
    public void LinesAfterAnEdit_KeepTheirNumbers()
    {
        SourceTree tree = SourceTree.Of([("A.cs", "class A\n{\n    int b;\n    int c;\n}\n")]);
        SourceTree longer = tree.With(Of(new Edit("A.cs", "int b;", "int b1;\n    int b2;"),
            new Edit("A.cs", "int c;", "int d;")));
        Assert.Equal("class A\n{\n    int b1;\n    int b2;\n#line 4 \"A.cs\"\n    int d;\n}\n", longer["A.cs"].Text);
        SourceTree shorter = tree.With(Of(new Edit("A.cs", "    int b;\n", "")));
        Assert.Equal("class A\n{\n    int c;\n#line 5 \"A.cs\"\n}\n", shorter["A.cs"].Text);
    }

    private static Mutant Of(params Edit[] edits) => new("M", "m", [], [], [.. edits]);
}
