using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics I.</summary>
public sealed class InvI2Untouchable : Law
{
    public override string Id => "INV-I2";

    public override string Sentence =>
        "Reclaim frees no page that is pinned, or dirty and not yet written, or a process's own, or unknown to it.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What != Ghost.Reclaimed) return null;
        bool known = before.Memory.Reclaim.Pages.TryGetValue(label.B, out ReclaimablePage page);
        bool holds = known
            ? !page.Pinned && !page.Writing && page.Use is PageUse.Clean or PageUse.Slab
            : IsCleanInSlab(before.Memory, label.B);
        return Broken(true, holds) ? $"{label}, which is {page}" : null;
    }

    /// <summary>A mapped page of an order-0 cache, clean, and not of the cache that is never touched.</summary>
    private static bool IsCleanInSlab(Memory memory, uint pfn)
    {
        foreach (PageSlab slab in memory.OrderZero.Slabs)
        {
            if (slab.Has(pfn)) return slab.Cache != PageCache.KNoReclaim && slab[pfn].State == SlotState.Clean;
        }

        return false;
    }
}
