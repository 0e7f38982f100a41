using Plimsoll.Model.State;

namespace Plimsoll.Specs.Configurations;

/// <summary>A rule as published breaks this law in this configuration.</summary>
/// <param name="Configuration">Its name, in <see cref="ConfigurationCatalog.All"/>.</param>
/// <param name="Law">The id of the law.</param>
public sealed record PublishedCase(Published Rule, string Configuration, string Law);
