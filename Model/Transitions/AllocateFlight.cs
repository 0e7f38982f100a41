using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// alloc_pages (semantics B.7, B.8, Part 0.2, 0.4, 0.5). Passes Low, Min and, for the entitled, Boldest go through the
/// zonelist; each admitted zone either refuses or serves. Then comes the entitled request's
/// <see cref="LastAttemptFlight"/>. Where somebody reclaims there is more between and after: the other half of this
/// record. Where there are order-0 caches a pass for order 0 goes through them (<see cref="CachedPageFlight"/>); what
/// lies between passes is the same.
/// <list type="bullet">
/// <item>Order 0, CPU list in use and not empty: one plain reading of NR_FREE against the mark; Hit or Refused.</item>
/// <item>Order 0, list empty: under the zone's lock Refill, each page only while the check holds, then Hit; or
/// Refused.</item>
/// <item>Otherwise: under the zone's lock check and Take in one step, or Refused.</item>
/// </list>
/// </summary>
public sealed partial record AllocateFlight(int Cpu, Request Request) : Flight(Cpu)
{
    public Pass Pass { get; private init; }

    /// <summary>Zones that refused in this pass, one bit each.</summary>
    public ulong Asked { get; private init; }

    /// <summary>Where the request stands in its zonelist.</summary>
    public int At { get; private init; }

    /// <summary>Which zonelist and which node mask this pass goes by: read once, when it begins.</summary>
    public ZonelistOrder Lists { get; private init; }

    private NodeMask Allowed { get; init; }

    /// <summary>Pages that this visit of the zone moved to the CPU list.</summary>
    public uint Refilled { get; private init; }

    /// <summary>
    /// Since the request came to this zone, some state: passed the check, failed it, had pages on the CPU's list.
    /// </summary>
    public bool SawPass { get; private init; }

    private bool SawFail { get; init; }

    private bool SawList { get; init; }

    /// <summary>A block is taken and the counter does not know of it yet (G4).</summary>
    private Pfn Uncounted { get; init; } = Pfn.None;

    private Outcome? Due { get; init; }

    public override Request? Asks => Request;

    /// <summary>From its refill to its hit no interrupt comes.</summary>
    public override bool InterruptsOff => Refilled > 0 && Due is null;

    protected override string LawOf(Outcome observed) => observed.Ok ? StepLaw.Partition : StepLaw.Null;

    private int Order => Request.Order.Value;

    public static Flight Start(Memory memory, int task, int cpu, Request request) =>
        new AllocateFlight(cpu, request) { Task = task }.Scan(memory, Pass.Low).Witness(memory);

    public override Outcome? Answer(Memory memory) => Due;

    public override Flight Witness(Memory memory)
    {
        if (Due is not null) return this;
        if (Step != SlowStep.Scan) return WitnessSlow(memory);
        bool passes = ZoneCheck.Passes(memory, Zone(memory), Request, Pass);
        bool list = memory.List(Cpu, Zone(memory)).Count > 0;
        bool known = (passes ? SawPass : SawFail) && (!list || SawList) && (MaskNow(memory) & ~Masks) == 0;
        return known ? this : this with
        {
            SawPass = SawPass || passes,
            SawFail = SawFail || !passes,
            SawList = SawList || list,
            Masks = Masks | MaskNow(memory),
        };
    }

    public override int? Consults(Memory memory) =>
        Due is null && Step == SlowStep.Scan && MayUseList(memory) ? Zone(memory) : null;

    public override Flight Recall(Memory past)
    {
        bool passed = ZoneCheck.Passes(past, Zone(past), Request, Pass);
        return this with { SawPass = SawPass || passed, SawFail = SawFail || !passed };
    }

    public override ulong HoldsSomeList(Memory memory) => InterruptsOff ? 1UL << Zone(memory) : 0;

    /// <summary>From its refill to its hit the CPU holds its list.</summary>
    public override string? Guards(Memory memory, Label label) =>
        InterruptsOff && label.MovesOnList(Zone(memory), Cpu) ? StepLaw.Protocol : null;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Due is not null) return Unexpected(label, "after the request was decided");
        if (Step != SlowStep.Scan) return AcceptSlow(memory, label);
        if (!Uncounted.IsNone) return Counted(memory, label);
        if (label.What is not (Ghost.Refused or Ghost.Take or Ghost.Refill or Ghost.Hit))
        {
            return Unexpected(label, $"while zone {Zone(memory)} was asked in pass {Pass}");
        }

        if (label.A != Zone(memory))
        {
            return Out(StepLaw.Eligible, $"'{label}' where zone {Zone(memory)} is next in pass {Pass}");
        }

        return label.What switch
        {
            Ghost.Refused => Refused(memory, label),
            Ghost.Take => Take(memory, label),
            Ghost.Refill => Refill(memory, label),
            _ => Hit(memory, label),
        };
    }

    public override void Write(Encoder to)
    {
        to.Number(1);
        to.Number(Cpu);
        to.Request(Request);
        to.Number((int)Pass + 16 * (int)Step + 256 * (int)Lists);
        to.Number(At);
        to.Number(Refilled);
        to.Number((SawPass ? 1 : 0) + (SawFail ? 2 : 0) + (SawList ? 4 : 0) + (Again ? 8 : 0) + (Progress ? 16 : 0));
        to.Number(Allowed.Bits);
        to.Number(Asked);
        to.Number(Masks);
        to.Number(Emptied);
        to.Frame(Uncounted.Value);
        to.Item(Due?.Item ?? Item.None);
        to.Number(Due is null);
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Due is not null) yield break;
        if (Step != SlowStep.Scan || !Uncounted.IsNone)
        {
            foreach (Label label in SlowOptions(memory)) yield return label;
            yield break;
        }

        int zone = Zone(memory);
        Frames free = memory.Zones[zone].Free;
        if (Order == 0)
        {
            foreach (uint pfn in free.Blocks(0)) yield return Label.Refill(zone, pfn, Cpu);
            foreach (uint pfn in memory.List(Cpu, zone).Pages.Reverse()) yield return Label.Hit(zone, pfn, Cpu);
        }

        foreach (uint pfn in free.Blocks(Order)) yield return Label.Take(zone, pfn, Order);
        yield return Label.Refused(zone, Pass, Order);
    }

    protected override string Unfinished(Memory memory) =>
        Step == SlowStep.Scan ? $"zone {Zone(memory)} was not asked in pass {Pass}" : $"step {Step} was not made";

    private int Zone(Memory memory) => memory.Machine.ZonelistOf(Request, Lists)[At];

    /// <summary>A list that is being closed may be found open or closed.</summary>
    private bool MayUseList(Memory memory) =>
        Order == 0 && memory.Cpu(Cpu) != CpuState.Offline && memory.Machine.ListHigh[Zone(memory)] > 0;

    private Verdict Refused(Memory memory, Label label)
    {
        int zone = Zone(memory);
        if (label != Label.Refused(zone, Pass, Order)) return Unexpected(label, $"for order {Order} in pass {Pass}");
        if (Refilled > 0) return Out(StepLaw.Null, $"'{label}' after {Refilled} pages went to the CPU's list for it");
        bool failsNow = !ZoneCheck.Passes(memory, zone, Request, Pass) || !memory.Zones[zone].Free.HasAnyBlock(Order);
        bool failedReading = MayUseList(memory) && SawList && SawFail;
        if (!failsNow && !failedReading)
        {
            return Out(StepLaw.Null, $"'{label}' though its check holds: {memory.Zones[zone]}");
        }

        Memory next = memory.Machine.Published.Has(Published.FullZonesSkipped)
            ? memory with { FullZones = memory.FullZones | 1UL << zone }
            : memory;
        return Verdict.Accept(next, (this with { Asked = Asked | 1UL << zone }).Onward(next));
    }

    private Verdict Take(Memory memory, Label label)
    {
        if (label.Tagged) return Out(StepLaw.Tag, $"'{label}' in pass {Pass}");
        if (label.C != Order) return Out(StepLaw.Order, $"'{label}' for a request of order {Order}");
        if (MayUseList(memory) && memory.Cpu(Cpu) == CpuState.Online)
        {
            return Unexpected(label, "past the CPU's list");
        }

        return TakeBlock(memory, label) ?? Taken(memory, label.B);
    }

    private Verdict Taken(Memory memory, uint pfn)
    {
        PublishedRules rules = memory.Machine.Published;
        int zone = Zone(memory);
        if (rules.Has(Published.SplitReturnsUpperHalf))
        {
            Memory wrong = memory.TakeWrongHalf(zone, pfn, Order);
            return Grant(wrong, wrong.Blocks.ContainsKey(pfn) ? pfn : pfn ^ (1u << Order));
        }

        Memory next = Lagging(memory.Take(zone, pfn, Order, tagged: false), zone, 1u << Order);
        return rules.Has(Published.CounterBeforeList)
            ? Verdict.Accept(next, this with { Uncounted = new(pfn) })
            : Grant(next, pfn);
    }

    /// <summary>
    /// G3: a CPU's counter delta is folded only above a threshold. G4: the counter follows in a step.
    /// </summary>
    private static Memory Lagging(Memory memory, int zone, uint pages)
    {
        PublishedRules rules = memory.Machine.Published;
        if (rules.IsNone) return memory;
        uint lag = memory.Zones[zone].Lag + pages;
        if (rules.Has(Published.CounterDrift)) return memory.WithLag(zone, lag > 2 ? 0 : lag);
        return rules.Has(Published.CounterBeforeList) ? memory.WithLag(zone, lag) : memory;
    }

    private Verdict Counted(Memory memory, Label label) =>
        label == Label.Counted(Zone(memory))
            ? (this with { Uncounted = Pfn.None }).Grant(memory.WithLag(Zone(memory), 0), Uncounted.Value)
            : Unexpected(label, "before the counter caught up");

    private Verdict Refill(Memory memory, Label label)
    {
        int zone = Zone(memory);
        if (label.C != Cpu || !MayUseList(memory))
            return Out(StepLaw.Offline, $"'{label}' where no such list is in use");
        if (Refilled == 0 && memory.List(Cpu, zone).Count > 0)
        {
            return Unexpected(label, "though the list was not empty");
        }

        if (Refilled == memory.Machine.Batch[zone])
        {
            return Out(StepLaw.Batch, $"'{label}' after a whole batch of {Refilled}");
        }

        return TakeBlock(memory, label)
            ?? Verdict.Accept(
                Lagging(memory.Refill(Cpu, zone, label.B), zone, 1), this with { Refilled = Refilled + 1 });
    }

    /// <summary>The law that lowering NR_FREE would break: check and take are one step.</summary>
    private Verdict? TakeBlock(Memory memory, Label label)
    {
        ZoneState zone = memory.Zones[Zone(memory)];
        if (!zone.Free.HasBlock(label.B, Order))
            return Out(StepLaw.Partition, $"'{label}' of a block not free: {zone}");
        PublishedRules rules = memory.Machine.Published;
        if (!rules.IsNone && IsLax(memory, rules)) return null;
        long left = memory.NrFree(Zone(memory)) - (1L << Order);
        if (left < zone.Marks.Emerg) return Out(StepLaw.Strict, $"'{label}' of {zone}");
        return ZoneCheck.Passes(memory, Zone(memory), Request, Pass)
            ? null
            : Out(StepLaw.Mark, $"'{label}' in pass {Pass} of {zone}");
    }

    /// <summary>
    /// G1: the check was made at some earlier instant. G2: one check serves the whole batch. G18: what is strict is
    /// reduced like the mark.
    /// </summary>
    private bool IsLax(Memory memory, PublishedRules rules) =>
        (rules.Has(Published.CheckThenTake) && SawPass)
        || (rules.Has(Published.RefillIgnoresMark) && Refilled > 0)
        || (rules.Has(Published.EmergReducedByHigh) && ZoneCheck.Passes(memory, Zone(memory), Request, Pass));

    private Verdict Hit(Memory memory, Label label)
    {
        int zone = Zone(memory);
        if (label.C != Cpu || !MayUseList(memory))
            return Out(StepLaw.Offline, $"'{label}' where no such list is in use");
        if (!memory.List(Cpu, zone).Has(label.B))
            return Out(StepLaw.Partition, $"'{label}' of a page not on that list");
        bool anyHit = memory.Machine.Published.Has(Published.HitUnchecked);
        if (Refilled == 0 && !SawPass && !anyHit)
            return Out(StepLaw.Mark, $"'{label}' in pass {Pass} of {memory.Zones[zone]}");
        return Grant(memory.Hit(Cpu, zone, label.B), label.B);
    }

    private Verdict Grant(Memory memory, uint pfn) =>
        Verdict.Accept(Unlocked(memory, Request, Pass), this with { Due = Outcome.Granted(new(pfn)) });

    /// <summary>A pass begins: the node mask and the zonelists are those of this instant, to its end.</summary>
    private Flight Scan(Memory memory, Pass pass)
    {
        if (Order == 0 && memory.Machine.OrderZero is not null) return CachedPageFlight.Scanning(memory, this, pass);
        AllocateFlight pending = new(Cpu, Request)
        {
            Task = Task,
            Pass = pass,
            At = -1,
            Lists = memory.Zonelists,
            Allowed = memory.Tasks.Effective(Task, Request).Allowed,
            Masks = Masks | MaskNow(memory),
            Again = Again,
        };
        return pending.Onward(memory);
    }

    /// <summary>To the next zone that the pass admits, or to what follows the pass.</summary>
    private Flight Onward(Memory memory)
    {
        ImmutableArray<int> list = memory.Machine.ZonelistOf(Request, Lists);
        PublishedRules rules = memory.Machine.Published;
        for (int at = At + 1; at < list.Length; at++)
        {
            if (Admits(memory, list[at], rules))
            {
                return this with { At = at, Refilled = 0, SawPass = false, SawFail = false, SawList = false };
            }
        }

        return PassEnded(memory);
    }

    /// <summary>G24: the mask is read again for each zone. G25: a zone once found full is passed over.</summary>
    private bool Admits(Memory memory, int zone, PublishedRules rules)
    {
        bool again = rules.Has(Published.MaskReadTwice);
        NodeMask allowed = again ? memory.Tasks.Effective(Task, Request).Allowed : Allowed;
        bool full = rules.Has(Published.FullZonesSkipped) && (memory.FullZones >> zone & 1) != 0;
        return !full && ZoneCheck.Admits(memory, zone, Request with { Allowed = allowed }, Pass);
    }
}
