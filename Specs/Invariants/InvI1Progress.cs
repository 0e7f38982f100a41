using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics I.</summary>
public sealed class InvI1Progress : Law
{
    public override string Id => "INV-I1";

    public override string Sentence =>
        "The progress of reclaim is the number of pages it gave back, to buddy or to a CPU list; each makes its "
            + "zone one page richer.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What == Ghost.ReclaimEnd && Plain.Asking(before.Flights[task]) is DirectReclaimFlight reclaim)
        {
            return Broken(true, label.A == reclaim.Freed)
                ? $"{reclaim.Freed} pages were freed and {label.A} reported"
                : null;
        }

        if (label.What != Ghost.Reclaimed) return null;
        long more = Spare(after.Memory, (int)label.A) - Spare(before.Memory, (int)label.A);
        return Broken(true, more == 1) ? $"{label} made {more} pages spare" : null;
    }

    private static long Spare(Memory memory, int zone)
    {
        long pages = Plain.FreePages(memory, zone);
        for (int cpu = 0; cpu < memory.Machine.Cpus; cpu++) pages += memory.List(cpu, zone).Count;
        return pages;
    }
}
