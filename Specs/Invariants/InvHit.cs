using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decision 2.</summary>
public sealed class InvHit : Law
{
    private bool[] asks = [];
    private bool[] refilled = [];
    private long[][] free = [];
    private long[][] least = [];

    // NR_FREE and marks, zone by zone, before the first note and after each.
    private readonly List<(uint Free, Marks Marks)> past = [];
    private int first;

    public override string Id => "INV-HIT";

    public override string Sentence =>
        "A page comes from a stocked CPU list only if some NR_FREE of its zone during the call was above the mark of "
            + "the boldest pass that the request may make.";

    public override void OnBegin(Witness seen)
    {
        asks = new bool[seen.Topology.Cpus.Length];
        refilled = new bool[seen.Topology.Cpus.Length];
        free = [.. seen.Topology.Cpus.Select(_ => new long[seen.Topology.Zones.Length])];
        least = [.. seen.Topology.Cpus.Select(_ => new long[seen.Topology.Zones.Length])];
        past.Clear();
        first = seen.Now;
        Keep(seen);
    }

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What == Ghost.Begin)
        {
            refilled[cpu] = false;
            Forget(cpu);
            asks[cpu] = seen.Current[cpu] is { Kind: OperationKind.Allocate };
            Recall(seen, cpu);
        }

        if (note.What == Ghost.Refill) refilled[cpu] = true;
        Keep(seen);
        for (int z = 0; z < seen.Topology.Zones.Length; z++) OnZone(seen, z);
        if (note.What == Ghost.Hit) Judge(seen, cpu, (int)note.A);
        if (note.What is Ghost.Hit or Ghost.End) Forget(cpu);
    }

    private void Judge(Witness seen, int cpu, int zone)
    {
        if (seen.Current[cpu] is not { Kind: OperationKind.Allocate } operation) return;
        if (!Broken(!refilled[cpu], free[cpu][zone] > least[cpu][zone])) return;
        seen.Break(
            this,
            $"cpu{cpu}: {operation} hit its list of zone{zone}, which never had more than {free[cpu][zone]} pages "
            + $"free; it asks for more than {least[cpu][zone]}");
    }

    public override void OnZone(Witness seen, int zone)
    {
        (uint nrFree, Marks marks) = (seen.View.NrFree(zone), seen.View.Marks(zone));
        for (int cpu = 0; cpu < free.Length; cpu++) Look(seen, cpu, zone, nrFree, marks);
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

    private void Forget(int cpu)
    {
        asks[cpu] = false;
        Array.Clear(free[cpu]);
        Array.Fill(least[cpu], long.MaxValue);
    }

    private void Keep(Witness seen)
    {
        for (int zone = 0; zone < seen.Topology.Zones.Length; zone++)
            past.Add((seen.View.NrFree(zone), seen.View.Marks(zone)));
    }

    /// <summary>While stores of others are in flight the call may read what was before it.</summary>
    private void Recall(Witness seen, int cpu)
    {
        for (int zone = 0; zone < seen.Topology.Zones.Length; zone++)
        {
            for (int then = seen.ReadableSince(cpu, zone); then < seen.Now; then++)
            {
                (uint nrFree, Marks marks) = past[((then - first) * seen.Topology.Zones.Length) + zone];
                Look(seen, cpu, zone, nrFree, marks);
            }
        }
    }

    /// <summary>
    /// The reading may be stale and the marks may change: the most that was free is held against the least that was
    /// asked.
    /// </summary>
    private void Look(Witness seen, int cpu, int zone, uint nrFree, Marks marks)
    {
        if (!asks[cpu] || seen.Current[cpu] is not { } operation) return;
        if (!Plain.Reaches(operation.Request, seen.Topology.Zones[zone])) return;
        long min = Plain.Unaided(operation.Request) ? marks.Min : Plain.BoldestMin(marks.Min);
        long reserve = Plain.LowmemReserve(
            seen.Topology, seen.Topology.Zones[zone], Plain.HighestZone(operation.Request.Gfp));
        free[cpu][zone] = Math.Max(free[cpu][zone], nrFree);
        least[cpu][zone] = Math.Min(least[cpu][zone], min + reserve + marks.Emerg);
    }
}
