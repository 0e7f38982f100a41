using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.2.</summary>
public sealed class InvB1Partition : Law
{
    public override string Id => "INV-B1";

    public override string Sentence =>
        "Every frame of a zone is in exactly one place: a free block, a CPU list, or a block that somebody holds.";

    public override void OnQuiet(Witness seen, int zone)
    {
        ZoneSpec spec = seen.Topology.Zones[zone];
        int[] times = new int[spec.Pages];
        foreach ((uint pfn, int order) in seen.Walk(zone).Blocks) Count(times, spec, pfn, 1u << order);
        List<uint> listed = [];
        for (int cpu = 0; cpu < seen.Topology.Cpus.Length; cpu++) seen.View.ListPages(cpu, zone, listed);
        foreach (uint pfn in listed) Count(times, spec, pfn, 1);
        for (uint pfn = spec.Start; pfn < spec.End; pfn++)
        {
            if (seen.Held[pfn] != 0) Count(times, spec, pfn, 1u << (int)((seen.Held[pfn] & 0xFF) - 1));
        }

        int wrong = Array.FindIndex(times, t => t != 1);
        if (Broken(true, wrong < 0))
            seen.Break(this, $"pfn {spec.Start + (uint)wrong} of {spec} is in {times[wrong]} places");
    }

    private static void Count(int[] times, ZoneSpec spec, uint pfn, uint size)
    {
        for (uint frame = pfn; frame < pfn + size; frame++)
        {
            if (frame >= spec.Start && frame < spec.End) times[frame - spec.Start]++;
        }
    }
}
