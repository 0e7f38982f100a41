using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.8 step 7.</summary>
public sealed class InvNoNesting : Law
{
    public override string Id => "INV-NEST";

    public override string Sentence =>
        "A task that reclaims does not begin to reclaim inside it.";

    public override string? BrokenBy(World world)
    {
        foreach (Flight? flight in world.Flights)
        {
            int depth = 0;
            for (Flight? at = flight; at is not null; at = at.Within)
            {
                if (at is ReclaimFlight) depth++;
            }

            if (Broken(depth > 0, depth <= 1)) return $"reclaim inside reclaim, {depth} deep";
        }

        return null;
    }
}
