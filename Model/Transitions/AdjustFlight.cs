using System.Numerics;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// adjust_memalloc_reserve (semantics B.9, Part 0.6), under var_free_mutex: one adjustment at a time, from the turn of
/// the knob to the answer. The knob and all marks are written. Lowering ends there. Raising then looks at every zone
/// with a share of the reserve: it must be populated, if need be after its pages were drained from all CPU lists once;
/// if one is not, knob and marks go back to what was found, and the answer is a refusal. Nothing happens where the
/// reserve, seen while nobody adjusts it, would be negative or larger than memory, or where no zone could carry it.
/// </summary>
public sealed partial record AdjustFlight(int Cpu, int Delta) : Flight(Cpu)
{
    private enum Stage : byte
    {
        Start,
        Marks,
        Probe,
        WeakProbe,
        Rollback,
        Done,
        RolledBack,
    }

    private Stage At { get; init; }

    /// <summary>Zones found populated during the call, one bit each.</summary>
    public ulong Seen { get; private init; }

    /// <summary>Pages by which the call has turned the knob, and not yet back.</summary>
    public long Added { get; private init; }

    /// <summary>Marks are being written.</summary>
    public bool Recomputes => At is Stage.Marks or Stage.Rollback;

    /// <summary>var_free_mutex, which sleepers may hold: a probe allocates under it.</summary>
    public override Lock? HoldsThroughout(Memory memory) => Lock.VarFreeMutex;

    public bool RollsBack => At == Stage.Rollback;

    private Recompute Marks { get; init; }

    /// <summary>The reserve found under the mutex, pages: what a rollback writes.</summary>
    private int Found { get; init; }

    /// <summary>
    /// What a step of its own decided; or that, seen while the mutex was free, the adjustment must change nothing.
    /// </summary>
    private Outcome? Due { get; init; }

    /// <summary>Zones still to be found populated, one bit each.</summary>
    private ulong Unseen { get; init; }

    /// <summary>The zone being looked at, and the CPUs whose list of it was empty at some instant since.</summary>
    private int Zone { get; init; } = -1;

    private ulong Emptied { get; init; }

    /// <summary>The zone was found unpopulated, and its lists are to be drained before the next look.</summary>
    private bool LookedOnce { get; init; }

    /// <summary>The zone was found unpopulated with all its pages in buddy: the raise must fail.</summary>
    private bool Wanting { get; init; }

    protected override string LawOf(Outcome observed) => StepLaw.Populated;

    public override Outcome? Answer(Memory memory) => At == Stage.Start && Delta == 0 ? Outcome.Done : Due;

    public override Flight Witness(Memory memory)
    {
        if (At == Stage.Start)
        {
            bool inVain = memory.VarFreeHolder < 0 && !IsPossible(memory);
            return inVain ? this with { Due = Outcome.Refused } : this;
        }

        if (At == Stage.WeakProbe) return WitnessWeak(memory);
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
        Stage.Start => Turn(memory, label),
        Stage.Marks or Stage.Rollback => Recomputed(memory, label),
        Stage.Probe => Probed(memory, label),
        Stage.WeakProbe => ProbedWeakly(memory, label),
        _ => Unexpected(label, "after the adjustment was decided"),
    };

    public override void Write(Encoder to)
    {
        to.Number(5);
        to.Number(Cpu);
        to.Number(Delta);
        to.Number((int)At);
        Marks.Write(to);
        to.Number(Unseen);
        to.Number(Zone);
        to.Number(Emptied);
        to.Number((Wanting ? 1 : 0) + (LookedOnce ? 2 : 0));
        to.Number(Seen);
        to.Number(Found);
        to.Number(Due is null);
        WriteWeak(to);
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        switch (At)
        {
            case Stage.Start when memory.VarFreeHolder >= 0: return [];
            case Stage.Start: return [Label.Knobs(memory.MinFreeKbytes, memory.ReservePages + Delta)];
            case Stage.Marks or Stage.Rollback: return Marks.Options();
            case Stage.Probe: return Probes(memory);
            case Stage.WeakProbe: return Allocation!.Options(memory);
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

    private Verdict Turn(Memory memory, Label label)
    {
        if (memory.VarFreeHolder >= 0) return Unexpected(label, $"while task {memory.VarFreeHolder} adjusts");
        if (!IsPossible(memory)) return Out(StepLaw.Populated, $"'{label}' for an adjustment that must change nothing");
        int reserve = memory.ReservePages + Delta;
        if (label != Label.Knobs(memory.MinFreeKbytes, reserve))
        {
            return Out(StepLaw.Marks, $"'{label}' where the reserve becomes {reserve} pages");
        }

        // Without the mutex two adjustments overlap, and a rollback undoes what the other did meanwhile.
        bool excludes = !memory.Machine.Published.Has(Published.AdjustUnserialised);
        Memory turned = memory.WithKnobs(memory.MinFreeKbytes, reserve);
        return Verdict.Accept(
            excludes ? turned with { VarFreeHolder = Task } : turned,
            this with
            {
                At = Stage.Marks,
                Marks = Recompute.Of(turned),
                Found = memory.ReservePages,
                Due = null,
                Added = Added + Delta,
            });
    }

    private Verdict Recomputed(Memory memory, Label label)
    {
        if (Marks.Next(label) is not { } left) return Unexpected(label, "in a recompute of all zones' marks");
        Memory next = Marks.Written(memory, (int)label.A);
        AdjustFlight flight = this with { Marks = left };
        if (!left.Done) return Verdict.Accept(next, flight);
        if (At == Stage.Rollback) return Decided(next, flight with { At = Stage.RolledBack }, Outcome.Refused);
        if (Delta <= 0) return Decided(next, flight with { At = Stage.Done }, Outcome.Done);
        return next.Machine.Published.Has(Published.WeakProbe)
            ? AfterWeak(next, (flight with { At = Stage.WeakProbe }).AskNode(next, 0))
            : Probing(next, flight with { At = Stage.Probe, Unseen = Recompute.Of(next).Left });
    }

    /// <summary>The answer is decided in this step, and the mutex goes with it.</summary>
    private static Verdict Decided(Memory memory, AdjustFlight flight, Outcome answer) =>
        Verdict.Accept(memory with { VarFreeHolder = -1 }, flight with { Due = answer });

    /// <summary>All zones with a share were found populated; or there are more to look at.</summary>
    private static Verdict Probing(Memory memory, AdjustFlight flight) =>
        memory.Machine.RaisesUnpopulated || (flight.Unseen & Carriers(memory)) == 0
            ? Decided(memory, flight, Outcome.Done)
            : Verdict.Accept(memory, flight);

    /// <summary>A zone was found wanting. G21: that is the end of it, and the knob stays.</summary>
    private static Verdict Lacking(Memory memory, AdjustFlight flight) =>
        flight.Wanting && memory.Machine.Published.Has(Published.AdjustWithoutRollback)
            ? Decided(memory, flight, Outcome.Refused)
            : Verdict.Accept(memory, flight);

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
        AdjustFlight look = Zone == label.A ? this : this with { Zone = (int)label.A, Emptied = 0, LookedOnce = false };
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
            return look.LookedOnce && !drained
                ? Out(StepLaw.Populated, $"'{label}' before the lists were drained")
                : Lacking(memory, look with { Wanting = drained, LookedOnce = true });
        }

        ulong unseen = Unseen & ~(1UL << (int)label.A);
        return Probing(
            memory, look with { Unseen = unseen, Zone = -1, Wanting = false, Seen = Seen | 1UL << (int)label.A });
    }

    private Verdict Rollback(Memory memory, Label label)
    {
        if (label != Label.Knobs(memory.MinFreeKbytes, Found))
        {
            return Out(StepLaw.Marks, $"'{label}' where the reserve goes back to {Found} pages");
        }

        Memory back = memory.WithKnobs(memory.MinFreeKbytes, Found);
        return Verdict.Accept(
            back,
            this with
            {
                At = Stage.Rollback,
                Marks = Recompute.Of(back),
                Zone = -1,
                Wanting = false,
                Added = Added - Delta,
            });
    }

    private IEnumerable<Label> Probes(Memory memory)
    {
        if (Wanting)
        {
            yield return Label.Knobs(memory.MinFreeKbytes, Found);
            yield break;
        }

        // Somebody else's marks may have left no zone with a share: then any look decides.
        ulong carriers = Unseen & Carriers(memory);
        int zone = BitOperations.TrailingZeroCount(carriers == 0 ? Unseen : carriers);
        yield return Label.Populated(zone, true);
        for (int cpu = 0; cpu < memory.Machine.Cpus; cpu++)
        {
            foreach (uint pfn in memory.List(cpu, zone).Pages) yield return Label.Drain(zone, pfn, cpu);
        }

        yield return Label.Populated(zone, false);
    }
}
