using System.Diagnostics.CodeAnalysis;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>What conformance says of one observed operation: the state after it, or the law it breaks.</summary>
public readonly record struct Judgement(Memory? Next, Slots Slots, string? Refusal)
{
    [MemberNotNullWhen(true, nameof(Next))]
    [MemberNotNullWhen(false, nameof(Refusal))]
    public bool Accepted => Refusal is null;
}

/// <summary>
/// Whole operations, each run alone. The observation decides: every note must be an allowed step where it stands, and
/// the answer must follow from them. <i>Which</i> free frame was taken is the subject's choice; <i>whether</i> a
/// request may be refused is not.
/// </summary>
public static class Conformance
{
    public static Judgement Accepts(
        Memory state, CpuId cpu, Operation operation, IReadOnlyList<Label> notes, Outcome observed, Slots slots)
    {
        World world = World.Of(state, slots).Begin(cpu.Value, operation);
        foreach (Label note in notes)
        {
            if (note.What is Ghost.Begin or Ghost.End) continue;
            (World? next, string? broken) = world.Accept(cpu.Value, note);
            if (next is null) return new(null, slots, broken);
            world = next;
        }

        (World? end, string? refusal) = world.End(cpu.Value, operation, observed);
        return end is null ? new(null, slots, refusal) : new(end.Memory, end.Slots, null);
    }
}
