using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// A CPU goes offline: its lists are closed and emptied, its slabs are flushed, then the CPU is offline (semantics B.3,
/// C.4, INV-B8). An offline CPU stays so.
/// </summary>
public sealed record OfflineFlight(int Cpu, int Target) : Flight(Cpu)
{
    private SlabDiscard Discard { get; init; }

    protected override string LawOf(Outcome observed) => StepLaw.Offline;

    public override Outcome? Answer(Memory memory) => memory.Cpu(Target) == CpuState.Offline ? Outcome.Done : null;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Discard.Inner is not null) return Discard.Accept(memory, label, rest => this with { Discard = rest });
        if (label.What == Ghost.SlabFlush && label.B == Target)
        {
            return SlabDiscard.Flush(memory, label, Cpu, left => this with { Discard = left });
        }

        if (label.What == Ghost.Drain) return DrainFlight.One(memory, label, Target, this);
        if (label != Label.Offline(Target)) return Unexpected(label, $"while cpu{Target} goes offline");
        return DrainFlight.Listed(memory, Target).Any() || Frozen(memory).Any()
            ? Out(StepLaw.Offline, $"'{label}' with pages left on its lists, or slabs")
            : Verdict.Accept(memory.WithCpu(Target, CpuState.Offline), this);
    }

    public override void Write(Encoder to)
    {
        to.Number(7);
        to.Number(Cpu);
        to.Number(Target);
        Discard.Write(to);
    }

    public override Flight Witness(Memory memory)
    {
        SlabDiscard left = Discard.Witness(memory);
        return ReferenceEquals(left.Inner, Discard.Inner) ? this : this with { Discard = left };
    }

    public override string? Guards(Memory memory, Label label) => Discard.Inner?.Guards(memory, label);

    public override IEnumerable<Label> Options(Memory memory) => Discard.Inner is { } inner
        ? inner.Options(memory)
        : DrainFlight.Listed(memory, Target).Concat(Frozen(memory)).Append(Label.Offline(Target));

    protected override string Unfinished(Memory memory) => $"cpu{Target} is not offline";

    private IEnumerable<Label> Frozen(Memory memory) =>
        from slab in memory.Slabs.All
        where slab.Place == SlabPlace.Cpu && slab.Number == Target
        select Label.SlabFlush(slab.Pfn, Target);
}
