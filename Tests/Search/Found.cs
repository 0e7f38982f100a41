using System.Collections.Concurrent;
using Plimsoll.Model.State;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Search;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Tests.Search;

/// <summary>Searches that several tests read: each is run once.</summary>
internal static class Found
{
    private static readonly ConcurrentDictionary<PublishedCase, Lazy<SearchResult>> Runs = [];
    private static readonly ConcurrentDictionary<Published, Lazy<ChurnResult>> Estimates = [];

    /// <summary>The search of a configuration with a rule as published; null: with none.</summary>
    public static SearchResult Of(Published? rule, string configuration) => Once(rule, configuration, "");

    /// <summary>The search of a case of the catalogue, or of a law judged alone.</summary>
    public static SearchResult Of(PublishedCase published) => Once(
        published.Rule, published.Configuration, PublishedCases.Alone.Contains(published) ? published.Law : "");

    public static ChurnResult Of(EstimateCase published) => Estimates.GetOrAdd(published.Rule, _ => new(() =>
        Churn.Search(published.Machine, published.Bound, Many, Many, null, CancellationToken.None))).Value;

    private const int Many = 1_000_000;

    private static SearchResult Once(Published? rule, string name, string alone)
    {
        PublishedCase key = new(rule ?? default, name.ToUpperInvariant(), alone);
        return Runs.GetOrAdd(key, _ => new(() => StateSearch.Run(Judging(name, alone), new()
        {
            Published = rule is { } set ? PublishedRules.Of(set) : PublishedRules.None,
            Vacuity = false,
        }))).Value;
    }

    private static Configuration Judging(string name, string alone)
    {
        Configuration all = ConfigurationCatalog.Named(name)!;
        if (alone.Length == 0) return all;
        Law[] Only() => [.. all.Laws().Where(law => law.Id == alone)];
        return all with { Laws = Only, Kinds = [], Liveness = false };
    }
}
