using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.2.</summary>
public sealed class InvB6DoubleFree : Law
{
    public override string Id => "INV-B6";

    public override string Sentence =>
        "Of several frees of one allocated block exactly one succeeds, whoever races; the others are refused as "
            + "misuse.";

    public override void OnRest(Witness seen)
    {
        var frees = seen.Outcomes.SelectMany(o => o).Where(o => o.Operation.IsStale).GroupBy(o => o.Operation.Slot);
        foreach (var ofOne in frees)
        {
            int succeeded = ofOne.Count(o => o.Outcome.Ok);
            if (Broken(ofOne.Count() > 1, succeeded == 1))
                seen.Break(this, $"{succeeded} frees of slot {ofOne.Key} succeeded");
        }
    }
}
