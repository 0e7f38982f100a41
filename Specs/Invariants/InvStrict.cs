using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decision 2.</summary>
public sealed class InvStrict : Law
{
    public override string Id => "INV-STRICT";

    public override string Sentence =>
        "Every take that is not below the marks by entitlement leaves its zone with at least emerg free pages, "
            + "recounted from the lists inside the critical section.";

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What is not (Ghost.Take or Ghost.Refill)) return;
        bool tagged = note.What == Ghost.Take && (note.C & 256) != 0;
        int zone = (int)note.A;
        uint left = seen.Walk(zone).FreePages, emerg = seen.View.Marks(zone).Emerg;
        if (Broken(!tagged && emerg > 0, left >= emerg))
            seen.Break(this, $"cpu{cpu}: {seen.Current[cpu]} left {left} pages in zone{zone}; emerg is {emerg}");
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What is not (Ghost.Take or Ghost.Refill)) return null;
        bool tagged = label.What == Ghost.Take && label.Tagged;
        ZoneState zone = after.Memory.Zones[(int)label.A];
        return Broken(!tagged && zone.Marks.Emerg > 0, zone.Free.Count >= zone.Marks.Emerg)
            ? $"'{label}' left {zone.Free.Count} pages; emerg is {zone.Marks.Emerg}"
            : null;
    }
}
