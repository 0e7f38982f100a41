using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.3.</summary>
public sealed class InvB7ListBound : Law
{
    public override string Id => "INV-B7";

    public override string Sentence =>
        "At rest no CPU list is longer than its high mark plus one batch.";

    public override void OnRest(Witness seen)
    {
        for (int cpu = 0; cpu < seen.Topology.Cpus.Length; cpu++)
        {
            for (int zone = 0; zone < seen.Topology.Zones.Length; zone++)
            {
                long batch = Batch(seen.Topology, seen.Topology.Zones[zone].Pages);
                long bound = (seen.Topology.ListHigh ?? (6 * batch)) + Math.Max(1, batch);
                uint count = seen.View.ListCount(cpu, zone);
                if (Broken(count > 0, count <= bound))
                    seen.Break(this, $"cpu{cpu} lists {count} pages of zone{zone}; the bound is {bound}");
            }
        }
    }

    public override string? BrokenBy(World world)
    {
        Topology topology = world.Memory.Topology;
        for (int cpu = 0; cpu < topology.Cpus.Length; cpu++)
        {
            for (int zone = 0; zone < topology.Zones.Length; zone++)
            {
                int count = world.Memory.List(cpu, zone).Count;
                if (count == 0) continue;
                long batch = Batch(topology, topology.Zones[zone].Pages);
                long bound = (topology.ListHigh ?? (6 * batch)) + Math.Max(1, batch);
                if (Broken(true, count <= bound))
                    return $"cpu{cpu} lists {count} pages of zone {zone}; the bound is {bound}";
            }
        }

        return null;
    }

    /// <summary>
    /// A thousandth of the zone, at most 512 KiB, a quarter of that, and one less than a power of two near half more.
    /// </summary>
    private static long Batch(Topology topology, long pages)
    {
        if (topology.Batch is { } fixedBatch) return fixedBatch;
        long quarter = Math.Max(1, Math.Min(pages / 1024, 128) / 4);
        long power = 1;
        while (power * 2 <= quarter + (quarter / 2)) power *= 2;
        return power - 1;
    }
}
