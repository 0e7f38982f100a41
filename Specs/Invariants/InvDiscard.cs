using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics F.4, the contract of the discard callback.</summary>
public sealed class InvDiscard : Law
{
    public override string Id => "INV-DISCARD";

    public override string Sentence =>
        "From the isolation of a slab to its end, the request that empties it takes no other page: a discard callback "
            + "does not allocate from the caches it frees memory for.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (before.Flights[task] is not LargeOrderFlight { Victim: not null }) return null;
        bool takes = label.What is Ghost.Take or Ghost.Refill or Ghost.Hit or Ghost.Grow;
        return Broken(true, !takes) ? $"'{label}' while it empties a slab" : null;
    }
}
