using Plimsoll.Explorer;
using Xunit;

namespace Plimsoll.Tests.Explorer;

public sealed class FlippingRaceTests
{
    [Fact]
    public void Race_OfALostUpdate_IsTheStoreAndTheStaleLoad()
    {
        using CellProgram p = EngineTests.Counter(atomic: false);
        Failure failure = EngineTests.Broken(p, "SUM");
        FlippingRace race = FlippingRace.Of(p, failure)!;
        Assert.Equal((AccessKind.Load, AccessKind.Store), (race.Earlier.Kind, race.Later.Kind));
        Assert.NotEqual(race.Earlier.Cpu, race.Later.Cpu);
        const string Place = @"@ EngineTests.cs:\d+";
        Assert.Matches(
            $@"^passes if cpu\d's store x {Place}\n  comes before cpu\d's load x {Place}: \S.*\n$", race.Text);
        Assert.Null(Recorder.Run(p, Substrate.Twin, race.Passing).Law);
        Assert.Equal("SUM", Recorder.Run(p, Substrate.Twin, failure.Schedule).Law);
    }

    [Fact]
    public void Race_OfADeadlock_IsTwoLocks()
    {
        using CellProgram p = EngineTests.TwoLocks((cpu, i) => cpu == 0 ? i : 1 - i);
        Failure failure = EngineTests.Broken(p, Laws.Deadlock);
        FlippingRace race = FlippingRace.Of(p, failure)!;
        Assert.Null(Recorder.Run(p, Substrate.Twin, race.Passing).Law);
        Assert.Equal(race.Earlier.Cell, race.Later.Cell);
    }

    [Fact]
    public void Failure_OfEverySchedule_HasNone()
    {
        using CellProgram p = new("x", 2, Programs.Adders(2, 2).Twin)
        {
            AtEnd = _ => Engine.Current!.Fail("END", "always"),
        };
        Failure failure = EngineTests.Broken(p, "END");
        Assert.Null(FlippingRace.Of(p, failure));
        Assert.Contains(FailureText.NoRace, FailureText.Render(p, failure, null), StringComparison.Ordinal);
    }

    [Fact]
    public void Text_HasTheFoldedTable_TheFlip_AndEveryAccess()
    {
        using CellProgram p = EngineTests.Counter(atomic: false);
        Failure failure = EngineTests.Broken(p, "SUM");
        string text = FailureText.Render(p, failure, FlippingRace.Of(p, failure));
        int[] order =
        [
            text.IndexOf("step | cpu0", StringComparison.Ordinal),
            text.IndexOf("SUM: x is 1", StringComparison.Ordinal),
            text.IndexOf("schedule: ", StringComparison.Ordinal),
            text.IndexOf("passes if ", StringComparison.Ordinal),
            text.IndexOf("every access:", StringComparison.Ordinal),
            text.LastIndexOf("step | cpu0", StringComparison.Ordinal),
        ];
        Assert.DoesNotContain(-1, order);
        Assert.Equal(order.Order(), order);
    }
}
