using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// A CPU goes offline: its lists are closed and emptied, then the CPU is offline (semantics B.3, INV-B8). An offline
/// CPU stays so.
/// </summary>
public sealed record OfflineFlight(int Cpu, int Target) : Flight(Cpu)
{
    protected override string LawOf(Outcome observed) => StepLaw.Offline;

    public override Outcome? Answer(Memory memory) => memory.Cpu(Target) == CpuState.Offline ? Outcome.Done : null;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (label.What == Ghost.Drain) return DrainFlight.One(memory, label, Target, this);
        if (label != Label.Offline(Target)) return Unexpected(label, $"while cpu{Target} goes offline");
        return DrainFlight.Listed(memory, Target).Any()
            ? Out(StepLaw.Offline, $"'{label}' with pages left on its lists")
            : Verdict.Accept(memory.WithCpu(Target, CpuState.Offline), this);
    }

    public override void Write(Encoder to)
    {
        to.Number(7);
        to.Number(Cpu);
        to.Number(Target);
    }

    public override IEnumerable<Label> Options(Memory memory) =>
        DrainFlight.Listed(memory, Target).Append(Label.Offline(Target));

    protected override string Unfinished(Memory memory) => $"cpu{Target} is not offline";
}
