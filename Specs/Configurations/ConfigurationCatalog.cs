using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Specs.Configurations;

/// <summary>What is searched, and where rules as published break laws: explicit lists, put together here.</summary>
public static class ConfigurationCatalog
{
    /// <summary>What <c>plimsoll check</c> runs when no configuration is named, in this order.</summary>
    public static ImmutableArray<Configuration> Main =>
    [
        Cfg1.Main,
        Cfg2.Main,
        Cfg3.Main,
        Cfg4.Main,
        Cfg5.Main,
        Cfg6.Main,
        Cfg2Fallback.Main,
    ];

    /// <summary>Smaller ones, for rules that the main ones are too large for or do not reach.</summary>
    public static ImmutableArray<Configuration> Small =>
    [
        .. PageConfigurations.All,
        Cfg3Small.Leak,
        Cfg3Small.Order,
        Cfg3Small.Shrink,
        Cfg3Small.Destroy,
        Cfg3Small.Offline,
        Cfg2Fallback.Small,
        .. Cfg6.SmallOnes,
        Cfg6Slabs.Main,
        .. Cfg4.Small,
        TheoremD.Whole,
        .. Cfg5Small.All,
    ];

    public static ImmutableArray<Configuration> All => [.. Main, .. Small];

    public static ImmutableArray<PublishedCase> PublishedCases =>
    [
        .. Configurations.PublishedCases.Pages,
        .. Configurations.PublishedCases.Slabs,
        .. Configurations.PublishedCases.OrderZero,
        .. Configurations.PublishedCases.Pools,
        .. Configurations.PublishedCases.Reserves,
    ];

    public static Configuration? Named(string name) =>
        All.FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The rule of <c>G29</c> or <c>TagDroppedWhenFull</c>; null if there is none.</summary>
    public static Published? Rule(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (Published rule in Enum.GetValues<Published>())
        {
            if (string.Equals(PublishedRules.ItemOf(rule), text, StringComparison.OrdinalIgnoreCase)) return rule;
            if (string.Equals($"{rule}", text, StringComparison.OrdinalIgnoreCase)) return rule;
        }

        return null;
    }
}
