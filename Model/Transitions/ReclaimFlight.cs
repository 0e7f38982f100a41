using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// What direct reclaim and kswapd share (semantics I): pages that need nothing are given back one by one; a dirty page
/// is written first, and the write may need memory, which the reclaimer, being PF_MEMALLOC, may take from the reserve.
/// </summary>
public abstract record ReclaimFlight(int Cpu) : Flight(Cpu)
{
    /// <summary>The allocation of the page that a write needs, or its release.</summary>
    private Flight? Device { get; init; }

    /// <summary>The dirty page being written.</summary>
    private Pfn Writing { get; init; } = Pfn.None;

    /// <summary>The page that the write holds.</summary>
    private Pfn Held { get; init; } = Pfn.None;

    /// <summary>The write was refused memory.</summary>
    private bool Stuck { get; init; }

    /// <summary>Pages freed so far.</summary>
    public uint Freed { get; private init; }

    public override Flight? Within => Device;

    protected abstract Gfp Gfp { get; }

    public override Outcome? Answer(Memory memory) => null;

    /// <summary>May it take pages of this zone now?</summary>
    protected abstract bool Concerns(Memory memory, int zone);

    protected override string LawOf(Outcome observed) => StepLaw.Protocol;

    /// <summary>Its own steps, when no write is under way.</summary>
    protected abstract IEnumerable<Label> OwnOptions(Memory memory);

    protected abstract Verdict AcceptOwn(Memory memory, Label label);

    public override Flight Witness(Memory memory) => Settled(this with { Device = Device?.Witness(memory) }, memory);

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Device is { } device) return device.Options(memory);
        if (Writing.IsNone) return OwnOptions(memory);
        int zone = memory.Topology.ZoneOf(Writing.Value);
        if (!Stuck) return [Label.Written(zone, Writing.Value)];
        if (!memory.Machine.ReclaimSpec.WriteWaits) return [Label.WriteFailed(zone, Writing.Value)];
        return MemoryIsFree(memory) ? [Label.Slept(fromStart: false)] : [];
    }

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Device is { } device)
        {
            Verdict verdict = device.Accept(memory, label);
            return verdict.Accepted ? Verdict.Accept(verdict.Memory, this with { Device = verdict.Flight }) : verdict;
        }

        if (Writing.IsNone) return AcceptOwn(memory, label);
        int zone = memory.Topology.ZoneOf(Writing.Value);
        if (Stuck && label == Label.WriteFailed(zone, Writing.Value)) return Failed(memory);
        if (Stuck && label == Label.Slept(fromStart: false)) return Verdict.Accept(memory, Asking(memory));
        return !Stuck && label == Label.Written(zone, Writing.Value)
            ? Written(memory)
            : Unexpected(label, "while a page was being written");
    }

    protected void WriteWork(Encoder to)
    {
        to.Frame(Writing.Value);
        to.Frame(Held.Value);
        to.Number(Stuck);
        to.Number(Freed);
        WriteOrNone(to, Device);
    }

    /// <summary>Pages that could be taken now, and dirty ones whose write could begin.</summary>
    protected IEnumerable<Label> Work(Memory memory)
    {
        foreach ((uint pfn, ReclaimablePage page) in memory.Reclaimable)
        {
            int zone = memory.Topology.ZoneOf(pfn);
            if (!Concerns(memory, zone)) continue;
            if (MayFree(memory, page))
            {
                yield return Label.Reclaimed(zone, pfn, -1);
                if (HasRoom(memory, zone, pfn)) yield return Label.Reclaimed(zone, pfn, Cpu);
            }
            else if (MayWrite(page))
            {
                yield return Label.WriteStart(zone, pfn);
            }
        }
    }

    protected Verdict AcceptWork(Memory memory, Label label)
    {
        bool there = IsZone(memory, label.A) && label.B < memory.Topology.Frames
            && label.A == (uint)memory.Topology.ZoneOf(label.B) && Concerns(memory, (int)label.A);
        if (!there || memory.ReclaimableAt(label.B) is not { } page)
        {
            return Out(StepLaw.Reclaimed, $"'{label}' of a page that it may not take");
        }

        return label.What == Ghost.Reclaimed ? Free(memory, label, page) : StartWrite(memory, label, page);
    }

    private Verdict Free(Memory memory, Label label, ReclaimablePage page)
    {
        if (!MayFree(memory, page)) return Out(StepLaw.Reclaimed, $"'{label}' of a page that is {page}");
        int zone = (int)label.A, cpu = (int)label.C - 1;
        return cpu < 0 || (cpu == Cpu && HasRoom(memory, zone, label.B))
            ? Verdict.Accept(memory.Reclaimed(zone, label.B, cpu), this with { Freed = CountFreed() })
            : Out(StepLaw.Offline, $"'{label}' where that list takes none");
    }

    /// <summary>This CPU's list takes the page, and need give none back for it.</summary>
    private bool HasRoom(Memory memory, int zone, uint pfn) =>
        memory.Cpu(Cpu) == CpuState.Online
        && memory.GoesOnList(pfn)
        && memory.ListOf(Cpu, zone, pfn) + 1 < memory.Machine.ListHigh[zone];

    /// <summary>Who never ends need not count.</summary>
    protected virtual uint CountFreed() => Freed + 1;

    private Verdict StartWrite(Memory memory, Label label, ReclaimablePage page)
    {
        if (!MayWrite(page)) return Out(StepLaw.Reclaimed, $"'{label}' of a page that is {page}");
        Memory next = memory.Cached(label.B, page with { Writing = true });
        return Verdict.Accept(next, (this with { Writing = new(label.B) }).Asking(next));
    }

    private ReclaimFlight Asking(Memory memory) => this with
    {
        Stuck = false,
        Device = memory.Machine.ReclaimSpec.WriteNeeds is { } request
            ? PageFlights.Allocate(memory, Task, Cpu, request)
            : null,
    };

    /// <summary>What the write asked for has its answer, or what it held is freed.</summary>
    private static ReclaimFlight Settled(ReclaimFlight flight, Memory memory)
    {
        if (flight.Device?.Answer(memory) is not { } answer) return flight;
        if (flight.Writing.IsNone) return flight with { Device = null };
        return flight with { Device = null, Held = answer.Pfn, Stuck = !answer.Ok };
    }

    /// <summary>G12: the end of a write clears PF_MEMALLOC, which was not set by its beginning.</summary>
    private Verdict Written(Memory memory)
    {
        Memory next = memory.Cached(Writing.Value, new(PageUse.Clean));
        if (memory.Machine.Published.Has(Published.MemAllocClobbered))
        {
            next = next.WithoutFlag(Task, TaskFlags.MemAlloc);
        }

        Flight? release = Held.IsNone ? null : PageFlights.Free(memory, Task, Cpu, Held);
        return Verdict.Accept(next, this with { Writing = Pfn.None, Held = Pfn.None, Device = release });
    }

    private Verdict Failed(Memory memory) => memory.Machine.ReclaimSpec.WriteWaits
        ? Out(StepLaw.Protocol, $"the write of {Writing}, which waits for memory, was given up")
        : Verdict.Accept(
            memory.Cached(Writing.Value, new(PageUse.Dirty)), this with { Writing = Pfn.None, Stuck = false });

    private bool MayFree(Memory memory, ReclaimablePage page) =>
        (!page.Pinned || memory.Machine.Published.Has(Published.ReclaimTakesPinned))
        && (page.Use == PageUse.Clean || (page.Use == PageUse.Slab && (Gfp & Gfp.Fs) != 0));

    private bool MayWrite(ReclaimablePage page) =>
        page is { Use: PageUse.Dirty, Pinned: false, Writing: false } && (Gfp & (Gfp.Fs | Gfp.Io)) == (Gfp.Fs | Gfp.Io);

    private static bool MemoryIsFree(Memory memory)
    {
        foreach (ZoneState zone in memory.Zones)
        {
            if (zone.NrFree > 0) return true;
        }

        if (memory.Machine.OrderZero is not null && memory.OrderZero.AnyFree) return true;

        return DrainFlight.Listed(memory, 0).Any() || Enumerable.Range(1, memory.Machine.Cpus - 1)
            .Any(cpu => DrainFlight.Listed(memory, cpu).Any());
    }
}

/// <summary>
/// Direct reclaim of a request that found no memory (semantics B.8 step 8): PF_MEMALLOC is set, some of the pages of
/// its zones are freed, which ones is anybody's choice, and PF_MEMALLOC is cleared. Then the request goes on.
/// </summary>
public sealed record DirectReclaimFlight(int Cpu, Request Request) : ReclaimFlight(Cpu)
{
    public ulong Masks { get; init; }

    /// <summary>The nodes it may reclaim from.</summary>
    public NodeMask Allowed { get; init; }

    /// <summary>PF_MEMALLOC is set.</summary>
    public bool Begun { get; private init; }

    public override Request? Asks => Within is null ? Request : Within.Asks;

    protected override Gfp Gfp => Request.Gfp;

    public override void Write(Encoder to)
    {
        to.Number(160);
        to.Number(Cpu);
        to.Request(Request);
        to.Number(Masks);
        to.Number(Allowed.Bits);
        to.Number(Begun);
        WriteWork(to);
    }

    protected override string Unfinished(Memory memory) => "direct reclaim was not ended";

    protected override bool Concerns(Memory memory, int zone) =>
        Allowed.Has(memory.Topology.Zones[zone].Node.Value)
        && memory.Machine.ZonelistOf(Request, memory.Zonelists).Contains(zone);

    protected override IEnumerable<Label> OwnOptions(Memory memory) =>
        Begun ? [.. Work(memory), Label.ReclaimEnd(Reported(memory))] : [Label.ReclaimStart()];

    protected override Verdict AcceptOwn(Memory memory, Label label) => label.What switch
    {
        Ghost.ReclaimStart when !Begun =>
            Verdict.Accept(memory.WithFlag(Task, TaskFlags.MemAlloc), this with { Begun = true }),
        Ghost.Reclaimed or Ghost.WriteStart when Begun => AcceptWork(memory, label),
        Ghost.ReclaimEnd when Begun => End(memory, label),
        _ => Unexpected(label, "in direct reclaim"),
    };

    private Verdict End(Memory memory, Label label)
    {
        if (label.A != Reported(memory)) return Out(StepLaw.Reclaimed, $"'{label}' after {Freed} pages were freed");
        Memory next = memory.WithoutFlag(Task, TaskFlags.MemAlloc);
        return Verdict.Accept(next, AllocateFlight.AfterReclaim(next, this, label.A > 0));
    }

    /// <summary>Progress is what was freed; a known bug counts what was looked at.</summary>
    private uint Reported(Memory memory)
    {
        if (!memory.Machine.Published.Has(Published.ReclaimCountsScanned)) return Freed;
        uint scanned = 0;
        foreach ((uint pfn, _) in memory.Reclaimable)
        {
            if (Concerns(memory, memory.Topology.ZoneOf(pfn))) scanned++;
        }

        return Freed + scanned;
    }
}
