using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.8.</summary>
public sealed class InvB12NoSleep : Law
{
    public override string Id => "INV-B12";

    public override string Sentence =>
        "A request that must not wait takes no step that sleeps, reclaims or kills.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (Plain.Asking(before.Flights[task])?.Asks is not { } request) return null;
        bool sleeps =
            label.What is Ghost.Slept or Ghost.ReclaimStart or Ghost.WriteStart or Ghost.OomLock or Ghost.OomKill;
        return Broken((request.Gfp & Gfp.Wait) == 0, !sleeps) ? $"{label} for {request}" : null;
    }
}
