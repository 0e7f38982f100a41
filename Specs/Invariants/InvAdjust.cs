using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decision 6.</summary>
public sealed class InvAdjust : Law
{
    private long atStart;
    private bool[][] populated = [];

    public override string Id => "INV-ADJUST";

    public override string Sentence =>
        "A raise of the reserve succeeds only when each zone that carries a part of it held that part, recounted, at "
            + "an instant of the call; at rest the reserve is what the successful adjustments make it.";

    public override void OnBegin(Witness seen)
    {
        atStart = seen.View.ReservePages;
        populated = [.. seen.Topology.Cpus.Select(_ => new bool[seen.Topology.Zones.Length])];
    }

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What == Ghost.Begin) Array.Clear(populated[cpu]);
        if (note.What == Ghost.Populated && Holds(seen, (int)note.A)) populated[cpu][note.A] = true;
        if (note.What != Ghost.End || seen.Current[cpu] is not { Kind: OperationKind.Adjust } operation) return;
        for (int zone = 0; zone < seen.Topology.Zones.Length; zone++)
        {
            bool premise = note.B != 0 && operation.Argument > 0 && seen.View.Marks(zone).Emerg > 0;
            if (Broken(premise, populated[cpu][zone]))
                seen.Break(this, $"cpu{cpu}: {operation} succeeded, and zone{zone} was never populated");
        }
    }

    public override void OnRest(Witness seen)
    {
        long expected = atStart;
        foreach (var outcomes in seen.Outcomes)
        {
            expected += outcomes.Where(o => o.Operation.Kind == OperationKind.Adjust && o.Outcome.Ok)
                .Sum(o => (long)o.Operation.Argument);
        }

        bool premise = seen.Outcomes.Any(os => os.Any(o => o.Operation.Kind == OperationKind.Adjust));
        if (Broken(premise, seen.View.ReservePages == expected))
            seen.Break(this, $"the reserve is {seen.View.ReservePages} pages, not {expected}");
    }

    /// <summary>Free and tagged pages reach emerg plus what the boldest ordinary caller must leave.</summary>
    private static bool Holds(Witness seen, int zone)
    {
        ZoneSpec spec = seen.Topology.Zones[zone];
        long held = seen.Walk(zone).FreePages;
        for (uint pfn = spec.Start; pfn < spec.End; pfn++)
        {
            if ((seen.Held[pfn] & 256) != 0) held += 1L << (int)((seen.Held[pfn] & 0xFF) - 1);
        }

        Marks marks = seen.View.Marks(zone);
        return held >= marks.Emerg + Plain.BoldestMin(marks.Min);
    }
}
