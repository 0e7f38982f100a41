using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decisions 3 and 4.</summary>
public sealed class InvTag : Law
{
    private int[] taken = [];

    public override string Id => "INV-TAG";

    public override string Sentence =>
        "Only an entitled request gets a tagged block, and it takes exactly one.";

    public override void OnBegin(Witness seen) => taken = new int[seen.Topology.Cpus.Length];

    public override void OnNote(Witness seen, int cpu, Note note)
    {
        if (note.What == Ghost.Begin) taken[cpu] = 0;
        if (note.What != Ghost.Take || (note.C & 256) == 0) return;
        bool entitled = seen.Current[cpu] is { Kind: OperationKind.Allocate } operation
            && Plain.Entitled(operation.Request);
        if (Broken(true, entitled && ++taken[cpu] == 1))
            seen.Break(this, $"cpu{cpu}: {seen.Current[cpu]} took pfn {note.B} below the marks");
    }
}
