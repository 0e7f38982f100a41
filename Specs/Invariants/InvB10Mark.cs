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
}
