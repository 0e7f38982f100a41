using System.Reflection;
using Plimsoll.Model.State;
using Plimsoll.Specs.Refinement;
using Plimsoll.Tests.Architecture;
using Xunit;

namespace Plimsoll.Tests.Model;

public class LifecycleTests
{
    private const string Page = "docs/lifecycle.md";

    private enum Door
    {
        Shut,
        Open,
        Broken,
    }

    private enum Hand
    {
        Push,
        Pull,
    }

    public static TheoryData<ILifecycle> Tables => [.. Lifecycles.All];

    [Theory]
    [MemberData(nameof(Tables))]
    public void Table_OfEachThing_ReachesEveryStateByEveryTrigger(ILifecycle table)
    {
        ArgumentNullException.ThrowIfNull(table);
        Assert.NotEmpty(table.Rows);
        Assert.NotEmpty(table.About);
        Assert.Empty(table.Gaps);
    }

    [Fact]
    public void Lifecycles_All_LeaveNoTableOut()
    {
        IEnumerable<string> tables =
            from type in typeof(ILifecycle).Assembly.GetTypes()
            where !type.IsGenericTypeDefinition
            from property in type.GetProperties(BindingFlags.Static | BindingFlags.Public)
            where typeof(ILifecycle).IsAssignableFrom(property.PropertyType)
            select ((ILifecycle)property.GetValue(null)!).Of;
        Assert.Equal(
            tables.Order(StringComparer.Ordinal), Lifecycles.All.Select(t => t.Of).Order(StringComparer.Ordinal));
    }

    /// <summary>
    /// The page says how to write it anew: with PLIMSOLL_WRITE_DOCS=1 this test does. A build server must not set it.
    /// </summary>
    [Fact]
    public void Lifecycle_Page_IsDrawnFromTheTables()
    {
        string right = Lifecycles.ToMarkdown(Lifecycles.All);
        if (Environment.GetEnvironmentVariable("PLIMSOLL_WRITE_DOCS") == "1")
            File.WriteAllText(Path.Combine(Repository.Root, Page), right);
        bool same = right == Repository.Text(Page);
        Assert.True(same, $"{Page} is not what the tables say: PLIMSOLL_WRITE_DOCS=1 dotnet test --filter Lifecycle");
    }

    [Fact]
    public void PageTable_TaggedPages_NeverMeetAList() =>
        Assert.DoesNotContain(
            PageLifecycle.Table, r => r.From == PageLife.AllocatedTagged && r.To == PageLife.Listed);

    [Fact]
    public void ToMermaid_Rows_AreAllDrawn() => Assert.Equal(
        "stateDiagram-v2\n    [*] --> Shut\n    Shut --> Open: Push\n    Open --> Shut: Pull\n",
        DoorTable().ToMermaid());

    [Fact]
    public void ToMermaid_StartOutside_IsBirthAndDeath() => Assert.Equal(
        "stateDiagram-v2\n    [*] --> Open: Push\n    Open --> [*]: Pull\n",
        DoorTable(startsOutside: true).ToMermaid());

    [Fact]
    public void Gaps_OfATableWithHoles_AreNamed()
    {
        Lifecycle<Door, Hand> holes = new(
            "a door", Door.Shut, new(Door.Shut, Hand.Push, Door.Open), new(Door.Shut, Hand.Push, Door.Open));
        Assert.Equal(
            ["nothing leads to Broken", "Pull stands in no row", "Shut --> Open: Push stands there twice"],
            holes.Gaps.ToArray());
    }

    [Fact]
    public void Watch_OfARun_TellsRowsUntakenAndMovesOutside()
    {
        LifecycleWatch<Door, Hand> watch = new(DoorTable());
        watch.Saw(Door.Shut, Hand.Push, Door.Open);
        watch.Saw(Door.Open, Hand.Pull, Door.Broken);
        Assert.Equal([new(Door.Open, Hand.Pull, Door.Shut)], watch.Untaken);
        Assert.Equal([new(Door.Open, Hand.Pull, Door.Broken)], watch.Outside);
    }

    [Fact]
    public void Next_OfAState_IsWhereItsRowsLead()
    {
        Assert.Equal([Door.Open], DoorTable().Next(Door.Shut, Hand.Push));
        Assert.Empty(DoorTable().Next(Door.Shut, Hand.Pull));
        Assert.True(DoorTable().Allows(Door.Open, Hand.Pull, Door.Shut));
        Assert.False(DoorTable().Allows(Door.Open, Hand.Pull, Door.Broken));
    }

    private static Lifecycle<Door, Hand> DoorTable(bool startsOutside = false) =>
        new("a door", Door.Shut, new(Door.Shut, Hand.Push, Door.Open), new(Door.Open, Hand.Pull, Door.Shut))
        {
            StartsOutside = startsOutside,
        };
}
