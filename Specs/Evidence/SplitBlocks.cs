using Plimsoll.Model.Rules;

namespace Plimsoll.Specs.Evidence;

/// <summary>
/// E7: blocks of which parts are freed. The kernel splits a huge page into single pages, a plain block by split_page or
/// alloc_pages_exact; __free_pages of a block that somebody still holds frees its upper halves. A block once split never
/// comes back whole by itself: if it does, the partial free was no split, and the excuse is taken back.
/// </summary>
internal sealed class SplitBlocks(Findings findings)
{
    /// <summary>Head of a split block to the line of its first partial free.</summary>
    private readonly Dictionary<ulong, long> firstFree = [];

    public static bool MayFree(TraceEvent e, ulong start, Frame block, Era era)
    {
        if ((block.Flags & FrameFlag.GfpKnown) == 0) return true;
        bool compound = (block.Flags & FrameFlag.Compound) != 0;
        if (!compound) return e.Order == 0 || e.Pfn == start + e.Pages;

        // Of compound pages only user folios are split; 6.12 can split them to other orders than 0.
        return (block.Flags & FrameFlag.Movable) != 0 && block.Order >= 2 && (e.Order == 0 || era == Era.K6_12);
    }

    /// <summary>Notes a partial free; true if it is the block's first.</summary>
    public bool Note(ulong start, long line) => firstFree.TryAdd(start, line);

    /// <summary>The block is handled whole although a part of it was never freed.</summary>
    public bool Revoke(ulong start, long line)
    {
        if (!firstFree.Remove(start, out long free)) return false;
        findings[Law.K4].Excuse(Excuse.E7, -1);
        findings.Violate(Law.K4, free, null, $"only a part of the block is freed here, yet line {line} handles it whole");
        return true;
    }
}
