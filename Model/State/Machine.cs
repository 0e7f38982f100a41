using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>What never changes: the topology, and what the rules make of it.</summary>
public sealed class Machine
{
    private readonly ImmutableArray<int>[] zonelists;
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
        zonelists = [.. Lists(topology, thisNode: false)];
        ownZonelists = [.. Lists(topology, thisNode: true)];
        nodes = [.. zonelists.Select(NodesOf)];
        ownNodes = [.. ownZonelists.Select(NodesOf)];
    }

    public Topology Topology { get; }

    /// <summary>The slab caches.</summary>
    public ImmutableArray<CacheSpec> Caches { get; init => field = [.. value.Select(cache => cache.Checked())]; } = [];

    /// <summary>Where this machine does as published code does, against the law.</summary>
    public PublishedRules Published { get; }

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
    public ImmutableArray<int> ZonelistOf(Request request)
    {
        ImmutableArray<int>[] lists = (request.Gfp & Gfp.ThisNode) != 0 ? ownZonelists : zonelists;
        return lists[ListOf(request)];
    }

    /// <summary>The nodes of these zones, in the order of their first.</summary>
    public ImmutableArray<int> NodesOf(Request request) =>
        ((request.Gfp & Gfp.ThisNode) != 0 ? ownNodes : nodes)[ListOf(request)];

    private static int ListOf(Request request) =>
        request.Node.Value * Topology.ZoneKinds + (int)GfpZone.Of(request.Gfp);

    private static IEnumerable<ImmutableArray<int>> Lists(Topology topology, bool thisNode) =>
        from node in Enumerable.Range(0, topology.Nodes)
        from kind in Enum.GetValues<ZoneKind>()
        select Zonelist.Of(topology, node, kind, thisNode);

    private ImmutableArray<int> NodesOf(ImmutableArray<int> zonelist) =>
        [.. zonelist.Select(zone => Topology.Zones[zone].Node.Value).Distinct()];
}
