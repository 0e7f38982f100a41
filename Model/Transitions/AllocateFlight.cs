using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// alloc_pages (semantics B.7, B.8, Part 0.2, 0.4, 0.5). Passes Low, Min and, for the entitled, Boldest go through the
/// zonelist; each admitted zone either refuses or serves. Then comes the entitled request's
/// <see cref="LastAttemptFlight"/>.
/// <list type="bullet">
/// <item>Order 0, CPU list in use and not empty: one plain reading of NR_FREE against the mark; Hit or Refused.</item>
/// <item>Order 0, list empty: under the zone's lock Refill, each page only while the check holds, then Hit; or
/// Refused.</item>
/// <item>Otherwise: under the zone's lock check and Take in one step, or Refused.</item>
/// </list>
/// </summary>
public sealed record AllocateFlight(int Cpu, Request Request) : Flight(Cpu)
{
    public Pass Pass { get; private init; }

    /// <summary>Where the request stands in its zonelist.</summary>
    private int At { get; init; }

    /// <summary>Pages that this visit of the zone moved to the CPU list.</summary>
    private uint Refilled { get; init; }

    /// <summary>
    /// Since the request came to this zone, some state: passed the check, failed it, had pages on the CPU's list.
    /// </summary>
    private bool SawPass { get; init; }

    private bool SawFail { get; init; }

    private bool SawList { get; init; }

    private Outcome? Due { get; init; }

    protected override string LawOf(Outcome observed) => observed.Ok ? StepLaw.Partition : StepLaw.Null;

    private int Order => Request.Order.Value;

    public static Flight Start(Memory memory, int task, int cpu, Request request) =>
        new AllocateFlight(cpu, request) { Task = task, At = -1 }.Onward(memory).Witness(memory);

    public override Outcome? Answer(Memory memory) => Due;

    public override Flight Witness(Memory memory)
    {
        if (Due is not null) return this;
        bool passes = ZoneCheck.Passes(memory, Zone(memory), Request, Pass);
        bool list = memory.List(Cpu, Zone(memory)).Count > 0;
        bool known = (passes ? SawPass : SawFail) && (!list || SawList);
        return known ? this : this with
        {
            SawPass = SawPass || passes,
            SawFail = SawFail || !passes,
            SawList = SawList || list,
        };
    }

    public override ulong HoldsSomeList(Memory memory) => Refilled > 0 && Due is null ? 1UL << Zone(memory) : 0;

    /// <summary>From its refill to its hit the CPU holds its list.</summary>
    public override string? Guards(Memory memory, Label label) =>
        Refilled > 0 && Due is null && label.MovesOnList(Zone(memory), Cpu) ? StepLaw.Protocol : null;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Due is not null) return Unexpected(label, "after the request was decided");
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
        to.Number((int)Pass);
        to.Number(At);
        to.Number(Refilled);
        to.Number((SawPass ? 1 : 0) + (SawFail ? 2 : 0) + (SawList ? 4 : 0));
        to.Item(Due?.Item ?? Item.None);
        to.Number(Due is null);
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Due is not null) yield break;
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

    protected override string Unfinished(Memory memory) => $"zone {Zone(memory)} was not asked in pass {Pass}";

    private int Zone(Memory memory) => memory.Machine.ZonelistOf(Request)[At];

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

        return Verdict.Accept(memory, Onward(memory));
    }

    private Verdict Take(Memory memory, Label label)
    {
        if (label.Tagged) return Out(StepLaw.Tag, $"'{label}' in pass {Pass}");
        if (label.C != Order) return Out(StepLaw.Order, $"'{label}' for a request of order {Order}");
        if (MayUseList(memory) && memory.Cpu(Cpu) == CpuState.Online)
        {
            return Unexpected(label, "past the CPU's list");
        }

        return TakeBlock(memory, label) ?? Grant(memory.Take(Zone(memory), label.B, Order, tagged: false), label.B);
    }

    private Verdict Refill(Memory memory, Label label)
    {
        int zone = Zone(memory);
        if (label.C != Cpu || !MayUseList(memory)) return Out(StepLaw.Offline, $"'{label}' where no such list is in use");
        if (Refilled == 0 && memory.List(Cpu, zone).Count > 0)
        {
            return Unexpected(label, "though the list was not empty");
        }

        if (Refilled == memory.Machine.Batch[zone])
        {
            return Out(StepLaw.Batch, $"'{label}' after a whole batch of {Refilled}");
        }

        return TakeBlock(memory, label)
            ?? Verdict.Accept(memory.Refill(Cpu, zone, label.B), this with { Refilled = Refilled + 1 });
    }

    /// <summary>The law that lowering NR_FREE would break: check and take are one step.</summary>
    private Verdict? TakeBlock(Memory memory, Label label)
    {
        ZoneState zone = memory.Zones[Zone(memory)];
        if (!zone.Free.HasBlock(label.B, Order)) return Out(StepLaw.Partition, $"'{label}' of a block not free: {zone}");
        if (memory.Machine.Published.Has(Published.RefillIgnoresMark) && Refilled > 0) return null;
        long left = memory.NrFree(Zone(memory)) - (1L << Order);
        if (left < zone.Marks.Emerg) return Out(StepLaw.Strict, $"'{label}' of {zone}");
        return ZoneCheck.Passes(memory, Zone(memory), Request, Pass)
            ? null
            : Out(StepLaw.Mark, $"'{label}' in pass {Pass} of {zone}");
    }

    private Verdict Hit(Memory memory, Label label)
    {
        int zone = Zone(memory);
        if (label.C != Cpu || !MayUseList(memory)) return Out(StepLaw.Offline, $"'{label}' where no such list is in use");
        if (!memory.List(Cpu, zone).Has(label.B)) return Out(StepLaw.Partition, $"'{label}' of a page not on that list");
        if (Refilled == 0 && !SawPass) return Out(StepLaw.Mark, $"'{label}' in pass {Pass} of {memory.Zones[zone]}");
        return Grant(memory.Hit(Cpu, zone, label.B), label.B);
    }

    private Verdict Grant(Memory memory, uint pfn) =>
        Verdict.Accept(memory, this with { Due = Outcome.Granted(new(pfn)) });

    /// <summary>To the next zone that the pass admits, or to the next pass, or to the end.</summary>
    private Flight Onward(Memory memory)
    {
        ImmutableArray<int> list = memory.Machine.ZonelistOf(Request);
        (Pass pass, int at) = (Pass, At + 1);
        while (true)
        {
            for (; at < list.Length; at++)
            {
                if (ZoneCheck.Admits(memory, list[at], Request, pass))
                {
                    return new AllocateFlight(Cpu, Request) { Task = Task, Pass = pass, At = at };
                }
            }

            if (pass == Pass.Boldest) return new LastAttemptFlight(Cpu, Request) { Task = Task };
            bool stays = (Request.Gfp & Gfp.ThisNodeOnly) == Gfp.ThisNodeOnly;
            bool ends = pass == Pass.Low ? stays : !AllocFlag.Entitled(Request.Gfp, Request.Context);
            if (ends) return this with { Due = Outcome.Refused };
            (pass, at) = (pass + 1, 0);
        }
    }
}
