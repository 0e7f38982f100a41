using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>An uncharge: given back, or below zero and so an error that changes nothing (Part 0.6).</summary>
public sealed record UnchargeFlight(int Cpu, int Reserve, int Bytes) : Flight(Cpu)
{
    /// <summary>What is given back; null if nobody charged it.</summary>
    public LiveCharge? Charge { get; init; }

    private Outcome? Due { get; init; }

    protected override string LawOf(Outcome observed) => StepLaw.Errors;

    public override Outcome? Answer(Memory memory) => Due;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Due is not null) return Unexpected(label, "after the uncharge");
        Label due = Next(memory);
        if (label != due) return Out(StepLaw.Errors, $"'{label}' where '{due}' follows");
        return label.What == Ghost.Uncharge
            ? Verdict.Accept(
                ReserveCharging.Uncharge(memory, Reserve, Bytes), this with { Charge = null, Due = Outcome.Done })
            : Verdict.Accept(memory, this with { Charge = null, Due = Outcome.Refused });
    }

    public override void Write(Encoder to)
    {
        to.Number(98);
        to.Number(Cpu);
        to.Number(Reserve);
        to.Number(Bytes);
        to.Number(Charge?.Bytes ?? 0);
        to.Number(Due is null);
    }

    public override IEnumerable<Label> Options(Memory memory) => Due is null ? [Next(memory)] : [];

    protected override string Unfinished(Memory memory) => $"{Bytes} bytes were not given back";

    private Label Next(Memory memory) => ReserveCharging.CanUncharge(memory, Reserve, Bytes)
        ? Label.Uncharge(Reserve, Bytes)
        : Label.ReserveRefused(Reserve, ReserveError.BelowZero);
}
