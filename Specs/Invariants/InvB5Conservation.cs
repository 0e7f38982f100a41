using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.2.</summary>
public sealed class InvB5Conservation : Law
{
    public override string Id => "INV-B5";

    public override string Sentence =>
        "At rest, the pages free, listed and allocated by their descriptors add up to the pages of the zone.";

    public override void OnRest(Witness seen)
    {
        for (int zone = 0; zone < seen.Topology.Zones.Length; zone++)
        {
            ZoneSpec spec = seen.Topology.Zones[zone];
            uint listed = 0, allocated = 0;
            for (int cpu = 0; cpu < seen.Topology.Cpus.Length; cpu++) listed += seen.View.ListCount(cpu, zone);
            for (uint pfn = spec.Start; pfn < spec.End; pfn++)
            {
                PageState page = seen.View.Page(pfn);
                if (page.Kind == PageKind.Allocated) allocated += 1u << page.Order;
            }

            uint free = seen.View.NrFree(zone);
            if (!Broken(true, free + listed + allocated == spec.Pages)) continue;
            seen.Break(this, $"{spec}: {free} free + {listed} listed + {allocated} allocated, of {spec.Pages} pages");
        }
    }

    public override string? BrokenBy(World world)
    {
        Memory memory = world.Memory;
        for (int zone = 0; zone < memory.Zones.Length; zone++)
        {
            uint listed = 0, allocated = 0;
            for (int cpu = 0; cpu < memory.Machine.Cpus; cpu++) listed += (uint)memory.List(cpu, zone).Count;
            foreach ((uint pfn, Block block) in memory.Blocks)
            {
                if (memory.Topology.ZoneOf(pfn) == zone) allocated += block.Pages;
            }

            uint free = memory.Zones[zone].Free.Count, pages = memory.Topology.Zones[zone].Pages;
            if (Broken(true, free + listed + allocated == pages))
            {
                return $"zone {zone}: {free} free + {listed} listed + {allocated} allocated, of {pages} pages";
            }
        }

        return null;
    }
}
