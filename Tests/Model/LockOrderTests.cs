using System.Collections.Immutable;
using System.Reflection;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;
using Xunit;
using Lock = Plimsoll.Model.Transitions.Lock;

namespace Plimsoll.Tests.Model;

/// <summary>The lock order of semantics J, step by step.</summary>
public sealed class LockOrderTests
{
    /// <summary>
    /// Begin and end; readings and flags; the CPU's own freelist; single pages under their own lock; what happens while
    /// nothing is held, to a task or to pages in hand.
    /// </summary>
    private static readonly ImmutableArray<string> Lockless =
    [
        "Begin", "End", "Refused", "Offline",
        "ObjectHit", "ObjectPush", "ObjectPeek", "SlabPeek", "SlabDrop", "SlabUnmanaged", "SlabReap", "CacheGone",
        "Moved",
        "PoolRead", "PoolBuildFailed", "PoolBuildWaits", "PoolArray", "PoolLink",
        "Demand", "Link", "Unlink",
        "NoVictim", "Miss", "Pin", "Unpin", "Redirty", "Clean",
        "WakeKswapd", "ReclaimStart", "ReclaimEnd", "DrainedAll", "OomLock", "OomKill", "Slept", "KswapdBalanced",
        "KswapdSleep", "KswapdUnsettled", "SoftIrqEnter", "SoftIrqExit", "MemsAllowed", "Online", "Zonelists", "Exited",
    ];

    public static TheoryData<string> Judged => [.. ConfigurationCatalog.Main.Select(c => c.Name)];

    [Fact]
    public void Rows_OfAllMechanisms_NameEveryStepThatTakesALock()
    {
        Dictionary<uint, string> steps = typeof(Ghost).GetFields(BindingFlags.Static | BindingFlags.Public)
            .Where(field => field.IsLiteral).ToDictionary(f => (uint)f.GetRawConstantValue()!, f => f.Name);
        uint[] rows = [.. LockOrder.Rows.Select(row => row.What)];
        Assert.Distinct(rows);
        Assert.Equal(Lockless.Order(), steps.Where(s => !rows.Contains(s.Key)).Select(s => s.Value).Order());
    }

    [Fact]
    public void Rows_OfTheLaw_GoUp()
    {
        foreach (LockRow row in LockOrder.Rows) Assert.Equal(row.Takes.Order().Distinct(), row.Takes);
    }

    [Theory]
    [MemberData(nameof(Judged))]
    public void LockOrder_InEveryMainConfiguration_IsJudged(string name) =>
        Assert.Contains(ConfigurationCatalog.Named(name)!.Laws(), law => law is InvLockOrder);

    /// <summary>Under tree_mutex var_free_mutex, under that the marks' locks.</summary>
    [Fact]
    public void TreeMutex_OfATreeThatChanges_IsHeldOverItsAdjustment()
    {
        World world = Tree().Begin(0, 0, Operation.SetDemand(1, 1));
        world = world.Accept(0, Label.Demand(1, 1)).Next!;
        Flight tree = world.Flights[0]!;
        Assert.Equal(Lock.TreeMutex, tree.HoldsThroughout(world.Memory));
        Assert.Equal(Lock.VarFreeMutex, tree.Within!.HoldsThroughout(world.Memory));
        InvLockOrder law = new();
        World turned = world.Accept(0, Label.Knobs(0, 1)).Next!;
        Assert.Null(law.BrokenBy(world, 0, Label.Knobs(0, 1), turned));
        Assert.Equal(2, law.PremiseHeld);
    }

    /// <summary>pool.lock and r.lock are leaves: nothing goes under them but the lock of a wait queue.</summary>
    [Fact]
    public void Leaf_WithALockUnderIt_IsAnInversion()
    {
        World world = Tree(Published.TreeUnderReserveLock).Begin(0, 0, Operation.SetDemand(1, 1));
        InvLockOrder law = new();
        Assert.Null(law.BrokenBy(world, 0, Label.Demand(1, 1), world));
        World adjusts = world.Accept(0, Label.Demand(1, 1)).Next!;
        Assert.Contains("takes VarFreeMutex under ReserveLeaf", law.BrokenBy(adjusts, 0, Label.Knobs(0, 1), adjusts));
        Assert.Contains("takes ReserveLeaf under ReserveLeaf", law.BrokenBy(world, 0, Label.Limit(1, 1), world));
    }

    private static World Tree(params ReadOnlySpan<Published> rules)
    {
        Topology topology = new()
        {
            Name = "four pages",
            Zones = [new(new(0), ZoneKind.Normal, 0, 4)],
            Cpus = [new(0)],
            MinFreeKbytes = 0,
        };
        Machine machine = new(topology, PublishedRules.Of(rules))
        {
            Reserves = [ReserveSpec.Root, ReserveSpec.OfPages("disk", 1)],
        };
        return World.Of(new Prepared(machine).Then(Operation.Connect(1, 0)).Memory, tasks: 2);
    }
}
