using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>
/// What each configuration comes to that `plimsoll check` runs only by name: it says so itself, and that is held here.
/// </summary>
public sealed class SmallConfigurationTests
{
    public static TheoryData<string> Names => [.. ConfigurationCatalog.Small.Select(c => c.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Configuration_ByTheLaw_ComesToWhatItSays(string name)
    {
        Configuration configuration = ConfigurationCatalog.Named(name)!;
        SearchResult result = Found.Of(null, name);
        Assert.Equal(configuration.Breaks, result.Law);
        if (configuration.Breaks is not null) return;
        Assert.Equal(SearchVerdict.Exhaustive, result.Verdict);
        Assert.Empty(result.Vacuous);
        Assert.Equal(configuration.MayWaitForEver, result.DeadEnds > 0);
    }

    [Fact]
    public void Catalogue_NamesEveryConfigurationOnce()
    {
        string[] names = [.. ConfigurationCatalog.All.Select(c => c.Name)];
        Assert.Equal(names.Distinct(StringComparer.OrdinalIgnoreCase), names);
        Assert.All(ConfigurationCatalog.Main, c => Assert.Null(c.Breaks));
    }
}
