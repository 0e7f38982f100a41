using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// A CPU goes offline: its lists are closed and emptied, its slabs are flushed, then the CPU is offline (semantics B.3,
/// C.4, INV-B8).
/// </summary>
public sealed record OfflineFlight(int Cpu, int Target) : Flight(Cpu)
{
    /// <summary>Zones whose list was empty at some instant since, one bit each; only G6 goes by it.</summary>
    private ulong Emptied { get; init; }

    private SlabDiscard Discard { get; init; }

    public override Flight? Within => Discard.Inner;

    protected override string LawOf(Outcome observed) => StepLaw.Offline;

    public override Outcome? Answer(Memory memory) => memory.Cpu(Target) == CpuState.Offline ? Outcome.Done : null;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Discard.Inner is not null) return Discard.Accept(memory, label, rest => this with { Discard = rest });
        if (label.What == Ghost.SlabFlush && label.B == Target)
        {
            return SlabDiscard.Flush(memory, label, Task, Cpu, left => this with { Discard = left });
        }

        if (label.What == Ghost.Drain) return DrainFlight.One(memory, label, Target, this);
        if (label != Label.Offline(Target)) return Unexpected(label, $"while cpu{Target} goes offline");
        bool listed = DrainFlight.Listed(memory, Target).Any() && Emptied != (1UL << memory.Machine.Zones) - 1;
        return listed || Frozen(memory).Any()
            ? Out(StepLaw.Offline, $"'{label}' with pages left on its lists, or slabs")
            : Verdict.Accept(memory.WithCpu(Target, CpuState.Offline), this);
    }

    public override void Write(Encoder to)
    {
        to.Number(7);
        to.Number(Cpu);
        to.Number(Target);
        to.Number(Emptied);
        Discard.Write(to);
    }

    public override Flight Witness(Memory memory)
    {
        ulong emptied = EmptiedBy(memory);
        return Discard.Witness(memory, out SlabDiscard left) || emptied != Emptied
            ? this with { Discard = left, Emptied = emptied }
            : this;
    }

    public override IEnumerable<Label> Options(Memory memory) => Discard.Inner is { } inner
        ? inner.Options(memory)
        : DrainFlight.Listed(memory, Target).Concat(Frozen(memory)).Append(Label.Offline(Target));

    protected override string Unfinished(Memory memory) => $"cpu{Target} is not offline";

    /// <summary>G6: a list once drained is not looked at again when the CPU is marked offline.</summary>
    private ulong EmptiedBy(Memory memory)
    {
        ulong emptied = Emptied;
        bool looks = !memory.Machine.Published.Has(Published.DrainBeforeOffline);
        for (int zone = 0; !looks && zone < memory.Machine.Zones; zone++)
        {
            if (memory.List(Target, zone).Count == 0) emptied |= 1UL << zone;
        }

        return emptied;
    }

    private IEnumerable<Label> Frozen(Memory memory) =>
        from slab in memory.Slabs.All
        where slab.Place == SlabPlace.Cpu && slab.Number == Target
        select Label.SlabFlush(slab.Pfn, Target);
}
