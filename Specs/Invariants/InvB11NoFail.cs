using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.8, decision 5.</summary>
public sealed class InvB11NoFail : Law
{
    public override string Id => "INV-B11";

    public override string Sentence =>
        "Where somebody reclaims, a request with WAIT and NOFAIL is never refused, not even one with GFP_THISNODE.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (before.Memory.Reclaim.IsNone || before.Flights[task]?.Asks is not { } request) return null;
        bool refuses = label.What is Ghost.Refused or Ghost.ReclaimEnd or Ghost.DrainedAll or Ghost.OomKill
            or Ghost.NoVictim or Ghost.Miss or Ghost.Unisolate
            || (label.What == Ghost.LastAttempt && !Plain.IsGrant(label));
        bool over = Plain.Asking(after.Flights[task]) is null && !EmptiesSlabs(after.Flights[task]);
        return Broken(Plain.NeverFails(request) && refuses, !over) ? $"{request} was refused" : null;
    }

    /// <summary>A large request that buddy refused looks for a slab to empty.</summary>
    private static bool EmptiesSlabs(Flight? flight)
    {
        while (flight?.Within is { } nested) flight = nested;
        return flight is LargeOrderFlight;
    }
}
