using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Configurations;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Theorems;

/// <summary>
/// Theorem E where all nine hypotheses hold, and on nine machines where one is dropped (decision 14): as few pages and
/// tasks as show it. Each scene can be had with its hypothesis too; then the theorem holds in it.
/// </summary>
public static class DropsOfE
{
    private const int Net = 1, Disk = 2;

    private static readonly Gfp Entitled = Gfp.Atomic | Gfp.MemAlloc;

    private static readonly Operation Plainly = Operation.Allocate(10, Request.For(Gfp.Atomic));

    public static ImmutableArray<Drop> All =>
        [.. Enumerable.Range(1, HypothesesOfE.Sentences.Length).Select(Of)];

    /// <summary>The scene of a drop, with the hypothesis in force: nothing is broken there.</summary>
    public static Configuration With(int number) => Search($"E{number}-held", number, dropped: false);

    private static Drop Of(int number)
    {
        Configuration configuration = Search($"E{number}", number, dropped: true);
        HypothesesOfE hypotheses = new(configuration.Scene(default));
        return new(
            $"E{number}", HypothesesOfE.Sentences[number - 1], configuration, s => hypotheses.Describe(s.World));
    }

    private static Configuration Search(string name, int number, bool dropped) => new()
    {
        Name = name,
        Title = $"Theorem E {(dropped ? "without" : "with")}: {HypothesesOfE.Sentences[number - 1]}",
        Scene = _ => SceneOf(number, dropped),
        Laws = () => [new TheoremE()],
    };

    private static Scene SceneOf(int number, bool dropped) => number switch
    {
        1 => E1(dropped),
        2 => E2(dropped),
        3 => E3(dropped),
        4 => E4(dropped),
        5 => E5(dropped),
        6 => E6(dropped),
        7 => E7(dropped),
        8 => E8(dropped),
        _ => E9(dropped),
    };

    /// <summary>A reserve of one page, and a user who wants two.</summary>
    private static Scene E1(bool dropped)
    {
        Machine machine = new(OneZone(4)) { Reserves = Tree(1), ChargesSkipLimits = dropped };
        Operation[] menu = [Charge(0, Net), Charge(1, Net)];
        return new(Full(Reserved(machine, 1)).Memory, [new("user", 0, [.. menu], 2)]);
    }

    /// <summary>Two reserves of one page each, one of which declares none.</summary>
    private static Scene E2(bool dropped)
    {
        ReserveSpec disk = ReserveSpec.OfPages("disk", 1) with { Short = dropped ? 1 : 0 };
        Machine machine = new(OneZone(4)) { Reserves = [.. Tree(1), disk] };
        Prepared start = Reserved(machine, 1).Then(Operation.Connect(Disk, 0)).Then(Operation.SetDemand(Disk, 1));
        return new(Full(start).Memory, [Charged("net", 0, 0), Charged("disk", 1, 1, of: Disk)]);
    }

    /// <summary>The demand is raised when everything is taken and nobody looks; or in time.</summary>
    private static Scene E3(bool dropped)
    {
        Machine machine = new(OneZone(2)) { Reserves = Tree(1), RaisesUnpopulated = dropped };
        Prepared start = new Prepared(machine).Then(Operation.Connect(Net, 0));
        if (!dropped) start.Then(Operation.SetDemand(Net, 1));
        else start.Then(Plainly).Then(Uncharged(9)).Then(Operation.SetDemand(Net, 1));
        return new(start.Memory, [Charged("user", 0, 0)]);
    }

    /// <summary>Two pages, one of them reserved: a batch of two takes both, an old reading hands both out.</summary>
    private static Scene E4(bool dropped)
    {
        Topology two = OneZone(2) with { MinFreeKbytes = 0, Batch = 2, ListHigh = 4 };
        PublishedRules rules = dropped ? PublishedRules.Of(Published.RefillIgnoresMark) : default;
        Machine machine = new(two, rules) { Reserves = Tree(1) };
        return new(
            Reserved(machine, 1).Memory,
            [
                new("plain", 0, [Operation.Allocate(2, Request.For(Gfp.Atomic))], 1),
                new("other", 0, [Operation.Allocate(3, Request.For(Gfp.Atomic))], 1),
                Charged("user", 1, 0),
            ]);
    }

    /// <summary>min_r is one page; an uncharged entitled task takes two, or one.</summary>
    private static Scene E5(bool dropped)
    {
        Machine machine = new(OneZone(4)) { Reserves = Tree(1) };
        ImmutableArray<Operation> takes = dropped ? [Uncharged(2), Uncharged(3)] : [Uncharged(2)];
        return new(
            Reserved(machine, 1).Then(Plainly).Then(Plainly with { Slot = 11 }).Memory,
            [Charged("user", 0, 0), new("reclaimer", 1, takes, takes.Length)]);
    }

    /// <summary>Two nodes, each with a page of the reserve; node 1 is empty.</summary>
    private static Scene E6(bool dropped)
    {
        Topology two = OneZone(2) with
        {
            Zones = [new(new(0), ZoneKind.Normal, 0, 2), new(new(1), ZoneKind.Normal, 2, 2)],
            Cpus = [new(0), new(1)],
            MinFreeKbytes = 8,
        };
        Machine machine = new(two) { Reserves = Tree(2) };
        Request request = Request.For(dropped ? Entitled | Gfp.ThisNode : Entitled, node: 1);
        Operation there = Uncharged(8) with { Request = Request.For(Entitled, node: 1) };
        Prepared start = Reserved(machine, 2).Then(there).Then(there with { Slot = 9 });
        return new(start.Memory, [new("user", 1, [Operation.ReserveAllocate(0, Net, request)], 1)]);
    }

    /// <summary>Three free pages, no two of them neighbours, and a request for two in one, or for one.</summary>
    private static Scene E7(bool dropped)
    {
        Machine machine = new(OneZone(6)) { Reserves = Tree(2) };
        Prepared start = new Prepared(machine).Then(Operation.Connect(Net, 0));
        for (int slot = 0; slot < 5; slot++) start.Then(Plainly with { Slot = slot });
        start.Then(Operation.Free(1)).Then(Operation.Free(3)).Then(Operation.SetDemand(Net, 2));
        Request request = Request.For(Entitled, dropped ? 1 : 0);
        return new(start.Memory, [new("user", 0, [Operation.ReserveAllocate(0, Net, request)], 1)]);
    }

    /// <summary>One page for two objects: one is held, and the other is for the user, or for whoever comes.</summary>
    private static Scene E8(bool dropped)
    {
        CacheSpec cache = new("two a page", 2048);
        PublishedRules rules = dropped ? PublishedRules.Of(Published.FastPathUnchecked) : default;
        Machine machine = new(OneZone(4), rules)
        {
            Caches = [cache],
            Reserves = [ReserveSpec.Root, ReserveSpec.OfObjects("net", 0, cache, 2, Places.Alone)],
        };
        Prepared start = Full(Reserved(machine, 2)).Then(Charge(8, Net));
        Operation plain = Operation.AllocateObject(2, 0, Request.For(Gfp.Atomic));
        return new(start.Memory, [Charged("user", 0, 0), new("plain", 0, [plain], 1)]);
    }

    /// <summary>Two users share one page: the second may charge when the first's page is back, or before.</summary>
    private static Scene E9(bool dropped)
    {
        PublishedRules rules = dropped ? PublishedRules.Of(Published.UnchargeBeforeFree) : default;
        Machine machine = new(OneZone(4), rules) { Reserves = Tree(1) };
        Operation[] menu = [Charge(0, Net), Operation.ReserveFree(0)];
        return new(
            Full(Reserved(machine, 1)).Memory,
            [new("user", 0, [.. menu], 2) { InOrder = true }, Charged("other", 1, 1)]);
    }

    /// <summary>A zone whose min is one page, and two CPUs whose lists are not used.</summary>
    private static Topology OneZone(uint pages) => new()
    {
        Name = $"{pages} pages",
        Zones = [new(new(0), ZoneKind.Normal, 0, pages)],
        Cpus = [new(0), new(0)],
        MinFreeKbytes = 4,
        Batch = 1,
        ListHigh = 0,
    };

    private static ImmutableArray<ReserveSpec> Tree(int pages) =>
        [ReserveSpec.Root, ReserveSpec.OfPages("net", pages)];

    private static Prepared Reserved(Machine machine, int units) =>
        new Prepared(machine).Then(Operation.Connect(Net, 0)).Then(Operation.SetDemand(Net, units));

    /// <summary>Ordinary callers took what they may, and an uncharged entitled one the page of min_r.</summary>
    private static Prepared Full(Prepared start)
    {
        Memory memory = start.Memory;
        uint left = memory.Zones[0].Marks.Emerg + 1;
        for (int slot = 10; start.Memory.Zones[0].NrFree > left; slot++) start.Then(Plainly with { Slot = slot });
        return start.Then(Uncharged(9));
    }

    private static Operation Uncharged(int slot) => Operation.Allocate(slot, Request.For(Entitled));

    private static Operation Charge(int slot, int reserve) =>
        Operation.ReserveAllocate(slot, reserve, Request.For(Entitled));

    /// <summary>A user that asks once.</summary>
    private static TaskSpec Charged(string name, int cpu, int slot, int of = Net) =>
        new(name, cpu, [Charge(slot, of)], 1);
}
