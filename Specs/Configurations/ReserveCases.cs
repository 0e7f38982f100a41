using System.Collections.Immutable;
using Plimsoll.Specs.Theorems;

namespace Plimsoll.Specs.Configurations;

/// <summary>What is searched of reserves.</summary>
public static class ReserveCases
{
    public static ImmutableArray<Configuration> Configurations => [Cfg5.Main];

    public static ImmutableArray<PublishedCase> Published => [];

    public static ImmutableArray<Drop> Drops => DropsOfE.All;
}
