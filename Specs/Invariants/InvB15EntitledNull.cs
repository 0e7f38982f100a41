using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decision 4.</summary>
public sealed class InvB15EntitledNull : Law
{
    private bool[] dry = [];

    public override string Id => "INV-B15";

    public override string Sentence =>
        "An entitled request of order 0 is refused only if at one instant of its call no zone it may use has a free "
            + "page, in buddy or on any CPU list.";

    public override void OnBegin(Witness seen)
    {
        dry = new bool[seen.Topology.Cpus.Length];
    }

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What == Ghost.Begin) dry[cpu] = false;
        Look(seen);
        if (note.What != Ghost.End || !Concerns(seen.Current[cpu])) return;
        if (Broken(note.B == 0, dry[cpu]))
            seen.Break(this, $"cpu{cpu}: {seen.Current[cpu]} was refused, and at no instant of it was every zone dry");
    }

    public override void OnStep(Witness seen) => Look(seen);

    private static bool Concerns(Operation? operation) =>
        operation is { Kind: OperationKind.Allocate } o && o.Request.Order.Value == 0
        && Plain.Entitled(o.Request) && !Plain.ThisNodeOnly(o.Request);

    private void Look(Witness seen)
    {
        for (int cpu = 0; cpu < dry.Length; cpu++)
        {
            if (dry[cpu] || !Concerns(seen.Current[cpu])) continue;
            Request request = seen.Current[cpu]!.Value.Request;
            bool any = false;
            for (int zone = 0; zone < seen.Topology.Zones.Length && !any; zone++)
            {
                any = Plain.Reaches(request, seen.Topology.Zones[zone]) && Plain.HasFreePage(seen, zone);
            }

            dry[cpu] = !any;
        }
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What != Ghost.LastAttempt || label.A != Pfn.None.Value || label.B != 0) return null;
        if (Plain.Asking(before.Flights[task])?.Asks is not { } request) return null;
        Memory memory = after.Memory;
        for (int zone = 0; zone < memory.Zones.Length; zone++)
        {
            if (!Plain.Reaches(request, memory.Topology.Zones[zone])) continue;
            uint pages = memory.Zones[zone].Free.Count;
            for (int cpu = 0; cpu < memory.Machine.Cpus; cpu++) pages += (uint)memory.List(cpu, zone).Count;
            if (Broken(true, pages == 0))
                return $"{request} fails, and zone {zone} has {pages} pages in buddy and on lists";
        }

        return null;
    }
}
