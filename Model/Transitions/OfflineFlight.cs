using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// A CPU goes offline: its lists are closed and emptied, then the CPU is offline (semantics B.3, INV-B8).
/// </summary>
public sealed record OfflineFlight(int Cpu, int Target) : Flight(Cpu)
{
    /// <summary>Zones whose list was empty at some instant since, one bit each; only G6 goes by it.</summary>
    private ulong Emptied { get; init; }

    protected override string LawOf(Outcome observed) => StepLaw.Offline;

    public override Outcome? Answer(Memory memory) => memory.Cpu(Target) == CpuState.Offline ? Outcome.Done : null;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (label.What == Ghost.Drain) return DrainFlight.One(memory, label, Target, this);
        if (label != Label.Offline(Target)) return Unexpected(label, $"while cpu{Target} goes offline");
        return DrainFlight.Listed(memory, Target).Any() && Emptied != (1UL << memory.Machine.Zones) - 1
            ? Out(StepLaw.Offline, $"'{label}' with pages left on its lists")
            : Verdict.Accept(memory.WithCpu(Target, CpuState.Offline), this);
    }

    public override void Write(Encoder to)
    {
        to.Number(7);
        to.Number(Cpu);
        to.Number(Target);
        to.Number(Emptied);
    }

    /// <summary>G6: a list once drained is not looked at again when the CPU is marked offline.</summary>
    public override Flight Witness(Memory memory)
    {
        if (!memory.Machine.Published.Has(Published.DrainBeforeOffline)) return this;
        ulong emptied = Emptied;
        for (int zone = 0; zone < memory.Machine.Zones; zone++)
        {
            if (memory.List(Target, zone).Count == 0) emptied |= 1UL << zone;
        }

        return this with { Emptied = emptied };
    }

    public override IEnumerable<Label> Options(Memory memory) =>
        DrainFlight.Listed(memory, Target).Append(Label.Offline(Target));

    protected override string Unfinished(Memory memory) => $"cpu{Target} is not offline";
}
