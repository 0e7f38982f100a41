using System.Collections.Immutable;

namespace Plimsoll.Model.Vocabulary;

/// <summary>Zone types, from the most to the least precious (semantics A.1).</summary>
public enum ZoneKind : byte
{
    Dma,
    Dma32,
    Normal,
    HighMem,
    Movable,
}

/// <summary>One populated zone: frames [Start, Start + Pages) of <paramref name="Node"/>.</summary>
public sealed record ZoneSpec(NodeId Node, ZoneKind Kind, uint Start, uint Pages)
{
    public uint End => Start + Pages;

    public override string ToString() => $"{Node}.{Kind}";
}

/// <summary>
/// The machine: nodes with distances, CPUs with their nodes, zones with their frames, and the knobs that zone marks are
/// made of. Zones stand in order of (node, kind); a zone is known by its index in <see cref="Zones"/>.
/// </summary>
public sealed record Topology
{
    public const int MaxNodes = 8;
    public const int MaxCpus = 64;
    public const int ZoneKinds = 5;

    public required string Name { get; init; }

    public required ImmutableArray<ZoneSpec> Zones { get; init; }

    /// <summary>The node of each CPU.</summary>
    public required ImmutableArray<NodeId> Cpus { get; init; }

    /// <summary>Distances[from][to]; 10 on the diagonal, symmetric. Empty: 10 at home, 20 elsewhere.</summary>
    public ImmutableArray<ImmutableArray<int>> Distances { get; init; } = [];

    /// <summary>min_free_kbytes at start.</summary>
    public required int MinFreeKbytes { get; init; }

    /// <summary>The strict reserve at start, in pages: what var_free_kbytes of the 2007 series holds.</summary>
    public int ReservePages { get; init; }

    /// <summary>lowmem_reserve_ratio for DMA, DMA32, NORMAL, HIGHMEM; 0 keeps nothing back.</summary>
    public ImmutableArray<int> LowmemReserveRatio { get; init; } = [256, 256, 32, 32];

    /// <summary>Pages a CPU list takes at once; null: the rule for the zone's size.</summary>
    public int? Batch { get; init; }

    /// <summary>The length at which a CPU list gives a batch back; null: six batches, the rule.</summary>
    public int? ListHigh { get; init; }

    public int Nodes => LastNode + 1;

    private int LastNode =>
        Zones.Select(z => z.Node.Value).Concat(Cpus.Select(c => c.Value))
            .Append(HasDistances ? Distances.Length - 1 : 0).Max();

    private bool HasDistances => !Distances.IsDefaultOrEmpty;

    /// <summary>Frames of the arena: one past the last frame of any zone.</summary>
    public uint Frames => Zones.Max(z => z.End);

    public int Distance(int from, int to) => HasDistances ? Distances[from][to] : from == to ? 10 : 20;

    /// <summary>The zone of a frame, or -1 for a hole.</summary>
    public int ZoneOf(uint pfn)
    {
        for (int z = 0; z < Zones.Length; z++)
        {
            if (pfn >= Zones[z].Start && pfn < Zones[z].End) return z;
        }

        return -1;
    }

    /// <summary>Returns this topology, or throws the fact that contradicts itself.</summary>
    /// <exception cref="TopologyException">A size, an order or a distance is impossible.</exception>
    public Topology Checked()
    {
        Require(!Zones.IsDefaultOrEmpty, "it has no zone");
        Require(!Cpus.IsDefaultOrEmpty, "it has no CPU");
        Require(Cpus.Length <= MaxCpus, $"it has {Cpus.Length} CPUs and there are {MaxCpus} slots");
        Require(LastNode < MaxNodes, $"it has a node {LastNode} and there are {MaxNodes} slots");
        Require(Cpus.All(c => c.Value >= 0) && Zones.All(z => z.Node.Value >= 0), "a node id is negative");
        foreach (ZoneSpec zone in Zones)
        {
            Require(zone.Pages > 0, $"{zone} has no page: leave it out");
            Require((ulong)zone.Start + zone.Pages < uint.MaxValue, $"{zone} ends beyond the last frame number");
            Require(Enum.IsDefined(zone.Kind), $"{zone} is of no known kind");
        }

        for (int z = 1; z < Zones.Length; z++)
        {
            ZoneSpec below = Zones[z - 1], zone = Zones[z];
            bool ordered = (below.Node.Value, below.Kind).CompareTo((zone.Node.Value, zone.Kind)) < 0;
            Require(ordered, $"{below} stands before {zone}: zones go by node, then kind, each once");
        }

        foreach ((ZoneSpec a, ZoneSpec b) in Zones.SelectMany((a, i) => Zones.Skip(i + 1).Select(b => (a, b))))
        {
            Require(a.End <= b.Start || b.End <= a.Start, $"{a} and {b} share frames");
        }

        CheckDistances();
        Require(MinFreeKbytes >= 0, $"MinFreeKbytes is {MinFreeKbytes}");
        Require(ReservePages >= 0, $"ReservePages is {ReservePages}");
        int ratios = LowmemReserveRatio.IsDefault ? 0 : LowmemReserveRatio.Length;
        Require(ratios == ZoneKinds - 1, $"LowmemReserveRatio has {ratios} entries, not {ZoneKinds - 1}");
        Require(LowmemReserveRatio.All(r => r >= 0), "a lowmem reserve ratio is negative");
        Require(Batch is null or (>= 0 and <= 4096), $"Batch is {Batch}");
        Require(ListHigh is null or (>= 0 and <= 32768), $"ListHigh is {ListHigh}");
        return this;
    }

    private void CheckDistances()
    {
        if (!HasDistances) return;
        Require(Distances.Length == Nodes, $"it has {Nodes} nodes and {Distances.Length} rows of distances");
        for (int from = 0; from < Nodes; from++)
        {
            int entries = Distances[from].IsDefault ? 0 : Distances[from].Length;
            Require(entries == Nodes, $"distance row {from} has {entries} entries, not {Nodes}");
            for (int to = 0; to < Nodes; to++)
            {
                Require(
                    from != to || Distances[from][to] == 10,
                    $"node {from} is {Distances[from][to]} from itself, not 10");
                Require(Distances[from][to] is >= 10 and <= 255, $"distance {from}-{to} is {Distances[from][to]}");
                Require(Distances[from][to] == Distances[to][from], $"distances {from}-{to} and {to}-{from} differ");
            }
        }
    }

    private void Require(bool holds, string fact)
    {
        if (!holds) throw new TopologyException($"topology '{Name}': {fact}");
    }
}

/// <summary>A topology that contradicts itself.</summary>
public sealed class TopologyException(string message) : ArgumentException(message);
