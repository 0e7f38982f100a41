using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.2.</summary>
public sealed class InvB2Aligned : Law
{
    public override string Id => "INV-B2";

    public override string Sentence =>
        "A free block of order o starts at a multiple of 2^o and lies in one zone.";

    public override void OnQuiet(Witness seen, int zone)
    {
        ZoneSpec spec = seen.Topology.Zones[zone];
        foreach ((uint pfn, int order) in seen.Walk(zone).Blocks)
        {
            bool holds = pfn % (1u << order) == 0 && pfn >= spec.Start && pfn + (1u << order) <= spec.End;
            if (Broken(true, holds))
                seen.Break(this, $"block {pfn} of order {order} on the lists of {spec} [{spec.Start}, {spec.End})");
        }
    }
}
