using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.5.</summary>
public sealed class InvB10Mark : Law
{
    public override string Id => "INV-B10";

    public override string Sentence =>
        "What a request without any relaxing flag takes leaves the zone with min + lowmem_reserve + emerg free pages, "
            + "recounted from the lists.";

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        bool take = note.What is Ghost.Take or Ghost.Refill;
        if (!take || seen.Current[cpu] is not { Kind: OperationKind.Allocate } operation) return;
        int zone = (int)note.A;
        Marks marks = seen.View.Marks(zone);
        long reserve =
            Plain.LowmemReserve(seen.Topology, seen.Topology.Zones[zone], Plain.HighestZone(operation.Request.Gfp));
        long least = marks.Min + reserve + marks.Emerg;
        uint left = seen.Walk(zone).FreePages;
        if (!Broken(Plain.Unaided(operation.Request), left >= least)) return;
        seen.Break(
            this,
            $"cpu{cpu}: {operation} left {left} pages in zone{zone}; min {marks.Min} + reserve {reserve} + emerg "
            + $"{marks.Emerg} = {least}");
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What is not (Ghost.Take or Ghost.Refill)) return null;
        if (Plain.Asking(before.Flights[task])?.Asks is not { } request) return null;
        int zone = (int)label.A;
        ZoneState state = after.Memory.Zones[zone];
        Topology topology = after.Memory.Topology;
        long reserve = Plain.LowmemReserve(topology, topology.Zones[zone], Plain.HighestZone(request.Gfp));
        long least = state.Marks.Min + reserve + state.Marks.Emerg;
        return Broken(Plain.Unaided(request) && !Plain.Entitled(before, task), state.Free.Count >= least)
            ? $"'{label}' for {request} left {state.Free.Count} pages; min {state.Marks.Min} + reserve {reserve} + "
              + $"emerg {state.Marks.Emerg} = {least}"
            : null;
    }
}
