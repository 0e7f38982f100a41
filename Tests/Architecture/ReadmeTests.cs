using System.Globalization;
using System.Text.RegularExpressions;
using Plimsoll.Cli;
using Plimsoll.Specs;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Mutants;
using Plimsoll.Specs.Scenarios;
using Xunit;

namespace Plimsoll.Tests.Architecture;

/// <summary>What the documents say is so, or the build is red.</summary>
public sealed class ReadmeTests
{
    private const string Readme = "README.md";

    public static TheoryData<string> Documents => [.. Repository.Files(".md")];

    /// <summary>A failure prints the table that would be right: copy it.</summary>
    [Fact]
    public void TableOfLaws_IsTheCatalogue()
    {
        string[] table =
            [.. Repository.Lines(Readme).SkipWhile(line => !line.StartsWith("| law |", StringComparison.Ordinal))
            .Skip(2).TakeWhile(line => line.StartsWith('|'))];
        string[] right = [.. Catalog.LawsAndModel().Select(Row)];
        if (!table.SequenceEqual(right)) Assert.Fail($"The table of laws should read\n{string.Join('\n', right)}");
    }

    [Fact]
    public void Law_HasAMutantThatBreaksIt()
    {
        IEnumerable<string> broken = MutantFile.Catalogue().SelectMany(mutant => mutant.Breaks);
        Assert.Empty(Catalog.LawsAndModel().Select(law => law.Id).Except(broken));
    }

    [Fact]
    public void Law_StandsInItsFile_InItsOwnWords()
    {
        foreach (Law law in Catalog.LawsAndModel())
        {
            string text = Regex.Replace(Repository.Text(FileOf(law)), @"""\s*\+\s*""", "");
            Assert.Contains($"\"{law.Sentence}\"", text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void NumberOfTests_IsTheOneThatIsGuarded()
    {
        string stated = Regex.Match(Repository.Text(Readme), @"at least (\d+) tests").Groups[1].Value;
        string guarded =
            Regex.Match(Repository.Text(".ci/run"), @"^least=(\d+)", RegexOptions.Multiline).Groups[1].Value;
        Assert.NotEqual("", stated);
        Assert.Equal(stated, guarded);
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Link_LeadsSomewhere(string document)
    {
        string folder = Path.GetDirectoryName(document)!;
        foreach (Match link in Regex.Matches(Repository.Text(document), @"\]\(([^)#\s]+)(#[^)]*)?\)"))
        {
            string target = link.Groups[1].Value;
            if (target.StartsWith("http", StringComparison.Ordinal)) continue;
            Assert.True(Repository.Exists(Path.Combine(folder, target)), $"{document}: {target} does not exist");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Path_ThatIsNamed_Exists(string document)
    {
        foreach (Match name in Regex.Matches(
            Repository.Text(document), @"`((Model|Implementation|Explorer|Specs|Tests|Tools|docs)/[\w./-]*\w)`"))
        {
            string path = name.Groups[1].Value;
            Assert.True(Repository.Exists(path), $"{document}: {path} does not exist");
        }
    }

    [Theory]
    [MemberData(nameof(Documents))]
    public void Command_NamesAVerbThatExists(string document)
    {
        string text = Repository.Text(document);
        MatchCollection commands =
            Regex.Matches(text, @"(?<=[`\n] *)(plimsoll|dotnet run -c Release --project Tools/Cli --) (\w+)");
        foreach (string verb in commands.Select(c => c.Groups[2].Value).Distinct())
        {
            Terminal terminal = new(TextWriter.Null, TextWriter.Null, false);
            Assert.Equal(0, CommandLine.Run([verb, "--help"], terminal, CancellationToken.None));
        }

        foreach (Match project in Regex.Matches(text, @"--project ([\w/]+)"))
        {
            Assert.True(Repository.Exists(project.Groups[1].Value), $"{document}: no {project.Groups[1].Value}");
        }

        foreach (Match scenario in Regex.Matches(text, @"plimsoll explore ([a-z][\w-]+)"))
        {
            Assert.NotNull(Catalog.Scenario(scenario.Groups[1].Value));
        }
    }

    private static string Row(Law law)
    {
        Mutant[] mutants = [.. MutantFile.Catalogue().Where(m => m.Breaks.Contains(law.Id)).OrderBy(Rank)];
        Scenario[] scenarios = [.. Catalog.Scenarios.Where(s => s.Law == law.Id)
            .Concat(Catalog.Scenarios.Where(s => mutants.Any(m => m.Scenarios.Contains(s.Name)))).Distinct()];
        string names = string.Join(", ", scenarios.Select(s => s.Name));
        string cpus = Range(scenarios.Select(s => s.Programs.Length));
        string pages = Range(scenarios.Select(s => (int)s.Topology.Zones.Sum(z => z.Pages)));
        string file = FileOf(law);
        string link = $"[{Path.GetFileNameWithoutExtension(file)}]({file})";
        string ids = string.Join(' ', mutants.Select(m => m.Id));
        return $"| {law.Id} | {law.Sentence} | {link} | {names} | {cpus} CPUs, {pages} pages | {ids} |";
    }

    private static string FileOf(Law law) =>
        Repository.Files($"/{law.GetType().Name}.cs").Single(p => p.StartsWith("Specs/", StringComparison.Ordinal));

    /// <summary>G2 comes before G10, and all G before all P.</summary>
    private static int Rank(Mutant mutant) =>
        (mutant.Id[0] * 1000) + int.Parse(mutant.Id[1..], CultureInfo.InvariantCulture);

    private static string Range(IEnumerable<int> values)
    {
        int[] all = [.. values];
        return all.Min() == all.Max() ? $"{all.Min()}" : $"{all.Min()}-{all.Max()}";
    }
}
