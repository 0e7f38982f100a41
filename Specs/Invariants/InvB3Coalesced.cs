using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.2.</summary>
public sealed class InvB3Coalesced : Law
{
    public override string Id => "INV-B3";

    public override string Sentence =>
        "No two free buddies of one order stand side by side in a zone: they would be one block.";

    public override void OnQuiet(Witness seen, int zone)
    {
        HashSet<(uint, int)> blocks = [.. seen.Walk(zone).Blocks];
        foreach ((uint pfn, int order) in blocks)
        {
            if (order == Order.Max) continue;
            bool holds = !blocks.Contains((pfn ^ (1u << order), order));
            if (Broken(true, holds))
                seen.Break(this, $"blocks {pfn} and {pfn ^ (1u << order)} of order {order} are both free");
        }
    }
}
