using System.Collections.Immutable;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Xunit;

namespace Plimsoll.Tests.Implementation;

/// <summary>A topology that contradicts itself makes no arena; the error names the fact.</summary>
public class TopologyMisuseTests
{
    private static readonly ZoneSpec Dma = new(new(0), ZoneKind.Dma, 0, 64);
    private static readonly ZoneSpec Normal = new(new(0), ZoneKind.Normal, 64, 64);

    private static readonly Topology Good = new()
    {
        Name = "good",
        Zones = [Dma, Normal],
        Cpus = [new(0)],
        MinFreeKbytes = 32,
    };

    private static readonly Dictionary<string, (Topology Topology, string Fact)> Cases = new()
    {
        ["no zone"] = (Good with { Zones = [] }, "it has no zone"),
        ["zones not given"] = (Good with { Zones = default }, "it has no zone"),
        ["no CPU"] = (Good with { Cpus = [] }, "it has no CPU"),
        ["CPUs not given"] = (Good with { Cpus = default }, "it has no CPU"),
        ["more CPUs than slots"] =
            (Good with { Cpus = [.. Enumerable.Repeat(new NodeId(0), 65)] }, "it has 65 CPUs and there are 64 slots"),
        ["more nodes than slots"] = (Good with { Cpus = [new(8)] }, "it has a node 8 and there are 8 slots"),
        ["a node out of this world"] =
            (Good with { Cpus = [new(int.MaxValue)] }, "it has a node 2147483647 and there are 8 slots"),
        ["CPU on a negative node"] = (Good with { Cpus = [new(-1)] }, "a node id is negative"),
        ["zone on a negative node"] =
            (Good with { Zones = [Dma with { Node = new(-1) }, Normal] }, "a node id is negative"),
        ["empty zone"] = (Good with { Zones = [Dma, Normal with { Pages = 0 }] }, "node0.Normal has no page"),
        ["zone beyond the last frame"] = (
            Good with { Zones = [Dma, Normal with { Start = uint.MaxValue - 8 }] },
            "ends beyond the last frame number"),
        ["zone of no kind"] = (Good with { Zones = [Dma, Normal with { Kind = (ZoneKind)7 }] }, "is of no known kind"),
        ["zones out of order"] = (Good with { Zones = [Normal, Dma] }, "node0.Normal stands before node0.Dma"),
        ["a zone twice"] = (Good with { Zones = [Dma, Dma with { Start = 64 }] }, "each once"),
        ["overlapping zones"] =
            (Good with { Zones = [Dma, Normal with { Start = 63 }] }, "node0.Dma and node0.Normal share frames"),
        ["a row of distances too many"] = (
            Good with { Distances = [[10, 20], [20, 10]], Zones = [Dma, Normal], Cpus = [new(2)] },
            "it has 3 nodes and 2 rows of distances"),
        ["a short row"] = (Good with { Distances = [[10], [20, 10]] }, "distance row 0 has 1 entries, not 2"),
        ["a row not given"] = (Good with { Distances = [default, [20, 10]] }, "distance row 0 has 0 entries, not 2"),
        ["far from itself"] = (Good with { Distances = [[11]] }, "node 0 is 11 from itself"),
        ["too near"] = (Good with { Distances = [[10, 9], [9, 10]] }, "distance 0-1 is 9"),
        ["too far"] = (Good with { Distances = [[10, 256], [256, 10]] }, "distance 0-1 is 256"),
        ["lopsided"] = (Good with { Distances = [[10, 20], [21, 10]] }, "distances 0-1 and 1-0 differ"),
        ["negative min_free"] = (Good with { MinFreeKbytes = -1 }, "MinFreeKbytes is -1"),
        ["negative reserve"] = (Good with { ReservePages = -1 }, "ReservePages is -1"),
        ["three ratios"] =
            (Good with { LowmemReserveRatio = [256, 256, 32] }, "LowmemReserveRatio has 3 entries, not 4"),
        ["ratios not given"] = (Good with { LowmemReserveRatio = default }, "LowmemReserveRatio has 0 entries, not 4"),
        ["negative ratio"] =
            (Good with { LowmemReserveRatio = [256, 256, -1, 32] }, "a lowmem reserve ratio is negative"),
        ["negative batch"] = (Good with { Batch = -1 }, "Batch is -1"),
        ["huge batch"] = (Good with { Batch = 4097 }, "Batch is 4097"),
        ["negative list length"] = (Good with { ListHigh = -1 }, "ListHigh is -1"),
        ["huge list length"] = (Good with { ListHigh = 32769 }, "ListHigh is 32769"),
        ["metadata beyond 2 GiB"] =
            (Good with { Zones = [Dma, Normal with { Pages = 1u << 30 }] }, "bytes of metadata"),
        ["a reserve that no zone can hold"] =
            (Good with { ReservePages = 128 }, "cannot hold its part of a reserve of 128 pages"),
        ["a reserve beyond all memory"] =
            (Good with { ReservePages = int.MaxValue }, "cannot hold its part of a reserve"),
    };

    public static TheoryData<string> Names => [.. Cases.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Arena_TopologyContradictsItself_IsAnErrorThatNamesTheFact(string name)
    {
        (Topology topology, string fact) = Cases[name];
        TopologyException thrown = Assert.Throws<TopologyException>(() => new PageArena(topology));
        Assert.Contains(fact, thrown.Message, StringComparison.Ordinal);
        Assert.Contains("topology 'good'", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arena_DistancesNotGiven_AreTheDefaultOnes()
    {
        using PageArena arena = new(Good with { Distances = default });
        Assert.Empty(arena.Validate());
    }

    [Fact]
    public void Arena_AsManyCpusAsSlots_IsMade()
    {
        using PageArena arena = new(Good with { Cpus = [.. Enumerable.Repeat(new NodeId(0), Topology.MaxCpus)] });
        nuint page = arena.Allocate(Machines.Kernel(), cpu: Topology.MaxCpus - 1);
        arena.Free(new(Topology.MaxCpus - 1), page, new(0));
        Assert.Empty(arena.Validate());
    }
}
