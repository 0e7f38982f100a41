using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Refinement;

using Law = Plimsoll.Specs.Invariants.Law;

/// <summary>
/// The model, run in lock-step with the subject: the notes of a concurrent run are a path through the model's small
/// steps, or the subject does what the model forbids. Source: semantics J.
/// </summary>
public sealed class Refines : Law
{
    public const string Name = "REFINES";

    private World? start;
    private World? world;

    // What memory was after each note of this execution; none: before the first.
    private readonly List<Memory> past = [];
    private int first;

    public override string Id => Name;

    public override string Sentence =>
        "Every labelled step of every CPU is one that the model can make where it stands, and every answer is one that "
            + "it can give.";

    /// <summary>
    /// The model knows no misuse: programs that free by stale references are judged by the other laws.
    /// </summary>
    public static bool Follows(IEnumerable<Operation[]> programs) => programs.All(p => p.All(o => !o.IsStale));

    /// <summary>Takes the model through what came before, one operation after the other.</summary>
    public void Setup(
        Topology topology,
        IEnumerable<(int Cpu, Operation Operation, Outcome Outcome, IReadOnlyList<Label> Notes)> history)
    {
        World now = World.Of(Memory.Fresh(topology), Slots.Empty);
        foreach (var (cpu, operation, outcome, notes) in history)
        {
            Judgement judged = Conformance.Accepts(now.Memory, new(cpu), operation, notes, outcome, now.Slots);
            // A subject that is wrong from the start is judged by the other laws: there is nothing to follow.
            if (!judged.Accepted) return;
            now = World.Of(judged.Next, judged.Slots);
        }

        start = now;
    }

    public override void OnBegin(Witness seen)
    {
        world = start;
        past.Clear();
        first = seen.Now;
        if (start is not null) past.Add(start.Memory);
    }

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (world is null) return;
        string? refusal = null;
        switch (note.What)
        {
            case Ghost.Begin:
                world = world!.Begin(cpu, seen.Programs[cpu][note.A]);
                break;
            case Ghost.End:
                (world, refusal) = world!.End(cpu, seen.Programs[cpu][note.A], Outcome.Noted(note.B, note.C));
                break;
            default:
                Label label = new(note.What, note.A, note.B, note.C);
                refusal = NoteTruth.Contradiction(seen.View, label);
                if (refusal is null) (world, refusal) = world!.Accept(cpu, label);
                break;
        }

        if (Broken(true, refusal is null)) seen.Break(this, $"cpu{cpu}: {refusal}");
        if (world is null) return;
        past.Add(world.Memory);
        Recall(seen, cpu);
    }

    /// <summary>
    /// The CPU may be about to read a zone's counter without its lock. The model has taken what others did when they
    /// reported it; while their stores are in flight the reading may show what was before.
    /// </summary>
    private void Recall(Witness seen, int cpu)
    {
        if (world!.Flights[cpu]?.Consults(world.Memory) is not { } zone) return;
        for (int then = seen.ReadableSince(cpu, zone); then < seen.Now; then++)
            world = world.Recall(cpu, past[then - first]);
    }
}
