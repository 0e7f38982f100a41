using System.Globalization;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Search;
using Plimsoll.Tests.Architecture;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>What the README says of the searches of `plimsoll check` is so.</summary>
public sealed class MainConfigurationTests
{
    public static TheoryData<string> Names => [.. ConfigurationCatalog.Main.Select(c => c.Name)];

    /// <summary>A failure prints the row that would be right: copy it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void Configuration_HoldsAllLaws_InAsManyStatesAsTheReadmeSays(string name)
    {
        SearchResult result = StateSearch.Run(ConfigurationCatalog.Named(name)!, new() { Workers = 2 });
        Assert.Equal((SearchVerdict.Exhaustive, 0), (result.Verdict, result.DeadEnds));
        string row = string.Create(
            CultureInfo.InvariantCulture,
            $"| {name} | {result.Configuration.Title} | {result.States:N0} | {result.Transitions:N0} | "
            + $"{result.Depth} |");
        if (!Repository.Lines("README.md").Contains(row)) Assert.Fail($"README.md should have the row\n{row}");
    }
}
