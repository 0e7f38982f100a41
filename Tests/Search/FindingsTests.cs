using System.Text.RegularExpressions;
using Plimsoll.Model.State;
using Plimsoll.Specs.Configurations;
using Plimsoll.Tests.Architecture;
using Plimsoll.Tests.Cli;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>What docs/findings.md shows as printed is what is printed now.</summary>
public sealed class FindingsTests
{
    private const string Page = "docs/findings.md";

    private const string Fence = @"(?<=^```\n\$ plimsoll )(?<command>.+)\n(?<body>(.*\n)*?)(?=```$)";

    private const string OfASearch = @"^check (?<name>[\w-]+)( --published (?<rule>\w+))?$";

    public static TheoryData<string> Commands =>
        [.. Blocks(Repository.Text(Page)).Select(block => block.Groups["command"].Value)];

    [Theory]
    [MemberData(nameof(Commands))]
    public void Findings_Block_IsWhatItsCommandPrints(string command)
    {
        if (Environment.GetEnvironmentVariable("PLIMSOLL_WRITE_DOCS") == "1") Write();
        Match block = Blocks(Repository.Text(Page)).Single(b => b.Groups["command"].Value == command);
        string body = block.Groups["body"].Value;
        string? fault = Run(command) is { } run ? run == body ? null : "another run" : Missing(command, body);
        Assert.True(
            fault is null, $"{Page}: '{command}' prints {fault}: PLIMSOLL_WRITE_DOCS=1 dotnet test --filter Findings");
    }

    /// <summary>The seven that the project set out to find, and the scenario of semantics I.</summary>
    [Fact]
    public void Findings_AreEight_EachWithACounterexample()
    {
        string[] sections = Repository.Text(Page).Split("\n## ")[1..];
        Assert.Equal(8, sections.Length);
        Assert.All(sections, section => Assert.NotEmpty(Blocks(section)));
        Assert.Equal(7, Blocks(Repository.Text(Page)).Count(b => Run(b.Groups["command"].Value) is not null));
    }

    [Theory]
    [InlineData("check churn", "ESTIMATE-SOUND holds, in every history there is: 13 pages at most, of 16.")]
    [InlineData("check churn", "  24 x alloc(1)   25      4       4, 0, 0, 0")]
    public void Findings_LineThatIsNotPrinted_IsTold(string command, string line) =>
        Assert.Equal($"no line '{line.Trim()}'", Missing(command, line + "\n"));

    private static MatchCollection Blocks(string text) => Regex.Matches(text, Fence, RegexOptions.Multiline);

    /// <summary>The numbered run of a search; null: the command is none.</summary>
    private static string? Run(string command)
    {
        Match search = Regex.Match(command, OfASearch);
        if (!search.Success || ConfigurationCatalog.Named(search.Groups["name"].Value) is null) return null;
        Published? rule = search.Groups["rule"].Success
            ? ConfigurationCatalog.Rule(search.Groups["rule"].Value)!.Value : null;
        return Found.Of(rule, search.Groups["name"].Value).Counterexample?.Text() ?? "no counterexample\n";
    }

    /// <summary>The first line shown that is not printed, in order; "..." stands for any; seconds vary.</summary>
    private static string? Missing(string command, string body)
    {
        Queue<string> printed = new(CliRun.Of(command.Split(' ')).Out.Split('\n').Select(Timeless));
        foreach (string line in body.Split('\n').Select(Timeless).Where(line => line is not ("" or "...")))
        {
            while (printed.TryPeek(out string? next) && next != line) printed.Dequeue();
            if (!printed.TryDequeue(out _)) return $"no line '{line}'";
        }

        return null;
    }

    private static string Timeless(string line) => Regex.Replace(line.Trim(), @", [\d.]+ s$", "");

    private static void Write()
    {
        string now = Regex.Replace(
            Repository.Text(Page),
            Fence,
            block => $"{block.Groups["command"]}\n{Run(block.Groups["command"].Value) ?? block.Groups["body"].Value}",
            RegexOptions.Multiline);
        File.WriteAllText(Path.Combine(Repository.Root, Page), now);
    }
}
