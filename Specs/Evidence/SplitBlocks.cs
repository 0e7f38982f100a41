using Plimsoll.Model.Rules;

namespace Plimsoll.Specs.Evidence;

/// <summary>
/// E7: blocks of which parts are freed. The kernel splits a huge page into single pages, a plain block by split_page or
/// alloc_pages_exact; __free_pages of a block that somebody still holds frees its upper halves. A block once split never
/// comes back whole by itself, and a plain one is given back page after page by its one owner, first page first: if not,
/// the partial free was no split, and the excuse is taken back.
/// </summary>
internal sealed class SplitBlocks(Findings findings)
{
    /// <summary>An owner that frees page after page has long come to the second this many lines on.</summary>
    private const long Soon = 1000;

    /// <summary>By head of a split block.</summary>
    private readonly Dictionary<ulong, (long FirstFree, bool PlainHead, int Parts)> blocks = [];

    public static bool MayFree(TraceEvent e, ulong start, Frame block, Era era)
    {
        if ((block.Flags & FrameFlag.GfpKnown) == 0) return true;
        bool compound = (block.Flags & FrameFlag.Compound) != 0;
        if (!compound) return e.Order == 0 || e.Pfn == start + e.Pages;

        // Of compound pages only user folios are split; 6.12 can split them to other orders than 0.
        return (block.Flags & FrameFlag.Movable) != 0 && block.Order >= 2 && (e.Order == 0 || era == Era.K6_12);
    }

    /// <summary>Notes a partial free; true if it is the block's first.</summary>
    /// <param name="plainHead">It is the first page of a block that is not compound.</param>
    public bool Note(ulong start, long line, bool plainHead)
    {
        bool known = blocks.TryGetValue(start, out (long FirstFree, bool PlainHead, int Parts) block);
        blocks[start] = known ? block with { Parts = block.Parts + 1 } : (line, plainHead, 1);
        return !known;
    }

    /// <summary>The block is handled whole although a part of it was never freed.</summary>
    public bool Revoke(ulong start, long line)
    {
        if (!blocks.Remove(start, out (long FirstFree, bool PlainHead, int Parts) block)) return false;
        Violate(block.FirstFree, $"only a part of the block is freed here, yet line {line} handles it whole");
        return true;
    }

    public void Finish(long lastLine)
    {
        foreach ((long line, bool plainHead, int parts) in blocks.Values)
        {
            if (!plainHead || parts > 1 || lastLine - line < Soon) continue;
            Violate(line, "the first page of the block is freed here, and the pages after it never");
        }
    }

    private void Violate(long line, string why)
    {
        findings[Law.K4].Excuse(Excuse.E7, -1);
        findings.Violate(Law.K4, line, null, why);
    }
}
