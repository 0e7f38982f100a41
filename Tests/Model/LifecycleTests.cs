using Plimsoll.Model.State;
using Xunit;

namespace Plimsoll.Tests.Model;

public class LifecycleTests
{
    [Fact]
    public void Table_EveryTrigger_StandsInOneRow() =>
        Assert.Equal(Enum.GetValues<PageTrigger>(), Lifecycle.Table.Select(r => r.Trigger).Order());

    [Fact]
    public void Table_TaggedPages_NeverMeetAList() =>
        Assert.DoesNotContain(Lifecycle.Table, r => r.From == PageLife.AllocatedTagged && r.To == PageLife.Listed);

    [Fact]
    public void ToMermaid_Rows_AreAllDrawn() =>
        Assert.All(Lifecycle.Table, r => Assert.Contains($"{r.From} --> {r.To}: {r.Trigger}", Lifecycle.ToMermaid()));
}
