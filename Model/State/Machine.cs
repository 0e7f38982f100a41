using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>What never changes: the topology, and what the rules make of it.</summary>
public sealed class Machine
{
    private readonly ImmutableArray<int>[][] zonelists;
    private readonly ImmutableArray<int>[] ownZonelists;
    private readonly ImmutableArray<int>[] nodes;
    private readonly ImmutableArray<int>[] ownNodes;

    public Machine(Topology topology, PublishedRules published = default)
    {
        Published = published;
        Topology = topology.Checked();
        LowmemReserve = Rules.LowmemReserve.Of(topology);
        Batch = [.. topology.Zones.Select(z => ListSize.Batch(z, topology))];
        ListHigh = [.. topology.Zones.Select(z => ListSize.High(z, topology))];
        ImmutableArray<int>[] byNode = [.. Lists(topology)];
        if (published.Has(State.Published.FarthestNodeFirst)) byNode = [.. byNode.Select(Backwards)];
        if (published.Has(State.Published.ClassIgnored)) byNode = [.. byNode.Select((_, i) => byNode[HighestOf(i)])];
        ImmutableArray<int>[] halfBuilt = [.. byNode.Select(list => list[..(list.Length / 2)])];
        zonelists = [byNode, [.. Lists(topology, zoneOrder: true)], halfBuilt];
        ownZonelists = [.. Lists(topology, thisNode: true)];
        nodes = [.. byNode.Select(NodesOf)];
        ownNodes = [.. ownZonelists.Select(NodesOf)];
    }

    public Topology Topology { get; }

    /// <summary>The slab caches.</summary>
    public ImmutableArray<CacheSpec> Caches { get; init => field = [.. value.Select(cache => cache.Checked())]; } = [];

    /// <summary>Where this machine does as published code does, against the law.</summary>
    public PublishedRules Published { get; }

    /// <summary>How the zonelists are ordered when the machine starts.</summary>
    public ZonelistOrder ZonelistOrder { get; init; }

    /// <summary>What reclaim needs and whom the OOM killer may choose.</summary>
    public ReclaimSpec ReclaimSpec { get; init; } = new();

    /// <summary>The caches of order-0 pages; null: order-0 requests are served from buddy.</summary>
    public OrderZeroSpec? OrderZero { get; init; }

    /// <summary>The reserves there are; the first is the root of their tree. Empty: there is no tree.</summary>
    public ImmutableArray<ReserveSpec> Reserves { get; init; } = [];

    /// <summary>Hypothesis E1 dropped: a charge is granted whatever the limits are.</summary>
    public bool ChargesSkipLimits { get; init; }

    /// <summary>Hypothesis E3 dropped: a raise of the reserve does not wait until zones are populated.</summary>
    public bool RaisesUnpopulated { get; init; }

    /// <summary>Pages, [zone][class].</summary>
    public ImmutableArray<ImmutableArray<uint>> LowmemReserve { get; }

    /// <summary>batch' of a CPU list, by zone, pages.</summary>
    public ImmutableArray<uint> Batch { get; }

    /// <summary>The length at which a CPU list gives a batch back, by zone; 0: the list is never used.</summary>
    public ImmutableArray<uint> ListHigh { get; }

    /// <summary>The mempools, by number.</summary>
    public ImmutableArray<PoolSpec> Pools { get; init; } = [];

    public int Zones => Topology.Zones.Length;

    public int Cpus => Topology.Cpus.Length;

    /// <summary>The zones a request is served from, in order; the node mask is not applied.</summary>
    public ImmutableArray<int> ZonelistOf(Request request) => ZonelistOf(request, ZonelistOrder);

    public ImmutableArray<int> ZonelistOf(Request request, ZonelistOrder order)
    {
        ImmutableArray<int>[] lists = (request.Gfp & Gfp.ThisNode) != 0 ? ownZonelists : zonelists[(int)order];
        return lists[ListOf(request)];
    }

    /// <summary>The nodes of these zones, in the order of their first.</summary>
    public ImmutableArray<int> NodesOf(Request request) =>
        ((request.Gfp & Gfp.ThisNode) != 0 ? ownNodes : nodes)[ListOf(request)];

    private static ImmutableArray<int> Backwards(ImmutableArray<int> zones) => [.. zones.Reverse()];

    /// <summary>The zonelist of the same node for the highest class.</summary>
    private static int HighestOf(int list) => list - list % Topology.ZoneKinds + Topology.ZoneKinds - 1;

    private static int ListOf(Request request) =>
        request.Node.Value * Topology.ZoneKinds + (int)GfpZone.Of(request.Gfp);

    /// <summary>All zones' marks, as these two knobs make them.</summary>
    public ImmutableArray<Marks> MarksOf(int minFreeKbytes, int reservePages)
    {
        ImmutableArray<Marks> marks = Watermarks.Of(Topology, minFreeKbytes, reservePages);
        return Published.IsNone
            ? marks
            : [.. marks.Select((m, z) => m with { Emerg = AsPublished(z, m, reservePages) })];
    }

    /// <summary>G75: every zone's share is rounded down. G19: a HIGHMEM zone's is its own min.</summary>
    private uint AsPublished(int zone, Marks marks, int reservePages)
    {
        bool carries = EmergencyLevel.Carries(Topology.Zones[zone].Kind);
        bool published = Published.Has(
            carries ? State.Published.EmergRoundedDown : State.Published.EmergOfHighmem);
        return published ? EmergencyLevel.AsPublished(Topology, reservePages)[zone] : marks.Emerg;
    }

    private static IEnumerable<ImmutableArray<int>> Lists(
        Topology topology, bool thisNode = false, bool zoneOrder = false) =>
        from node in Enumerable.Range(0, topology.Nodes)
        from kind in Enum.GetValues<ZoneKind>()
        select Zonelist.Of(topology, node, kind, thisNode, zoneOrder);

    private ImmutableArray<int> NodesOf(ImmutableArray<int> zonelist) =>
        [.. zonelist.Select(zone => Topology.Zones[zone].Node.Value).Distinct()];
}
