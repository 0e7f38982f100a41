using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// One pass of alloc_pages for order 0 where there are order-0 caches (semantics F.3, Part 0.11): the request's cache
/// is asked zone by zone. What lies between the passes and after them, the slow path and the last attempt, is that of
/// every request (<see cref="AllocateFlight"/>). In one zone:
/// <list type="bullet">
/// <item>CPU list in use and not empty: one plain reading of NR_FREE against the mark; Hit or Refused.</item>
/// <item>Else, under the zone's lock, each step only while the check holds: Refill from the cache's FREE slots; where
/// it has none, Grow by a buddy block, under the check for that block's order; where that cannot be, Take a loose
/// page; or Refused. Where no list is in use what Refill and Grow bring goes straight to the caller.</item>
/// </list>
/// </summary>
public sealed record CachedPageFlight(int Cpu, Request Request) : Flight(Cpu)
{
    public Pass Pass { get; private init; }

    /// <summary>Node masks in force during the request so far: see <see cref="AllocateFlight.Masks"/>.</summary>
    public ulong Masks { get; private init; }

    /// <summary>The pass comes after reclaim.</summary>
    public bool Again { get; private init; }

    /// <summary>Which node mask and which zonelist this pass goes by: read once, when it begins.</summary>
    public NodeMask Allowed { get; private init; }

    private State.ZonelistOrder Lists { get; init; }

    /// <summary>Where the request stands in its zonelist.</summary>
    private int At { get; init; }

    /// <summary>Pages that this visit of the zone moved to the CPU's list.</summary>
    private uint Refilled { get; init; }

    /// <summary>
    /// Since the request came to this zone, some state: passed the check, failed it, had pages on the CPU's list.
    /// </summary>
    private bool SawPass { get; init; }

    private bool SawFail { get; init; }

    private bool SawList { get; init; }

    private Outcome? Due { get; init; }

    /// <summary>A pass begins.</summary>
    internal static Flight Scanning(Memory memory, AllocateFlight request, Pass pass) =>
        new CachedPageFlight(request.Cpu, request.Request)
        {
            Task = request.Task,
            Pass = pass,
            At = -1,
            Masks = request.Masks | AllocateFlight.MaskBit(memory, request.Task, request.Request),
            Again = request.Again,
            Allowed = memory.Tasks.Effective(request.Task, request.Request).Allowed,
            Lists = memory.Zonelists,
        }.Onward(memory);

    /// <summary>The cache that a request is routed to.</summary>
    public static PageCache CacheOf(Memory memory, Request request) =>
        OrderZeroRoute.Of(request.Gfp, memory.Machine.OrderZero!.Discardable);

    /// <summary>The step needs the lock of this CPU's lists of the zone.</summary>
    internal static bool TouchesList(Label label, int zone, int cpu)
    {
        if (label.A != zone) return false;
        bool moves = label.What is Ghost.Refill or Ghost.Hit or Ghost.Push or Ghost.Drain or Ghost.Grow;
        return label.What == Ghost.Isolate || (moves && label.C == cpu);
    }

    public override Outcome? Answer(Memory memory) => Due;

    public override Flight Witness(Memory memory)
    {
        if (Due is not null) return this;
        bool passes = ZoneCheck.Passes(memory, Zone(memory), Request, Pass);
        return this with
        {
            SawPass = SawPass || passes,
            SawFail = SawFail || !passes,
            SawList = SawList || Listed(memory).Any(),
            Masks = Masks | AllocateFlight.MaskBit(memory, Task, Request),
        };
    }

    public override Request? Asks => Request;

    public override bool InterruptsOff => Refilled > 0 && Due is null;

    public override ulong HoldsSomeList(Memory memory) => InterruptsOff ? 1UL << Zone(memory) : 0;

    /// <summary>From its refill to its hit the CPU holds its list.</summary>
    public override string? Guards(Memory memory, Label label) =>
        InterruptsOff && TouchesList(label, Zone(memory), Cpu) ? StepLaw.Protocol : null;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Due is not null) return Unexpected(label, "after the request was decided");
        if (label.A != Zone(memory))
        {
            return Out(StepLaw.Eligible, $"'{label}' where zone {Zone(memory)} is next in pass {Pass}");
        }

        return label.What switch
        {
            Ghost.Refused => Refused(memory, label),
            Ghost.Hit => Hit(memory, label),
            Ghost.Refill => Refill(memory, label),
            Ghost.Grow => Grow(memory, label),
            Ghost.Take => Take(memory, label),
            _ => Unexpected(label, $"while zone {Zone(memory)} was asked in pass {Pass}"),
        };
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Due is not null) yield break;
        int zone = Zone(memory);
        foreach (uint pfn in Listed(memory)) yield return Label.Hit(zone, pfn, Cpu);
        foreach (uint pfn in memory.OrderZero.Free(zone, null))
        {
            yield return Label.Refill(zone, pfn, Cpu);
            yield return Label.Take(zone, pfn, 0);
        }

        foreach (uint pfn in memory.Zones[zone].Free.Blocks(0))
        {
            yield return Label.Grow(zone, pfn, Cpu);
            yield return Label.Grow(zone, pfn, Label.NoCpu);
            yield return Label.Take(zone, pfn, 0);
        }

        if (memory.Machine.Published.Has(Published.IsolationForgotten))
        {
            foreach (uint pfn in Isolated(memory)) yield return Label.Refill(zone, pfn, Cpu);
        }

        yield return Label.Refused(zone, Pass, 0);
    }

    public override void Write(Encoder to)
    {
        to.Number(131);
        to.Number(Cpu);
        to.Request(Request);
        to.Number((int)Pass + 16 * (int)Lists + (Again ? 256 : 0));
        to.Number(At);
        to.Number(Allowed.Bits);
        to.Number(Masks);
        to.Number(Refilled);
        to.Number((SawPass ? 1 : 0) + (SawFail ? 2 : 0) + (SawList ? 4 : 0) + (Due is null ? 8 : 0));
        to.Item(Due?.Item ?? Item.None);
    }

    protected override string LawOf(Outcome observed) => observed.Ok ? StepLaw.Partition : StepLaw.Null;

    protected override string Unfinished(Memory memory) => $"zone {Zone(memory)} was not asked in pass {Pass}";

    private int Zone(Memory memory) => memory.Machine.ZonelistOf(Request, Lists)[At];

    private IEnumerable<uint> Listed(Memory memory) =>
        memory.OrderZero.Listed(Cpu, Zone(memory), CacheOf(memory, Request));

    /// <summary>A list that is being closed may be found open or closed.</summary>
    private bool MayUseList(Memory memory) =>
        memory.Cpu(Cpu) != CpuState.Offline && memory.Machine.ListHigh[Zone(memory)] > 0;

    private bool MustUseList(Memory memory) => MayUseList(memory) && memory.Cpu(Cpu) == CpuState.Online;

    private Verdict Refused(Memory memory, Label label)
    {
        int zone = Zone(memory);
        if (label != Label.Refused(zone, Pass, 0)) return Unexpected(label, $"for order 0 in pass {Pass}");
        if (Refilled > 0) return Out(StepLaw.Null, $"'{label}' after {Refilled} pages went to the CPU's list for it");
        bool nothing = !Listed(memory).Any() && !OwnFree(memory).Any() && !CanTakeElsewhere(memory);
        bool failedReading = MayUseList(memory) && SawList && SawFail;
        return nothing || !Passes(memory) || failedReading
            ? Verdict.Accept(memory, Onward(memory))
            : Out(StepLaw.Null, $"'{label}' though its check holds: {memory.Zones[zone]}");
    }

    private Verdict Hit(Memory memory, Label label)
    {
        if (label.C != Cpu || !MayUseList(memory)) return NoList(label);
        if (!Listed(memory).Contains(label.B)) return Out(StepLaw.Partition, $"'{label}' of a page not on that list");
        if (Refilled == 0 && !SawPass) return BelowMark(memory, label);
        return Grant(memory.Hit(Cpu, Zone(memory), label.B), label.B);
    }

    private Verdict Refill(Memory memory, Label label)
    {
        if (label.C != Cpu || !MayUseList(memory)) return NoList(label);
        if (Refilled == 0 && Listed(memory).Any()) return Unexpected(label, "though the list was not empty");
        if (Refilled == memory.Machine.Batch[Zone(memory)])
        {
            return Out(StepLaw.Batch, $"'{label}' after a whole batch of {Refilled}");
        }

        bool own = OwnFree(memory).Contains(label.B)
            || (memory.Machine.Published.Has(Published.IsolationForgotten) && Isolated(memory).Contains(label.B));
        if (!own) return Out(StepLaw.Partition, $"'{label}' of a page that is no FREE slot of its cache");
        bool batched = Refilled > 0 && memory.Machine.Published.Has(Published.RefillIgnoresMark);
        if (!batched && !Passes(memory)) return BelowMark(memory, label);
        return Verdict.Accept(memory.Refill(Cpu, Zone(memory), label.B), this with { Refilled = Refilled + 1 });
    }

    private Verdict Grow(Memory memory, Label label)
    {
        int zone = Zone(memory);
        bool listed = label.C == Cpu && MayUseList(memory);
        bool direct = label == Label.Grow(zone, label.B, Label.NoCpu) && !MustUseList(memory);
        if (!listed && !direct) return NoList(label);
        if (Refilled > 0 || Listed(memory).Any() || OwnFree(memory).Any())
        {
            return Unexpected(label, "though the cache had a page");
        }

        if (!CanGrow(memory, label.B)) return BelowMark(memory, label);
        PageSlot slot = listed ? PageSlot.Cached(Cpu) : new(SlotState.Pinned);
        Memory next = memory.Grow(zone, label.B, CacheOf(memory, Request), slot);
        return listed ? Verdict.Accept(next, this with { Refilled = 1 }) : Grant(next, label.B);
    }

    /// <summary>Straight to the caller: a FREE slot where no list is in use, or a loose page.</summary>
    private Verdict Take(Memory memory, Label label)
    {
        int zone = Zone(memory);
        if (label != Label.Take(zone, label.B, 0)) return Out(StepLaw.Tag, $"'{label}' in pass {Pass}");
        if (Refilled > 0 || (MustUseList(memory) && Listed(memory).Any()))
        {
            return Unexpected(label, "though the CPU's list has a page");
        }

        if (!Passes(memory)) return BelowMark(memory, label);
        if (OwnFree(memory).Any())
        {
            return !MustUseList(memory) && OwnFree(memory).Contains(label.B)
                ? Grant(memory.WithSlot(label.B, new(SlotState.Pinned)), label.B)
                : Unexpected(label, "though the cache has a FREE slot");
        }

        if (!Elsewhere(memory).Contains(label.B)) return Out(StepLaw.Partition, $"'{label}' of a page it cannot have");
        Memory next = memory.OrderZero.SlabOf(label.B) is null
            ? memory.Take(zone, label.B, 0, tagged: false)
            : memory.WithSlot(label.B, new(SlotState.Pinned));
        return Grant(next, label.B);
    }

    private Verdict Grant(Memory memory, uint pfn) => Verdict.Accept(
        AllocateFlight.Unlocked(memory, Request, Pass), this with { Due = Outcome.Granted(new(pfn)) });

    private static Verdict NoList(Label label) => Out(StepLaw.Offline, $"'{label}' where no such list is in use");

    private Verdict BelowMark(Memory memory, Label label) =>
        Out(StepLaw.Mark, $"'{label}' in pass {Pass} of {memory.Zones[Zone(memory)]}");

    private bool Passes(Memory memory) => ZoneCheck.Passes(memory, Zone(memory), Request, Pass);

    private IEnumerable<uint> OwnFree(Memory memory) =>
        memory.OrderZero.Free(Zone(memory), CacheOf(memory, Request));

    /// <summary>The block around this page is free, and the check holds for a take of it.</summary>
    private bool CanGrow(Memory memory, uint pfn)
    {
        OrderZeroSpec caches = memory.Machine.OrderZero!;
        Request block = Request with { Order = new(caches.SlabOrder) };
        return memory.Zones[Zone(memory)].Free.HasBlock(pfn / caches.SlabPages * caches.SlabPages, caches.SlabOrder)
            && ZoneCheck.Passes(memory, Zone(memory), block, Pass);
    }

    private bool CanTakeElsewhere(Memory memory) => Elsewhere(memory).Any() || AnyGrowth(memory);

    private bool AnyGrowth(Memory memory) =>
        memory.Zones[Zone(memory)].Free.Blocks(memory.Machine.OrderZero!.SlabOrder).Any(pfn => CanGrow(memory, pfn));

    /// <summary>What a cache may take that has no slot and can make no slab; by law, loose pages.</summary>
    private IEnumerable<uint> Elsewhere(Memory memory)
    {
        if (AnyGrowth(memory)) return [];
        return memory.Machine.OrderZero!.Exhaustion switch
        {
            Exhaustion.Loose => memory.Zones[Zone(memory)].Free.Blocks(0),
            Exhaustion.Borrow => memory.OrderZero.Free(Zone(memory), null),
            _ => [],
        };
    }

    /// <summary>G77: FREE slots of isolated slabs, which must not be handed out.</summary>
    private IEnumerable<uint> Isolated(Memory memory) =>
        from slab in memory.OrderZero.Ring(Zone(memory))
        where slab.Isolated && slab.Cache == CacheOf(memory, Request)
        from pfn in OrderZero.Frames(slab, SlotState.Free)
        select pfn;

    /// <summary>To the next zone that the pass admits, or to what follows the pass.</summary>
    private Flight Onward(Memory memory)
    {
        ImmutableArray<int> list = memory.Machine.ZonelistOf(Request, Lists);
        for (int at = At + 1; at < list.Length; at++)
        {
            if (!ZoneCheck.Admits(memory, list[at], Request with { Allowed = Allowed }, Pass)) continue;
            return this with { At = at, Refilled = 0, SawPass = false, SawFail = false, SawList = false };
        }

        return AllocateFlight.AfterPass(memory, this);
    }
}
