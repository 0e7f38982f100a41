using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decisions 3 and 4.</summary>
public sealed class InvTag : Law
{
    private readonly HashSet<uint> tagged = [];
    private int[] taken = [];

    public override string Id => "INV-TAG";

    public override string Sentence =>
        "Only an entitled request gets a tagged block, and it takes exactly one; a tagged block goes back to its zone, "
            + "never on a CPU list.";

    public override void OnBegin(Witness seen)
    {
        taken = new int[seen.Topology.Cpus.Length];
        tagged.Clear();
        for (uint pfn = 0; pfn < seen.Held.Length; pfn++)
        {
            if ((seen.Held[pfn] & 256) != 0) tagged.Add(pfn);
        }
    }

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What == Ghost.Begin) taken[cpu] = 0;
        if (note.What is Ghost.Push or Ghost.Release && tagged.Remove(note.B)
            && Broken(true, note.What == Ghost.Release))
        {
            seen.Break(this, $"cpu{cpu}: tagged pfn {note.B} goes on a list");
        }

        if (note.What != Ghost.Take || (note.C & 256) == 0) return;
        tagged.Add(note.B);
        bool entitled = seen.Current[cpu] is { Kind: OperationKind.Allocate } operation
            && Plain.Entitled(operation.Request);
        if (Broken(true, entitled && ++taken[cpu] == 1))
            seen.Break(this, $"cpu{cpu}: {seen.Current[cpu]} took pfn {note.B} below the marks");
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What is Ghost.Push or Ghost.Release)
        {
            bool listed = label.What == Ghost.Push;
            return Broken(before.Memory.Blocks[label.B].Tagged, !listed) ? $"'{label}' of a tagged page" : null;
        }

        if (label.What != Ghost.Take || !label.Tagged) return null;
        Flight? asking = Plain.Asking(before.Flights[task]);
        return Broken(true, asking is not null && Plain.Entitled(before, task))
            ? $"'{label}' for {asking?.Asks}, which is not entitled"
            : null;
    }
}
