using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics A.6; decision 5 for NOFAIL.</summary>
public sealed class InvThisNode : Law
{
    public override string Id => "INV-THISNODE";

    public override string Sentence =>
        "A GFP_THISNODE request that may fail is answered by pass Low: it wakes nobody, reclaims nothing and touches "
            + "no reserve.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (Plain.Asking(before.Flights[task])?.Asks is not { } request || !Plain.ThisNodeOnly(request)) return null;
        if (Plain.NeverFails(request)) return null;
        bool low = label.What is Ghost.Hit or Ghost.Take or Ghost.Refill
            || (label.What == Ghost.Refused && label.B == (uint)Pass.Low);
        return Broken(true, low) ? $"{label} for {request}" : null;
    }
}
