using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decision 6.</summary>
public sealed class InvAdjust : Law
{
    private long atStart;

    public override string Id => "INV-ADJUST";

    public override string Sentence =>
        "A raise of the reserve succeeds only when each zone that carries a part of it holds that part; at rest the reserve is what the successful adjustments make it.";

    public override void OnBegin(Witness seen) => atStart = seen.View.ReservePages;

    public override void OnNote(Witness seen, int cpu, Note note)
    {
        if (note.What != Ghost.Populated || note.B == 0) return;
        int zone = (int)note.A;
        Marks marks = seen.View.Marks(zone);
        long holds = seen.Walk(zone).FreePages + TaggedIn(seen, seen.Topology.Zones[zone]);
        long owed = marks.Emerg + Plain.BoldestMin(marks.Min);
        if (Broken(marks.Emerg > 0, holds >= owed)) seen.Break(this, $"zone{zone} was called populated with {holds} pages of {owed}");
    }

    public override void OnRest(Witness seen)
    {
        long expected = atStart;
        foreach (var outcomes in seen.Outcomes)
        {
            expected += outcomes.Where(o => o.Operation.Kind == OperationKind.Adjust && o.Outcome.Ok).Sum(o => (long)o.Operation.Argument);
        }

        bool premise = seen.Outcomes.Any(os => os.Any(o => o.Operation.Kind == OperationKind.Adjust));
        if (Broken(premise, seen.View.ReservePages == expected)) seen.Break(this, $"the reserve is {seen.View.ReservePages} pages, not {expected}");
    }

    private static long TaggedIn(Witness seen, ZoneSpec zone)
    {
        long tagged = 0;
        for (uint pfn = zone.Start; pfn < zone.End; pfn++)
        {
            if ((seen.Held[pfn] & 256) != 0) tagged += 1L << (int)((seen.Held[pfn] & 0xFF) - 1);
        }

        return tagged;
    }
}
