using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decision 2.</summary>
public sealed class InvHit : Law
{
    private bool[] refilled = [];
    private long[][] free = [];
    private long[][] least = [];

    public override string Id => "INV-HIT";

    public override string Sentence =>
        "A page comes from a stocked CPU list only if some NR_FREE of its zone during the call was above the mark of "
            + "the boldest pass that the request may make.";

    public override void OnBegin(Witness seen)
    {
        refilled = new bool[seen.Topology.Cpus.Length];
        free = [.. seen.Topology.Cpus.Select(_ => new long[seen.Topology.Zones.Length])];
        least = [.. seen.Topology.Cpus.Select(_ => new long[seen.Topology.Zones.Length])];
    }

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What == Ghost.Begin)
        {
            refilled[cpu] = false;
            Array.Clear(free[cpu]);
            Array.Fill(least[cpu], long.MaxValue);
        }

        if (note.What == Ghost.Refill) refilled[cpu] = true;
        Look(seen);
        if (note.What != Ghost.Hit || seen.Current[cpu] is not { Kind: OperationKind.Allocate } operation) return;
        int zone = (int)note.A;
        if (!Broken(!refilled[cpu], free[cpu][zone] > least[cpu][zone])) return;
        seen.Break(
            this,
            $"cpu{cpu}: {operation} hit its list of zone{zone}, which never had more than {free[cpu][zone]} pages "
            + $"free; it asks for more than {least[cpu][zone]}");
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        for (int t = 0; t < after.Flights.Length; t++)
        {
            if (NewlyPassed(before.Flights[t], after.Flights[t]) is not { } asking) continue;
            int zone = after.Memory.Machine.ZonelistOf(asking.Request, asking.Lists)[asking.At];
            long left = (long)after.Memory.Zones[zone].NrFree - 1;
            if (left < Plain.Least(after.Memory, zone, asking.Request, asking.Pass))
            {
                return $"task {t} read {left + 1} pages in zone {zone} and took that for enough";
            }
        }

        if (label.What != Ghost.Hit || Plain.Asking(before.Flights[task]) is not AllocateFlight hit) return null;
        return Broken(hit.Refilled == 0, hit.SawPass) ? $"'{label}' of {hit.Request} though its check never held"
            : null;
    }

    /// <summary>A request of order 0 that found its check to hold in the state after the step.</summary>
    private static AllocateFlight? NewlyPassed(Flight? before, Flight? after) =>
        Plain.Asking(after) is AllocateFlight { SawPass: true, Request.Order.Value: 0, Step: SlowStep.Scan } asking
        && !(Plain.Asking(before) is AllocateFlight { SawPass: true } earlier
            && (earlier.Pass, earlier.At) == (asking.Pass, asking.At))
            ? asking
            : null;

    /// <summary>
    /// The reading may be stale and the marks may change: the most that was free is held against the least that was
    /// asked.
    /// </summary>
    private void Look(Witness seen)
    {
        for (int cpu = 0; cpu < free.Length; cpu++)
        {
            if (seen.Current[cpu] is not { Kind: OperationKind.Allocate } operation) continue;
            for (int zone = 0; zone < seen.Topology.Zones.Length; zone++)
            {
                Marks marks = seen.View.Marks(zone);
                long min = Plain.Unaided(operation.Request) ? marks.Min : Plain.BoldestMin(marks.Min);
                long reserve = Plain.LowmemReserve(
                    seen.Topology, seen.Topology.Zones[zone], Plain.HighestZone(operation.Request.Gfp));
                free[cpu][zone] = Math.Max(free[cpu][zone], seen.View.NrFree(zone));
                least[cpu][zone] = Math.Min(least[cpu][zone], min + reserve + marks.Emerg);
            }
        }
    }
}
