using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.5, B.6.</summary>
public sealed class InvWatermark : Law
{
    public override string Id => "INV-WATERMARK";

    public override string Sentence =>
        "What a take that is not below the marks leaves is at least the mark of its pass, reduced as gfp and context "
            + "permit, and lowmem_reserve, and emerg; and what is left at each order is at least the halved mark.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        bool takes = label.What == Ghost.Refill || (label.What == Ghost.Take && !label.Tagged);
        if (!takes || Plain.Asking(before.Flights[task]) is not AllocateFlight asking) return null;
        int zone = (int)label.A;
        ZoneState was = before.Memory.Zones[zone];
        long least = Plain.Least(before.Memory, zone, asking.Request, asking.Pass);
        uint left = after.Memory.Zones[zone].Free.Count;
        bool holds = left >= least && Orders(was, asking);
        return Broken(true, holds)
            ? $"{label} in pass {asking.Pass} for {asking.Request} left {left} pages; {least} are due"
            : null;
    }

    /// <summary>Without the blocks too small for the request, more than the mark, halved once an order.</summary>
    private static bool Orders(ZoneState was, AllocateFlight asking)
    {
        long mark = Plain.MarkOf(was.Marks, asking.Request, asking.Pass);
        int order = asking.Request.Order.Value;
        long free = was.Free.Count - (1L << order) + 1;
        for (int o = 0; o < order; o++)
        {
            free -= (long)was.Free.NrFreeBlocks(o) << o;
            mark >>= 1;
            if (free <= mark) return false;
        }

        return true;
    }
}
