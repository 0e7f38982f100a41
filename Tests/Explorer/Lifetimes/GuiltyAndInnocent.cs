using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plimsoll.Explorer;
using Plimsoll.Tests.Architecture;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>Every guilty subject is found to break its law, every innocent twin to break none.</summary>
public sealed class GuiltyAndInnocent
{
    public static TheoryData<string, string> All()
    {
        TheoryData<string, string> all = [];
        foreach (string law in Subjects.ByLaw.Keys)
        {
            foreach (string subject in Subjects.Of(law)) all.Add(law, subject);
        }

        return all;
    }

    [Fact]
    public void Law_HasFiveSubjects() =>
        Assert.All(Subjects.ByLaw.Keys, law => Assert.True(Subjects.Of(law).Length >= 5, law));

    [Theory]
    [MemberData(nameof(All))]
    public void Guilty_BreaksItsLaw(string law, string subject)
    {
        foreach (StrategyKind strategy in new[] { StrategyKind.Dfs, StrategyKind.Bounded })
        {
            using CellProgram program = Subjects.Program(law, subject + "_Guilty");
            Assert.Equal(law, Exploration.Run(program, new() { Strategy = strategy }).Failure?.Law);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Innocent_BreaksNone(string law, string subject)
    {
        foreach (MemoryModel memory in Enum.GetValues<MemoryModel>())
        {
            using CellProgram program = Subjects.Program(law, subject + "_Innocent");
            Report report = Exploration.Run(program, new() { Strategy = StrategyKind.Dfs, Memory = memory });
            Assert.True(report.VerdictText == "EXHAUSTIVE", $"{memory}: {report.Failure?.Message}");
            Assert.DoesNotContain(0, report.Accesses);
        }
    }

    [Theory]
    [MemberData(nameof(All))]
    public void Twins_DifferByOneToken(string law, string subject)
    {
        MethodDeclarationSyntax[] methods = Declared(Subjects.ByLaw[law].Name);
        string[] guilty = Tokens(methods, subject + "_Guilty");
        string[] innocent = Tokens(methods, subject + "_Innocent");
        Assert.Equal(guilty.Length, innocent.Length);
        Assert.Equal(1, guilty.Zip(innocent).Count(pair => pair.First != pair.Second));
    }

    private static MethodDeclarationSyntax[] Declared(string type)
    {
        string text = Repository.Text($"Tests/Explorer/Lifetimes/{type}.cs");
        return [.. CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes().OfType<MethodDeclarationSyntax>()];
    }

    /// <summary>Everything that is compiled of a method but its name.</summary>
    private static string[] Tokens(MethodDeclarationSyntax[] methods, string name)
    {
        MethodDeclarationSyntax method = methods.Single(m => m.Identifier.Text == name);
        return [.. method.DescendantTokens().Where(token => token != method.Identifier).Select(token => token.Text)];
    }
}
