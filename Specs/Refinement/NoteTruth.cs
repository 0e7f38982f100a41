using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Refinement;

/// <summary>
/// Notes are what a subject says of itself. This looks into its memory, in the same instant, whether it is so.
/// </summary>
public static class NoteTruth
{
    /// <summary>How memory contradicts the note, or null.</summary>
    public static string? Contradiction(IMemoryView view, Label note)
    {
        // Notes that speak of no zone carry other things in its place, which mean nothing here.
        int zone = unchecked((int)note.A);
        uint pfn = note.B;
        bool holds = note.What switch
        {
            Ghost.Take => !IsFree(view, zone, pfn, 0),
            Ghost.Refill => IsListed(view, (int)note.C, zone, pfn) && !IsFree(view, zone, pfn, 0),
            Ghost.Hit => !IsListed(view, (int)note.C, zone, pfn) && !IsFree(view, zone, pfn, 0),
            Ghost.Push => IsListed(view, (int)note.C, zone, pfn),
            Ghost.Release => IsFree(view, zone, pfn, (int)note.C),
            Ghost.Drain => !IsListed(view, (int)note.C, zone, pfn) && IsFree(view, zone, pfn, 0),
            _ => true,
        };
        return holds ? null : $"'{note}' was reported, and memory does not show it";
    }

    private static bool IsListed(IMemoryView view, int cpu, int zone, uint pfn)
    {
        List<uint> pages = [];
        view.ListPages(cpu, zone, pages);
        return pages.Contains(pfn);
    }

    private static bool IsFree(IMemoryView view, int zone, uint pfn, int order)
    {
        List<uint> heads = [];
        for (int o = 0; o <= Order.Max; o++)
        {
            heads.Clear();
            view.FreeBlocks(zone, o, heads);
            if (heads.Exists(head => head <= pfn && (ulong)head + (1u << o) >= (ulong)pfn + (1u << order))) return true;
        }

        return false;
    }
}
