using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.4.</summary>
public sealed class InvC6ShrinkKeepsUsed : Law
{
    public override string Id => "INV-C6";

    public override string Sentence => "No slab is discarded while somebody holds an object of it.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        (Slabs was, Slabs now) = (before.Memory.Slabs, after.Memory.Slabs);
        if (ReferenceEquals(was, now)) return null;
        foreach (Slab slab in was.All)
        {
            bool discarded = now.Find(slab.Pfn) is not { } then || then.Place == SlabPlace.Empty;
            if (slab.Place == SlabPlace.Empty || !discarded) continue;
            uint held = now.Find(slab.Pfn)?.Held ?? slab.Held;
            if (Broken(true, held == 0)) return $"slab {slab} is discarded";
        }

        return null;
    }
}
