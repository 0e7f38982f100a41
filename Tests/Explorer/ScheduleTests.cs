using Plimsoll.Explorer;
using Xunit;

namespace Plimsoll.Tests.Explorer;

public sealed class ScheduleTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("0x5 1x3 0x2", 10)]
    [InlineData("31x1", 1)]
    public void Schedule_Text_RoundTrips(string text, int length)
    {
        Schedule schedule = Schedule.Parse(text);
        Assert.Equal(length, schedule.Length);
        Assert.Equal(text, schedule.ToString());
        Assert.Equal(schedule, Schedule.Parse(schedule.ToString()));
        Assert.Equal(schedule.GetHashCode(), Schedule.Parse(text).GetHashCode());
    }

    [Fact]
    public void Schedule_RandomOnes_RoundTrip()
    {
        using CellProgram p = Programs.Adders(3, 5);
        foreach (Recording recording in Recorder.Traces(p, Substrate.Twin, 1, 100))
        {
            Assert.Equal(recording.Schedule, Schedule.Parse(recording.Schedule.ToString()));
            Assert.Equal(-1, recording.FirstDifference(Recorder.Run(p, Substrate.Twin, recording.Schedule)));
        }
    }

    [Theory]
    [InlineData("0")]
    [InlineData("0x0")]
    [InlineData("0x-1")]
    [InlineData("32x1")]
    [InlineData("0x5,1x2")]
    [InlineData("ax5")]
    [InlineData("0x99999999999")]
    public void Schedule_BadText_IsRefusedByName(string text)
    {
        FormatException refused = Assert.Throws<FormatException>(() => Schedule.Parse("0x1 " + text));
        Assert.Contains($"'{text}'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Schedule_OtherCpus_IsNotEqual() => Assert.NotEqual(Schedule.Parse("0x2"), Schedule.Parse("0x1 1x1"));
}
