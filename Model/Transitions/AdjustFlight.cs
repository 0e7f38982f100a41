using System.Numerics;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// adjust_memalloc_reserve (semantics B.9, Part 0.6). The knob and all marks are written. Lowering ends there. Raising
/// then looks at every zone with a share of the reserve: it must be populated, if need be after its pages were drained
/// from all CPU lists once; if one is not, knob and marks go back and the answer is a refusal. Nothing happens where
/// the reserve would be negative or larger than memory, or where no zone could carry it.
/// </summary>
public sealed record AdjustFlight(int Cpu, int Delta) : Flight(Cpu)
{
    private enum Stage : byte
    {
        Start,
        Marks,
        Probe,
        Rollback,
        Done,
        RolledBack,
    }

    private Stage At { get; init; }

    private Recompute Marks { get; init; }

    /// <summary>Zones still to be found populated, one bit each.</summary>
    private ulong Unseen { get; init; }

    /// <summary>The zone being looked at, and the CPUs whose list of it was empty at some instant since.</summary>
    private int Zone { get; init; } = -1;

    private ulong Emptied { get; init; }

    /// <summary>The zone was found unpopulated with all its pages in buddy: the raise must fail.</summary>
    private bool Wanting { get; init; }

    protected override string LawOf(Outcome observed) => StepLaw.Populated;

    public override Outcome? Answer(Memory memory) => At switch
    {
        Stage.Start when !IsPossible(memory) => Outcome.Refused,
        Stage.Start when Delta == 0 => Outcome.Done,
        Stage.Probe when memory.Machine.RaisesUnpopulated => Outcome.Done,
        Stage.Probe when (Unseen & Carriers(memory)) == 0 => Outcome.Done,
        Stage.Done => Outcome.Done,
        Stage.RolledBack => Outcome.Refused,
        _ => null,
    };

    public override Flight Witness(Memory memory)
    {
        if (Zone < 0) return this;
        ulong emptied = Emptied;
        for (int cpu = 0; cpu < memory.Machine.Cpus; cpu++)
        {
            if (memory.List(cpu, Zone).Count == 0) emptied |= 1UL << cpu;
        }

        return this with { Emptied = emptied };
    }

    public override Verdict Accept(Memory memory, Label label) => At switch
    {
        Stage.Start => Turn(memory, label, Delta, Stage.Marks),
        Stage.Marks or Stage.Rollback => Recomputed(memory, label),
        Stage.Probe => Probed(memory, label),
        _ => Unexpected(label, "after the adjustment was decided"),
    };

    public override void Write(Encoder to)
    {
        to.Number(5);
        to.Number(Cpu);
        to.Number(Delta);
        to.Number((int)At);
        to.Number(Marks.Left);
        to.Number(Unseen);
        to.Number(Zone);
        to.Number(Emptied);
        to.Number(Wanting);
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        switch (At)
        {
            case Stage.Start: return [Label.Knobs(memory.MinFreeKbytes, memory.ReservePages + Delta)];
            case Stage.Marks or Stage.Rollback: return Marks.Options();
            case Stage.Probe: return Probes(memory);
            default: return [];
        }
    }

    protected override string Unfinished(Memory memory) => At switch
    {
        Stage.Start => "no knob was turned",
        Stage.Probe when Wanting => $"zone {Zone} is not populated and nothing was rolled back",
        Stage.Probe => "zones were not looked at",
        _ => "marks were not written",
    };

    private bool IsPossible(Memory memory)
    {
        long reserve = (long)memory.ReservePages + Delta;
        bool carried = Delta <= 0 || memory.Topology.Zones.Any(z => EmergencyLevel.Carries(z.Kind));
        return reserve >= 0 && reserve <= memory.Topology.Frames && carried;
    }

    private Verdict Turn(Memory memory, Label label, int delta, Stage then)
    {
        if (!IsPossible(memory)) return Out(StepLaw.Populated, $"'{label}' for an adjustment that must change nothing");
        int reserve = memory.ReservePages + delta;
        return label == Label.Knobs(memory.MinFreeKbytes, reserve)
            ? Verdict.Accept(
                memory.WithKnobs(memory.MinFreeKbytes, reserve),
                this with { At = then, Marks = Recompute.Of(memory), Zone = -1 })
            : Out(StepLaw.Marks, $"'{label}' where the reserve becomes {reserve} pages");
    }

    private Verdict Recomputed(Memory memory, Label label)
    {
        if (Marks.Next(label) is not { } left) return Unexpected(label, "in a recompute of all zones' marks");
        Memory next = memory.WithMarks((int)label.A);
        AdjustFlight flight = this with { Marks = left };
        if (!left.Done) return Verdict.Accept(next, flight);
        if (At == Stage.Rollback) return Verdict.Accept(next, flight with { At = Stage.RolledBack });

        return Delta > 0
            ? Verdict.Accept(next, flight with { At = Stage.Probe, Unseen = Recompute.Of(next).Left })
            : Verdict.Accept(next, flight with { At = Stage.Done });
    }

    /// <summary>Zones with a share of the reserve must be looked at; the others may be.</summary>
    private static ulong Carriers(Memory memory)
    {
        ulong carriers = 0;
        for (int z = 0; z < memory.Zones.Length; z++) carriers |= memory.Zones[z].Marks.Emerg > 0 ? 1UL << z : 0;
        return carriers;
    }

    private Verdict Probed(Memory memory, Label label)
    {
        if (label.What == Ghost.Knobs && Wanting)
        {
            return Rollback(memory, label);
        }

        if (label.What == Ghost.Knobs)
        {
            return Out(StepLaw.Populated, $"'{label}' though no zone was found wanting after a drain");
        }

        bool due = IsZone(memory, label.A) && (Unseen >> (int)label.A & 1) != 0;
        if (!due || Wanting && label.A != Zone) return Unexpected(label, "for a zone that is not to be looked at");
        AdjustFlight look = Zone == label.A ? this : this with { Zone = (int)label.A, Emptied = 0 };
        look = (AdjustFlight)look.Witness(memory);
        return label.What switch
        {
            Ghost.Drain when label.C < (uint)memory.Machine.Cpus => DrainFlight.One(memory, label, (int)label.C, look),
            Ghost.Populated => Looked(memory, label, look),
            _ => Unexpected(label, "while zones were looked at"),
        };
    }

    private Verdict Looked(Memory memory, Label label, AdjustFlight look)
    {
        bool populated = ZoneCheck.IsPopulated(memory, (int)label.A);
        if (label != Label.Populated((int)label.A, populated))
        {
            uint tagged = memory.TaggedPages((int)label.A);
            return Out(StepLaw.Populated, $"'{label}' with {tagged} pages tagged in {memory.Zones[(int)label.A]}");
        }

        if (!populated)
        {
            bool drained = look.Emptied == ulong.MaxValue >> (64 - memory.Machine.Cpus);
            return Verdict.Accept(memory, look with { Wanting = drained });
        }

        ulong unseen = Unseen & ~(1UL << (int)label.A);
        return Verdict.Accept(
            memory, look with { Unseen = unseen, Zone = -1, Wanting = false });
    }

    private Verdict Rollback(Memory memory, Label label)
    {
        int reserve = memory.ReservePages - Delta;
        return label == Label.Knobs(memory.MinFreeKbytes, reserve)
            ? Verdict.Accept(
                memory.WithKnobs(memory.MinFreeKbytes, reserve),
                this with { At = Stage.Rollback, Marks = Recompute.Of(memory), Zone = -1, Wanting = false })
            : Out(StepLaw.Marks, $"'{label}' where the reserve goes back to {reserve} pages");
    }

    private IEnumerable<Label> Probes(Memory memory)
    {
        if (Wanting)
        {
            yield return Label.Knobs(memory.MinFreeKbytes, memory.ReservePages - Delta);
            yield break;
        }

        int zone = BitOperations.TrailingZeroCount(Unseen & Carriers(memory));
        yield return Label.Populated(zone, true);
        for (int cpu = 0; cpu < memory.Machine.Cpus; cpu++)
        {
            foreach (uint pfn in memory.List(cpu, zone).Pages) yield return Label.Drain(zone, pfn, cpu);
        }

        yield return Label.Populated(zone, false);
    }
}
