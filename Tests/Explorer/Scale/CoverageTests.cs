using Plimsoll.Explorer;
using Plimsoll.Tests.Litmus;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>Which accesses met in which order, counted by hand.</summary>
public sealed class CoverageTests
{
    private const string StoreBuffering = "cells x y\nthread\nW x 1\na = R y\nthread\nW y 1\nb = R x";

    [Theory]
    [InlineData(StoreBuffering, 4, 2, 2)]
    [InlineData("cells x\nthread\nW x 1\nthread\nR x\nthread\nR x", 3, 2, 2)]
    [InlineData("cells x y\nthread\nW x 1\nthread\nW y 1", 2, 0, 0)]
    [InlineData("cells x\nthread\nR x\nthread\nR x", 2, 0, 0)]
    public void Coverage_OfEveryTrace_HasEveryPairInBothOrders(string text, int sites, int pairs, int both)
    {
        CoverageReport seen = Explore(text, new() { Strategy = StrategyKind.SourceDpor });
        Assert.Equal(new(sites, pairs, both), seen);
    }

    [Fact]
    public void Coverage_OfOneSchedule_HasEveryPairInOneOrder() => Assert.Equal(
        new CoverageReport(4, 2, 0), Explore(StoreBuffering, new() { Strategy = StrategyKind.Dfs, Iterations = 1 }));

    [Fact]
    public void Coverage_NotAskedFor_IsNone()
    {
        using LitmusGuest guest = OracleTests.Guest("sb", 0);
        Assert.Null(Exploration.Run(guest).Coverage);
    }

    private static CoverageReport Explore(string text, ExplorationOptions options)
    {
        using LitmusGuest guest = new(LitmusProgram.Parse(text, "coverage"));
        return Exploration.Run(guest, options with { Coverage = true, CheckRaces = false }).Coverage!;
    }
}
