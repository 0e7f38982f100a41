using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs;
using Plimsoll.Specs.Mutants;
using Xunit;
using Laws = Plimsoll.Explorer.Laws;

namespace Plimsoll.Tests.Architecture;

/// <summary>Style as a test: what a reviewer would say every time is said here once.</summary>
public sealed class TidyTests
{
    private const int MostLines = 500;
    private const int MostColumns = 120;
    private const int MostFunctionLines = 70;

    /// <summary>Words and paths that are split here, so that this file does not offend against itself.</summary>
    private static readonly string[] Unfinished =
        ["TO" + "DO", "FIX" + "ME", "HA" + "CK", "NotImplemented" + "Exception"];

    private static readonly string[] Elsewhere = ["/wo" + "rk", "../sha" + "red", "/tm" + "p/", "/ho" + "me/"];

    [Fact]
    public void File_IsShort() =>
        None(Repository.Files(".cs").Where(path => Repository.Lines(path).Length > MostLines));

    [Fact]
    public void Line_IsNarrow() => None(
        from path in Repository.Texts().Where(HasColumns)
        from line in Numbered(path)
        where line.Text.Length > MostColumns && !(path.EndsWith(".md", StringComparison.Ordinal) && IsGiven(line.Text))
        select $"{path}:{line.Number}: {line.Text.Length} columns");

    [Fact]
    public void Line_EndsWhereItsTextEnds() => None(
        from path in Repository.Texts()
        where !path.EndsWith(".mutant", StringComparison.Ordinal)
        from line in Numbered(path)
        where line.Text.Length > 0 && char.IsWhiteSpace(line.Text[^1])
        select $"{path}:{line.Number}");

    [Fact]
    public void Function_FitsOnAScreen() => None(
        from path in Repository.Files(".cs")
        from node in CSharpSyntaxTree.ParseText(Repository.Text(path)).GetRoot().DescendantNodes()
        where node is BaseMethodDeclarationSyntax or LocalFunctionStatementSyntax or AccessorDeclarationSyntax
        let span = node.GetLocation().GetLineSpan()
        let lines = span.EndLinePosition.Line - span.StartLinePosition.Line + 1
        where lines > MostFunctionLines
        select $"{path}:{span.StartLinePosition.Line + 1}: {lines} lines");

    [Fact]
    public void Source_IsFinished() => None(
        from path in Repository.Texts()
        from line in Numbered(path)
        from word in Unfinished
        where Regex.IsMatch(line.Text, $@"\b{word}\b")
        select $"{path}:{line.Number}: {word}");

    [Fact]
    public void Test_IsNeverSkipped() => None(
        from path in Repository.Files(".cs")
        from line in Numbered(path)
        where Regex.IsMatch(line.Text, @"\bSkip\w*" + @"\s*=\s*""")
        select $"{path}:{line.Number}");

    [Fact]
    public void File_RefersToNothingOutsideTheRepository() => None(
        from path in Repository.Texts()
        from line in Numbered(path)
        from place in Elsewhere
        where line.Text.Contains(place, StringComparison.Ordinal)
        select $"{path}:{line.Number}: {place}");

    [Fact]
    public void Document_HasOneTitle() => None(
        from path in Repository.Files(".md")
        let lines = WithoutCode(path)
        where lines.Count(line => line.StartsWith("# ", StringComparison.Ordinal)) != 1
            || !lines[0].StartsWith("# ", StringComparison.Ordinal)
        select path);

    [Fact]
    public void Catalogue_NamesWhatExists()
    {
        string[] laws = [.. Catalog.LawsAndModel().Select(law => law.Id)];
        string[] ofTheEngine = [Laws.Deadlock, Laws.Lock, Laws.Race];
        None(Catalog.Scenarios.Where(s => !laws.Contains(s.Law)).Select(s => $"{s.Name} is about {s.Law}"));
        foreach (Mutant mutant in MutantFile.Catalogue())
        {
            None(mutant.Breaks.Except(laws).Except(ofTheEngine).Select(law => $"{mutant.Id} breaks {law}"));
            None(mutant.Scenarios.Where(s => Catalog.Scenario(s) is null).Select(s => $"{mutant.Id} runs {s}"));
        }

        string[] files = [.. Repository.Files(".mutant").Select(path => Path.GetFileName(path)!)];
        Assert.Equal(
            MutantFile.Catalogue().Select(m => $"{m.Id}-{m.Name}.mutant").Order(StringComparer.Ordinal), files);
    }

    /// <summary>A name that has gone from the catalogue must go from comments and documents too.</summary>
    [Fact]
    public void Text_NamesLawsThatExist()
    {
        // The model's own laws, of single steps, open with their ids.
        IEnumerable<string> ofSteps = typeof(Plimsoll.Model.Transitions.StepLaw).GetFields()
            .Select(field => ((string)field.GetValue(null)!).Split(' ')[0]);
        IEnumerable<string> ofSearches =
            ConfigurationCatalog.All.SelectMany(configuration => configuration.Laws()).Select(law => law.Id);
        IEnumerable<string> elsewhere = Plimsoll.Specs.Invariants.Elsewhere.All.Select(l => l.Law);
        string[] known = [.. Catalog.LawsAndModel().Select(law => law.Id), .. ofSteps, .. ofSearches, .. elsewhere];
        None(
            from path in Repository.Files(".cs", ".md", ".mutant")
                .Where(p => !p.StartsWith("Tests/", StringComparison.Ordinal))
            from line in Numbered(path)
            from Match match in Regex.Matches(line.Text, @"\bINV-[A-Z]+\d*\b")
            where !known.Contains(match.Value)
            select $"{path}:{line.Number}: {match.Value}");
    }

    private static bool HasColumns(string path) =>
        !path.EndsWith("BannedSymbols.txt", StringComparison.Ordinal)
            && !path.EndsWith(".json", StringComparison.Ordinal);

    /// <summary>A row of a Markdown table, and what a tool printed, cannot be wrapped.</summary>
    private static bool IsGiven(string line) =>
        line.StartsWith('|') || line.StartsWith("  ", StringComparison.Ordinal);

    private static IEnumerable<(int Number, string Text)> Numbered(string path) =>
        Repository.Lines(path).Select((text, i) => (i + 1, text));

    private static string[] WithoutCode(string path)
    {
        bool code = false;
        List<string> lines = [];
        foreach (string line in Repository.Lines(path))
        {
            if (line.StartsWith("```", StringComparison.Ordinal)) code = !code;
            else if (!code) lines.Add(line);
        }

        return [.. lines];
    }

    private static void None(IEnumerable<string> offences)
    {
        string all = string.Join('\n', offences);
        if (all.Length > 0) Assert.Fail(all);
    }
}
