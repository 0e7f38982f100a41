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
}
