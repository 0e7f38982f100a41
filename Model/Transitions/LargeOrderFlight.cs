using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// alloc_pages of an order from 1 to a slab's, where there are order-0 caches (semantics F.4, Part 0.11): buddy first;
/// then a caller who may wait, and is not reclaiming already, empties a slab. In each zone of its list, up to
/// MAX_DEFRAG_SCAN times: the window is scanned, one slab a step (Scan); the victim is isolated (Isolate), or missed
/// (Miss); the <see cref="SlabReclaim"/> empties it; then its block goes back to buddy and is taken, in one hold
/// (Claim), or the victim takes part again (Unisolate). A zone whose window holds no victim is left (NoVictim). When
/// all zones are left the request is refused; one that must not fail, where somebody reclaims, sleeps and starts again.
/// </summary>
public sealed record LargeOrderFlight(int Cpu, Request Request) : Flight(Cpu)
{
    /// <summary>Where the request stands in its zonelist, and victims it tried there. -1: buddy is asked.</summary>
    private int At { get; init; } = -1;

    private int Attempts { get; init; }

    /// <summary>The way through buddy, until it is refused.</summary>
    private Flight? Buddy { get; init; }

    public ScanWindow Window { get; private init; }

    /// <summary>The victim that this request has isolated; null: none.</summary>
    public SlabReclaim? Victim { get; private init; }

    /// <summary>G79: the block that was freed and is still to be taken.</summary>
    private Pfn Freed { get; init; } = Pfn.None;

    private Outcome? Due { get; init; }

    public override Flight? Within => Buddy ?? Victim?.Callback;

    public override Request? Asks => Within?.Asks ?? Request;

    private int Order => Request.Order.Value;

    public static Flight Start(Memory memory, int task, int cpu, Request request) =>
        new LargeOrderFlight(cpu, request) { Task = task }.AfterBuddy(
            memory, AllocateFlight.Start(memory, task, cpu, request));

    public override Outcome? Answer(Memory memory) => Due;

    public override Flight Witness(Memory memory) =>
        Buddy is null || Due is not null ? this : AfterBuddy(memory, Buddy.Witness(memory));

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Due is not null) return Unexpected(label, "after the request was decided");
        if (Buddy is not null)
        {
            Verdict verdict = Buddy.Accept(memory, label);
            return verdict.Accepted
                ? Verdict.Accept(verdict.Memory, AfterBuddy(verdict.Memory, verdict.Flight))
                : verdict;
        }

        if (label.A != Zone(memory)) return Out(StepLaw.Eligible, $"'{label}' where zone {Zone(memory)} is searched");
        if (Victim is { } victim) return Emptying(memory, label, victim);
        return label.What switch
        {
            Ghost.Scan => Scan(memory, label),
            Ghost.NoVictim => NoVictim(memory, label),
            Ghost.Isolate => Isolate(memory, label),
            Ghost.Miss => Miss(memory, label),
            Ghost.Claim when !Freed.IsNone => ClaimFreed(memory, label),
            _ => Unexpected(label, "in the search of a victim"),
        };
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Due is not null) return [];
        if (Buddy is not null) return Buddy.Options(memory);
        int zone = Zone(memory);
        if (!Freed.IsNone) return [Label.Claim(zone, Freed.Value, Order)];
        if (Victim is { } victim) return EmptyingOptions(memory, victim);
        if (!Scanned(memory)) return [Label.Of(Ghost.Scan, zone, NextToScan(memory).Base)];
        int chosen = Chosen(memory);
        if (chosen < 0) return [Label.Of(Ghost.NoVictim, zone)];
        uint slab = Window.Samples[chosen].Base;
        return [Label.Of(Ghost.Isolate, zone, slab), Label.Of(Ghost.Miss, zone, slab)];
    }

    public override void Write(Encoder to)
    {
        to.Number(132);
        to.Number(Cpu);
        to.Request(Request);
        to.Number(At);
        to.Number(Attempts);
        to.Number((Due is null ? 0 : 1) + (Buddy is null ? 0 : 2) + (Victim is null ? 0 : 4));
        to.Item(Due?.Item ?? Item.None);
        to.Frame(Freed.Value);
        Window.Write(to, Task);
        Buddy?.Write(to);
        Victim?.Write(to, Task);
    }

    protected override string LawOf(Outcome observed) => observed.Ok ? StepLaw.Partition : StepLaw.Null;

    protected override string Unfinished(Memory memory) =>
        Buddy is not null ? "buddy was not asked" : $"zone {Zone(memory)} was not searched for a victim";

    private int Zone(Memory memory) => memory.Machine.ZonelistOf(Request)[At];

    private LargeOrderFlight AfterBuddy(Memory memory, Flight buddy)
    {
        if (buddy.Answer(memory) is not { } answer) return this with { Buddy = buddy };
        if (answer.Ok) return this with { Buddy = null, Due = answer };
        return MayReclaim(memory) ? (this with { Buddy = null, At = -1 }).Onward(memory) : Failed(memory);
    }

    private LargeOrderFlight Failed(Memory memory)
    {
        Flight? again = AllocateFlight.AfterVictims(memory, this);
        Outcome? due = again is null ? Outcome.Refused : null;
        return this with { Buddy = again, Due = due, Window = ScanWindow.Empty };
    }

    /// <summary>
    /// It may wait, and is neither entitled nor bound to its node, nor does its task reclaim already (semantics A.6,
    /// B.8 steps 5 to 7).
    /// </summary>
    private bool MayReclaim(Memory memory) =>
        (Request.Gfp & Gfp.Wait) != 0
        && ((Request.Gfp & Gfp.ThisNodeOnly) != Gfp.ThisNodeOnly || (Request.Gfp & Gfp.NoFail) != 0)
        && (Request.Context & Context.MemAlloc) == 0
        && !memory.Tasks[Task].Has(TaskFlags.MemAlloc)
        && !Entitlement.Holds(memory, Task, Request);

    /// <summary>To the next zone that the mask admits, or to the end.</summary>
    private LargeOrderFlight Onward(Memory memory)
    {
        ImmutableArray<int> list = memory.Machine.ZonelistOf(Request);
        for (int at = At + 1; at < list.Length; at++)
        {
            if (ZoneCheck.Admits(memory, list[at], Request, Pass.Min))
            {
                return this with { At = at, Attempts = 0, Window = ScanWindow.Empty };
            }
        }

        return Failed(memory);
    }

    /// <summary>The attempt failed: another window, while there are attempts left in the zone.</summary>
    private LargeOrderFlight Again(Memory memory)
    {
        LargeOrderFlight next = this with { Victim = null, Window = ScanWindow.Empty, Attempts = Attempts + 1 };
        return next.Attempts < memory.Machine.OrderZero!.MaxDefragScan ? next : next.Onward(memory);
    }

    private bool Scanned(Memory memory) =>
        Window.Count >= Math.Min(memory.Machine.OrderZero!.MaxDefragScan, memory.OrderZero.Ring(Zone(memory)).Count());

    /// <summary>The slab at the cursor. G80: the cursor stays, and a scan walks from it anew.</summary>
    private PageSlab NextToScan(Memory memory) =>
        memory.OrderZero.Ring(Zone(memory))
            .ElementAt(memory.Machine.Published.Has(Published.CursorNotAdvanced) ? Window.Count : 0);

    private Verdict Scan(Memory memory, Label label)
    {
        if (Scanned(memory)) return Unexpected(label, "after the whole window was scanned");
        PageSlab slab = NextToScan(memory);
        if (label != Label.Of(Ghost.Scan, Zone(memory), slab.Base)) return Unexpected(label, $"where {slab} is next");
        OrderZero scanned = memory.Machine.Published.Has(Published.CursorNotAdvanced)
            ? memory.OrderZero
            : memory.OrderZero.Scanned(slab);
        return Verdict.Accept(memory with { OrderZero = scanned }, this with { Window = Window.With(slab) });
    }

    private int Chosen(Memory memory)
    {
        int chosen = Rules.Victim.Of(Window.Samples.AsSpan());
        if (chosen < 0 || !memory.Machine.Published.Has(Published.VictimMostDirty)) return chosen;
        ImmutableArray<SlabSample> seen = Window.Samples;
        return Enumerable.Range(0, seen.Length).Where(i => seen[i].IsEligible).MaxBy(i => seen[i].Dirty);
    }

    private Verdict NoVictim(Memory memory, Label label) =>
        Scanned(memory) && Chosen(memory) < 0
            ? Verdict.Accept(memory, Onward(memory))
            : Unexpected(label, "though the window may hold a victim");

    private Verdict Isolate(Memory memory, Label label)
    {
        if (!IsChosen(memory, label)) return Unexpected(label, "of a slab that is not the victim");
        SlabSample seen = Window.Samples[Chosen(memory)];
        if (!SlabReclaim.CanIsolate(memory, Zone(memory), label.B, Request))
        {
            return Out(StepLaw.Mark, $"'{label}' that is gone, or must keep its FREE slots: {memory.OrderZero}");
        }

        PageSlab slab = memory.OrderZero.SlabOf(label.B)!;
        LargeOrderFlight next = this with { Window = ScanWindow.Empty, Victim = SlabReclaim.Of(slab, seen) };
        return Verdict.Accept(memory.WithIsolated(slab, isolated: true), next);
    }

    private Verdict Miss(Memory memory, Label label)
    {
        if (!IsChosen(memory, label)) return Unexpected(label, "of a slab that is not the victim");
        return SlabReclaim.CanIsolate(memory, Zone(memory), label.B, Request)
            ? Out(StepLaw.Null, $"'{label}' that could be isolated")
            : Verdict.Accept(memory, Again(memory));
    }

    private bool IsChosen(Memory memory, Label label) =>
        Scanned(memory)
        && Chosen(memory) is >= 0 and var chosen
        && label == Label.Of(label.What, Zone(memory), Window.Samples[chosen].Base);

    private IEnumerable<Label> EmptyingOptions(Memory memory, SlabReclaim victim)
    {
        foreach (Label label in victim.Options(memory, Cpu, Task)) yield return label;
        foreach (uint pfn in victim.BlocksOf(Order)) yield return Label.Claim(Zone(memory), pfn, Order);
        yield return Label.Release(Zone(memory), victim.Base, memory.Machine.OrderZero!.SlabOrder);
        yield return Label.Of(Ghost.Unisolate, Zone(memory), victim.Base);
    }

    private Verdict Emptying(Memory memory, Label label, SlabReclaim victim)
    {
        PageSlab slab = memory.OrderZero.SlabOf(victim.Base)!;
        switch (label.What)
        {
            case Ghost.Release when memory.Machine.Published.Has(Published.BlockStolenAfterFree):
                return FreeFirst(memory, label, slab);
            case Ghost.Claim: return Claim(memory, label, slab);
            case Ghost.Unisolate: return Unisolate(memory, label, slab, victim);
            default:
                (Memory? next, SlabReclaim? then, Verdict refusal) = victim.Accept(memory, label, Request, Cpu, Task);
                return next is null ? refusal : Verdict.Accept(next, this with { Victim = then });
        }
    }

    /// <summary>
    /// The block leaves the slab for the caller and only the rest of the slab enters NR_FREE, so this is no take.
    /// </summary>
    private Verdict Claim(Memory memory, Label label, PageSlab slab)
    {
        bool aligned = slab.Has(label.B) && label.B % (1u << Order) == 0;
        bool inside = aligned && label == Label.Claim(slab.Zone, label.B, Order);
        bool apart = memory.Machine.Published.Has(Published.BlockStolenAfterFree);
        return inside && slab.IsEmpty && !apart
            ? Grant(memory.Dissolve(slab).Take(slab.Zone, label.B, Order, tagged: false), label.B)
            : Out(StepLaw.Partition, $"'{label}' of {slab}");
    }

    /// <summary>G79: the block is freed, and the lock dropped.</summary>
    private Verdict FreeFirst(Memory memory, Label label, PageSlab slab) =>
        slab.IsEmpty
            ? Verdict.Accept(memory.Dissolve(slab), this with { Victim = null, Freed = new(slab.Base) })
            : Out(StepLaw.Partition, $"'{label}' of {slab}");

    /// <summary>G79: whoever was there in between, the take is believed to succeed.</summary>
    private Verdict ClaimFreed(Memory memory, Label label) =>
        memory.Zones[Zone(memory)].Free.HasBlock(label.B, Order)
            ? Grant(memory.Take(Zone(memory), label.B, Order, tagged: false), label.B)
            : Grant(memory, label.B);

    private Verdict Unisolate(Memory memory, Label label, PageSlab slab, SlabReclaim victim)
    {
        if (label != Label.Of(Ghost.Unisolate, slab.Zone, slab.Base) || !victim.MayGiveUp(slab, Request))
        {
            return Out(StepLaw.Null, $"'{label}' that could be emptied: {slab}");
        }

        bool forgotten = memory.Machine.Published.Has(Published.UnisolateForgotten);
        Memory next = forgotten ? memory : memory.WithIsolated(slab, isolated: false);
        return Verdict.Accept(next, Again(next));
    }

    private Verdict Grant(Memory memory, uint pfn) =>
        Verdict.Accept(memory, this with { Victim = null, Freed = Pfn.None, Due = Outcome.Granted(new(pfn)) });
}
