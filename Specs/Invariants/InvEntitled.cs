using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.6.</summary>
public sealed class InvEntitled : Law
{
    public override string Id => "INV-ENTITLED";

    public override string Sentence =>
        "Below the marks go only requests that gfp and context entitle: MEMALLOC; PF_MEMALLOC outside hardirqs, and in "
            + "a "
            + "softirq only if it set the bit itself; MEMDIE outside interrupts; never with NOMEMALLOC.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        bool below = label.What == Ghost.LastAttempt
            || (label.What == Ghost.Take && label.Tagged)
            || (label.What == Ghost.Refused && label.B == (uint)Pass.Boldest);
        if (!below || Plain.Asking(before.Flights[task])?.Asks is not { } request) return null;
        return Broken(true, Plain.Entitled(before, task)) ? $"{label} for {request}, which is not entitled" : null;
    }
}
