using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.2.</summary>
public sealed class InvB1Partition : Law
{
    public override string Id => "INV-B1";

    public override string Sentence =>
        "Every frame of a zone is in exactly one place: a free block, a CPU list, or a block that somebody holds.";

    /// <summary>Where the frames are that a step has moved.</summary>
    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What is < Ghost.Take or > Ghost.Drain) return;
        Judge(seen, (int)note.A, note.B, note.B + note.Pages);
    }

    public override void OnRest(Witness seen)
    {
        for (int zone = 0; zone < seen.Topology.Zones.Length; zone++)
            Judge(seen, zone, seen.Topology.Zones[zone].Start, seen.Topology.Zones[zone].End);
    }

    private void Judge(Witness seen, int zone, uint from, uint to)
    {
        int[] times = new int[to - from];
        foreach ((uint pfn, int order) in seen.Walk(zone).Blocks) Count(pfn, 1u << order);
        List<uint> listed = [];
        for (int cpu = 0; cpu < seen.Topology.Cpus.Length; cpu++) seen.View.ListPages(cpu, zone, listed);
        foreach (uint pfn in listed) Count(pfn, 1);
        ZoneSpec spec = seen.Topology.Zones[zone];
        for (uint pfn = spec.Start; pfn < spec.End; pfn++)
        {
            if (seen.Held[pfn] != 0) Count(pfn, 1u << (int)((seen.Held[pfn] & 0xFF) - 1));
        }

        int wrong = Array.FindIndex(times, t => t != 1);
        if (Broken(true, wrong < 0))
            seen.Break(this, $"pfn {from + (uint)wrong} of {spec} is in {times[wrong]} places");

        void Count(uint pfn, uint size)
        {
            for (uint frame = Math.Max(pfn, from); frame < Math.Min(pfn + size, to); frame++) times[frame - from]++;
        }
    }

    public override string? BrokenBy(World world)
    {
        Memory memory = world.Memory;
        Span<byte> places = stackalloc byte[(int)memory.Topology.Frames];
        for (int zone = 0; zone < memory.Zones.Length; zone++)
        {
            ZoneSpec spec = memory.Topology.Zones[zone];
            for (uint pfn = spec.Start; pfn < spec.End; pfn++)
            {
                if (memory.Zones[zone].Free.Has(pfn)) places[(int)pfn]++;
            }

            for (int cpu = 0; cpu < memory.Machine.Cpus; cpu++)
            {
                foreach (uint pfn in memory.List(cpu, zone).Pages) places[(int)pfn]++;
            }
        }

        foreach ((uint head, Block block) in memory.Blocks)
        {
            for (uint pfn = head; pfn < head + block.Pages; pfn++) places[(int)pfn]++;
        }

        for (int pfn = 0; pfn < places.Length; pfn++)
        {
            bool inZone = memory.Topology.ZoneOf((uint)pfn) >= 0;
            if (Broken(inZone, places[pfn] == 1)) return $"frame {pfn} is in {places[pfn]} places";
        }

        return null;
    }
}
