using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Evidence;

/// <summary>A populated zone of the recorded machine.</summary>
internal sealed record MachineZone(int Index, int Node, ZoneKind Kind, ulong Start, ulong End, ZoneRow Row)
{
    public bool Holds(ulong first, ulong pages) => first >= Start && pages <= End - Start && first - Start <= End - Start - pages;

    public override string ToString() => $"node {Node} {Kind}";
}

/// <summary>The recorded machine: zones by frame, CPUs by node, and the order in which a node's requests try nodes.</summary>
internal sealed class Machine
{
    private readonly Dictionary<int, int> nodeOfCpu;
    private readonly Dictionary<int, int[]> fallback;
    private MachineZone? last;

    public Machine(ZoneInfo info, Dictionary<int, int> nodeOfCpu, Dictionary<int, int[]> fallback)
    {
        this.nodeOfCpu = nodeOfCpu;
        this.fallback = fallback;
        Zones = [.. info.Rows
            .Where(r => r is { Managed: > 0, Kind: not null })
            .Select((r, i) => new MachineZone(i, r.Node, r.Kind!.Value, (ulong)r.StartPfn, (ulong)r.EndPfn, r))];
        Cpus = info.Rows.SelectMany(r => r.Pagesets.Select(p => p.Cpu)).Distinct().Count();
    }

    public IReadOnlyList<MachineZone> Zones { get; }

    public int Cpus { get; }

    /// <summary>The zone that holds the whole block; spans of nodes may interleave, so the first that holds it.</summary>
    public MachineZone? ZoneOf(ulong pfn, ulong pages)
    {
        if (last is not null && last.Holds(pfn, pages)) return last;
        foreach (MachineZone zone in Zones)
        {
            if (zone.Holds(pfn, pages)) return last = zone;
        }

        return null;
    }

    /// <summary>The zones a movable user request of this CPU tries, in order; empty where the recording does not tell.</summary>
    public IReadOnlyList<MachineZone> Zonelist(int cpu)
    {
        if (!nodeOfCpu.TryGetValue(cpu, out int node) || !fallback.TryGetValue(node, out int[]? order)) return [];
        return [.. order.SelectMany(n => Zones.Where(z => z.Node == n).OrderByDescending(z => z.Kind))];
    }
}
