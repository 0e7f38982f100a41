using Plimsoll.Model.State;
using Plimsoll.Specs;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Search;
using Plimsoll.Specs.Theorems;
using Plimsoll.Tests.Architecture;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>Rules as published break laws, each law is broken by a reached state, and the page says how.</summary>
public sealed class PublishedTests
{
    private const string Page = "docs/published.md";

    public static TheoryData<Published, string, string> Cases
    {
        get
        {
            TheoryData<Published, string, string> cases = [];
            foreach (PublishedCase c in Every) cases.Add(c.Rule, c.Configuration, c.Law);
            return cases;
        }
    }

    private static IEnumerable<PublishedCase> Every => ConfigurationCatalog.PublishedCases.Concat(PublishedCases.Alone);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rule_AsPublished_BreaksTheLawItIsListedFor(Published rule, string configuration, string law)
    {
        SearchResult result = Found.Of(Every.Single(c => c == new PublishedCase(rule, configuration, law)));
        Assert.Equal((SearchVerdict.Violation, law), (result.Verdict, result.Law));
        Assert.NotEmpty(result.Counterexample!.Steps);
    }

    /// <summary>With PLIMSOLL_WRITE_DOCS=1 this test writes the page. A build server must not set it.</summary>
    [Fact]
    public void Published_Page_IsWhatTheSearchesFind()
    {
        string right = new PublishedPage(Found.Of, Found.Of).ToMarkdown();
        if (Environment.GetEnvironmentVariable("PLIMSOLL_WRITE_DOCS") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, Page), right);
        bool same = Repository.Exists(Page) && right == Repository.Text(Page);
        Assert.True(same, $"{Page} is not what searches find: PLIMSOLL_WRITE_DOCS=1 dotnet test --filter Published");
    }

    [Fact]
    public void Published_EveryItem_IsACaseAnEstimateOrANote()
    {
        IEnumerable<int> switches = ConfigurationCatalog.PublishedCases.Select(c => c.Rule)
            .Concat(EstimateCase.All.Select(c => c.Rule)).Distinct().Select(rule => (int)rule);
        Assert.Equal(Enum.GetValues<Published>().Select(rule => (int)rule), switches.Order());
        IEnumerable<int> items = switches.Where(n => n <= PublishedNote.LastItem)
            .Concat(PublishedNote.All.SelectMany(n => n.Items));
        Assert.Equal(Enumerable.Range(1, PublishedNote.LastItem), items.Order());
    }

    [Fact]
    public void Law_OfTheSemantics_IsAPredicateOrSaysWhyNot()
    {
        IEnumerable<string> numbered = Elsewhere.Numbered.SelectMany(part =>
            Enumerable.Range(1, part.Laws).Select(number => $"INV-{part.Part}{number}"));
        string[] predicates = [.. LawsThatAreJudged()];
        Assert.Equal(numbered.Except(predicates).Order(), Elsewhere.All.Select(law => law.Law).Order());
        Assert.All(Elsewhere.All, law => Assert.True(Repository.Exists(law.Where), law.Where));
    }

    /// <summary>
    /// By a rule as published, by a theorem without a hypothesis, by a policy the machine may choose: the cases are run
    /// above and beside their own areas. What no search can break is listed, with a reason each, and broken by hand.
    /// </summary>
    [Fact]
    public void Law_OfEveryConfiguration_IsBrokenByAReachedState_OrIsOneOfFive()
    {
        IEnumerable<string> reached =
        [
            .. Every.Select(c => c.Law),
            .. Drops.All.SelectMany(d => d.Configuration.Laws().Select(law => law.Id)),
            .. Drops.All.Where(d => d.Configuration.Liveness).Select(d => d.Configuration.LivenessLaw),
            .. ByOtherMachines().Select(c => Assert.IsType<string>(StateSearch.Run(c).Law)),
        ];
        string[] judged = [.. LawsThatAreJudged(), "LIVENESS", "THEOREM-D", "THEOREM-E"];
        string[] byHand = [.. Unsearched.All.Select(law => law.Law)];
        Assert.Equal(byHand, ConstructedStates.All.Select(c => c.Law.Id));
        Assert.Equal(judged.Except(reached).Order(), byHand.Order());
        Assert.InRange(byHand.Length, 0, 5);
    }

    private static IEnumerable<string> LawsThatAreJudged() => ConfigurationCatalog.All
        .SelectMany(configuration => configuration.Laws()).Concat(Catalog.Laws()).Select(law => law.Id).Distinct();

    /// <summary>No rule as published, but a machine on which the law does not hold.</summary>
    private static IEnumerable<Configuration> ByOtherMachines()
    {
        yield return Cfg6.Borrow;
        Configuration dropped = DropsOfE.All[0].Configuration;
        yield return dropped with { Laws = () => [new HypothesesHold(dropped.Scene(default))] };
    }
}
