using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics F.5.</summary>
public sealed class InvF7NoReclaim : Law
{
    public override string Id => "INV-F7";

    public override string Sentence =>
        "Slabs of the knoreclaim cache are never isolated, and their pages never written or given up by reclaim.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What is not (Ghost.Isolate or Ghost.Reclaim or Ghost.Discard or Ghost.StartWrite)) return null;
        bool present = false;
        foreach (PageSlab slab in before.Memory.OrderZero.Slabs) present |= slab.Cache == PageCache.KNoReclaim;
        PageSlab touched = before.Memory.OrderZero.SlabOf(label.B)!;
        return Broken(present, touched.Cache != PageCache.KNoReclaim) ? $"'{label}', of slab {touched}" : null;
    }
}
