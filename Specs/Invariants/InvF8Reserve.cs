using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics F.5, decisions 2, 4, 11. Free memory is recounted: free blocks and FREE slots.</summary>
public sealed class InvF8Reserve : Law
{
    public override string Id => "INV-F8";

    public override string Sentence =>
        "FREE slots are free memory to the marks and to the entitled: a step that lowers it leaves emerg pages unless "
            + "it takes below the marks, min + emerg if its request is unaided, larger blocks their share of min in "
            + "buddy; and a last attempt for one page fails only if no zone has one in buddy, slab or list.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What == Ghost.LastAttempt) return Refused(before, task, label);
        Memory was = before.Memory, now = after.Memory;
        for (int zone = 0; zone < was.Zones.Length; zone++)
        {
            uint left = Plain.FreePages(now, zone);
            bool takes = left < Plain.FreePages(was, zone) && !(label.What == Ghost.Take && label.Tagged);
            uint emerg = was.Zones[zone].Marks.Emerg;
            if (Broken(takes && emerg > 0, left >= emerg)) return $"'{label}' left {left} pages; emerg is {emerg}";
            if (!takes || RequestOf(before.Flights[task]) is not { } request || !Plain.Unaided(request)) continue;
            uint least = was.Zones[zone].Marks.Min + emerg;
            if (Broken(true, left >= least)) return $"'{label}' left {left} pages; min + emerg is {least}";
            if (label.What == Ghost.Take && Blocks(was, zone, label) is { } broken) return broken;
        }

        return null;
    }

    /// <summary>Of the innermost operation that asks the caches, however deep.</summary>
    private static Request? RequestOf(Flight? flight)
    {
        Request? request = null;
        for (Flight? at = flight; at is not null; at = at.Within)
        {
            request = at is CachedPageFlight or LargeOrderFlight ? at.Asks : request;
        }

        return request;
    }

    /// <summary>Blocks of each order k up to the one taken, less what is taken, hold a 2^k-th of min.</summary>
    private string? Blocks(Memory memory, int zone, Label label)
    {
        int order = (int)(label.C & 255);
        for (int k = 1; k <= order; k++)
        {
            long large = 0;
            foreach ((_, int size) in memory.Zones[zone].Free.MaximalBlocks()) large += size >= k ? 1L << size : 0;
            long left = large - (1L << order), least = memory.Zones[zone].Marks.Min >> k;
            if (Broken(true, left >= least)) return $"'{label}' left {left} pages in blocks of order {k} and more";
        }

        return null;
    }

    private string? Refused(World before, int task, Label label)
    {
        bool refused = label.A == uint.MaxValue && label.B == 0;
        if (before.Flights[task] is not LastAttemptFlight { Request: var request }) return null;
        bool any = false;
        for (int zone = 0; zone < before.Memory.Zones.Length; zone++)
        {
            if (!Plain.Reaches(request, before.Memory.Topology.Zones[zone])) continue;
            any |= Plain.FreePages(before.Memory, zone) > 0;
            foreach (PageSlab slab in before.Memory.OrderZero.Slabs)
            {
                any |= slab.Zone == zone && slab.Count(SlotState.Cached) > 0;
            }
        }

        return Broken(refused, !any) ? $"'{label}' though a page was free" : null;
    }
}
