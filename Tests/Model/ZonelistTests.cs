using System.Globalization;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Xunit;

namespace Plimsoll.Tests.Model;

/// <summary>
/// Semantics A.3, A.4, and the zonelist example of K; four nodes as in the recording e-four-fallback.
/// </summary>
public class ZonelistTests
{
    private static readonly Topology Three = new Topology
    {
        Name = "three nodes",
        Zones =
        [
            new(new(0), ZoneKind.Dma, 0, 8),
            new(new(0), ZoneKind.Normal, 8, 8),
            new(new(1), ZoneKind.Normal, 16, 8),
            new(new(2), ZoneKind.Normal, 24, 8),
        ],
        Cpus = [new(0), new(1), new(2)],
        Distances = [[10, 20, 30], [20, 10, 20], [30, 20, 10]],
        MinFreeKbytes = 0,
    }.Checked();

    private static readonly Topology Four = new Topology
    {
        Name = "four nodes, node 2 without memory",
        Zones =
        [
            new(new(0), ZoneKind.Dma32, 0, 8),
            new(new(1), ZoneKind.Dma32, 8, 8),
            new(new(1), ZoneKind.Normal, 16, 8),
            new(new(3), ZoneKind.Normal, 24, 8),
        ],
        Cpus = [new(0), new(1), new(2), new(3)],
        Distances = [[10, 15, 20, 30], [15, 10, 17, 25], [20, 17, 10, 12], [30, 25, 12, 10]],
        MinFreeKbytes = 0,
    }.Checked();

    [Theory]
    [InlineData(0, new[] { 0, 1, 2 })]
    [InlineData(1, new[] { 1, 2, 0 })]
    [InlineData(2, new[] { 2, 1, 0 })]
    public void NodeOrder_ThreeNodes_IsThatOfTheExample(int node, int[] expected) =>
        Assert.Equal(expected, NodeOrder.Of(Three, node));

    [Fact]
    public void NodeOrder_MemorylessNode_FallsBackAsTheRecordedKernel() =>
        Assert.Equal([3, 1, 0], NodeOrder.Of(Four, 2).ToArray());

    [Fact]
    public void Of_NodeOrder_ListsNodeByNodeHighTypesFirst() =>
        Assert.Equal([1, 0, 2, 3], Zonelist.Of(Three, 0, ZoneKind.Normal).ToArray());

    [Fact]
    public void Of_ZoneOrder_KeepsDmaForLast() =>
        Assert.Equal([1, 2, 3, 0], Zonelist.Of(Three, 0, ZoneKind.Normal, zoneOrder: true).ToArray());

    [Fact]
    public void Of_ThisNode_ListsThatNodeOnly() =>
        Assert.Equal([2, 1], Zonelist.Of(Four, 1, ZoneKind.Movable, thisNode: true).ToArray());

    [Fact]
    public void Of_ThisNodeWithoutMemory_IsEmpty() =>
        Assert.Empty(Zonelist.Of(Four, 2, ZoneKind.Movable, thisNode: true));

    /// <summary>A.4: sizes of zones as node, kind, pages.</summary>
    [Theory]
    [InlineData("0 Normal 100", false)]
    [InlineData("0 Dma 4 0 Normal 100", true)]
    [InlineData("0 Dma32 60 0 Normal 40", false)]
    [InlineData("0 Dma32 50 0 Normal 50", true)]
    [InlineData("0 Dma32 40 0 Normal 10 1 Normal 60", false)]
    [InlineData("0 Dma32 35 0 Normal 15 1 Normal 60", true)]
    [InlineData("0 Dma32 30 1 Normal 80", true)]
    [InlineData("0 Dma 1 0 HighMem 99", true)]
    public void ZonelistOrder_Default_SparesLowMemoryThatIsSmall(string zones, bool byZone)
    {
        ArgumentNullException.ThrowIfNull(zones);
        uint start = 0;
        List<ZoneSpec> specs = [];
        foreach (string[] words in zones.Split(' ').Chunk(3))
        {
            ZoneKind kind = Enum.Parse<ZoneKind>(words[1]);
            uint pages = uint.Parse(words[2], CultureInfo.InvariantCulture);
            specs.Add(new(new(words[0] == "0" ? 0 : 1), kind, start, pages));
            start += pages;
        }

        Topology topology = Three with { Zones = [.. specs], Cpus = [new(0)], Distances = [] };
        Assert.Equal(byZone, ZonelistOrder.IsByZone(topology.Checked()));
    }

    /// <summary>A.3: some node falls back farther than 20.</summary>
    [Fact]
    public void NodeOrder_FarNodes_SetZoneReclaimMode()
    {
        Assert.True(NodeOrder.IsReclaimedAtHome(Three));
        Assert.False(NodeOrder.IsReclaimedAtHome(Three with { Distances = [] }));
        Topology near = Three with { Distances = [[10, 20, 20], [20, 10, 20], [20, 20, 10]] };
        Assert.False(NodeOrder.IsReclaimedAtHome(near));
    }

    /// <summary>INV-A1, INV-A2.</summary>
    [Fact]
    public void Of_AnyNodeAndClass_ListsEachEligibleZoneOnceHomeFirst()
    {
        foreach (Topology topology in new[] { Three, Four })
        {
            for (int node = 0; node < topology.Nodes; node++)
            {
                for (ZoneKind k = ZoneKind.Dma; k <= ZoneKind.Movable; k++)
                {
                    int[] list = [.. Zonelist.Of(topology, node, k)];
                    int[] eligible =
                        [.. Enumerable.Range(0, topology.Zones.Length).Where(z => topology.Zones[z].Kind <= k)];
                    Assert.Equal(eligible, list.Order());
                    bool home = eligible.Any(z => topology.Zones[z].Node.Value == node);
                    if (home) Assert.Equal(node, topology.Zones[list[0]].Node.Value);
                }
            }
        }
    }
}
