using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Theorems;

/// <summary>
/// Source: semantics E.6, decision 14. Judged where a charged request's entitled attempt is decided, on every
/// interleaving; that the hypotheses hold is the configuration's affair (<see cref="HypothesesOfE"/>).
/// </summary>
public sealed class TheoremE : Law
{
    public override string Id => "THEOREM-E";

    public override string Sentence =>
        "An entitled request that went through a successful charge gets memory without waiting for others.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (before.Flights[task] is not ReserveAllocateFlight { At: ReserveAllocateFlight.Stage.Entitled } request)
        {
            return null;
        }

        bool decided = after.Flights[task] is not ReserveAllocateFlight { At: ReserveAllocateFlight.Stage.Entitled };
        bool denied = decided && after.Flights[task] is ReserveAllocateFlight { Denied: true };
        return Broken(decided, !denied)
            ? $"{request.Request} was charged to reserve {request.Reserve} and refused: {after.Memory.Zones[0]}"
            : null;
    }
}
