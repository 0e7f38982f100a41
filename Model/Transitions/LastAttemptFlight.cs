using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// The last attempt of an entitled request, one atomic step over all zones of its list (semantics Part 0.4): every
/// CPU's list of these zones is emptied (Drain), then the first zone that has a block gives it, tagged (Take), or none
/// has; LastAttempt says which. Marks and node mask do not count. Where there are order-0 caches (Part 0.11) a zone
/// gives a FREE slot of the request's own cache, else a page of buddy, else a FREE slot of any cache; none is grown.
/// </summary>
public sealed record LastAttemptFlight(int Cpu, Request Request) : Flight(Cpu)
{
    /// <summary>The zonelists in force when it began.</summary>
    public ZonelistOrder Lists { get; init; }

    /// <summary>Node masks in force during the request so far: see <see cref="AllocateFlight.Masks"/>.</summary>
    public ulong Masks { get; init; }

    public override Request? Asks => Request;

    public override bool InterruptsOff => Open && Due is null;

    private Pfn Taken { get; init; } = Pfn.None;

    /// <summary>The step has begun: it holds every lock of its zones and of their lists.</summary>
    private bool Open { get; init; }

    private Outcome? Due { get; init; }

    protected override string LawOf(Outcome observed) => observed.Ok ? StepLaw.Partition : StepLaw.LastAttempt;

    private int Order => Request.Order.Value;

    /// <summary>With no zone to ask there is nothing to attempt.</summary>
    public override Outcome? Answer(Memory memory) =>
        Due ?? (memory.Machine.ZonelistOf(Request, Lists).IsEmpty ? Outcome.Refused : null);

    public override ulong HoldsEveryList(Memory memory)
    {
        ulong zones = 0;
        if (!Open || Due is not null) return zones;
        foreach (int zone in memory.Machine.ZonelistOf(Request, Lists)) zones |= 1UL << zone;
        return zones;
    }

    public override ulong HoldsSomeList(Memory memory) => HoldsEveryList(memory);

    public override string? Guards(Memory memory, Label label)
    {
        bool moves = label.What is >= Ghost.Take and <= Ghost.Drain || label.MovesSlab;
        return Open && Due is null && moves && memory.Machine.ZonelistOf(Request, Lists).Contains((int)label.A)
            ? StepLaw.LastAttempt
            : null;
    }

    public override Verdict Accept(Memory memory, Label label) => label.What switch
    {
        _ when Due is not null => Unexpected(label, "after the request was decided"),
        Ghost.Drain when Taken.IsNone => Drain(memory, label),
        Ghost.Take when Taken.IsNone => Take(memory, label),
        Ghost.LastAttempt => Decide(memory, label),
        _ => Unexpected(label, "in the last attempt"),
    };

    public override void Write(Encoder to)
    {
        to.Number(2);
        to.Number(Cpu);
        to.Request(Request);
        to.Frame(Taken.Value);
        to.Number((Open ? 1 : 0) + 2 * (int)Lists);
        to.Number(Masks);
        to.Item(Due?.Item ?? Item.None);
        to.Number(Due is null);
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (!memory.Machine.Published.Has(Published.ListsNotDrained))
        {
            foreach ((int zone, int cpu, uint pfn) in Listed(memory)) yield return Label.Drain(zone, pfn, cpu);
        }

        foreach (int zone in memory.Machine.ZonelistOf(Request, Lists))
        {
            foreach (uint pfn in Candidates(memory, zone))
            {
                yield return Label.Take(zone, pfn, Order, tagged: true);
            }
        }

        yield return Label.LastAttempt(Taken, Order);
    }

    protected override string Unfinished(Memory memory) => "the last attempt was not made";

    private Verdict Drain(Memory memory, Label label)
    {
        bool listed = memory.Machine.ZonelistOf(Request, Lists).Contains((int)label.A)
            && label.C < (uint)memory.Machine.Cpus
            && memory.List((int)label.C, (int)label.A).Has(label.B);
        return listed
            ? Verdict.Accept(memory.Drain((int)label.C, (int)label.A, label.B), this with { Open = true })
            : Out(StepLaw.Partition, $"'{label}' of a page not on that list of an eligible zone");
    }

    private Verdict Take(Memory memory, Label label)
    {
        if (!label.Tagged) return Out(StepLaw.Tag, $"'{label}' in the last attempt");
        if (label != Label.Take((int)label.A, label.B, Order, tagged: true))
        {
            return Out(StepLaw.Order, $"'{label}' for a request of order {Order}");
        }

        if (Stranded(memory) is { } stranded) return stranded;
        int first = FirstWithBlock(memory);
        if (label.A != first)
            return Out(StepLaw.Eligible, $"'{label}' where zone {first} is the first that has a block");
        if (!Candidates(memory, first).Contains(label.B))
        {
            return Out(StepLaw.Partition, $"'{label}' of a block not free: {memory.Zones[first]}");
        }

        Memory next = Give(memory, first, label.B);
        return Verdict.Accept(next, this with { Open = true, Taken = new(label.B) });
    }

    private Verdict Decide(Memory memory, Label label)
    {
        if (label != Label.LastAttempt(Taken, Order))
        {
            return Unexpected(label, $"where {Taken} was taken at order {Order}");
        }

        if (!Taken.IsNone) return Verdict.Accept(memory, this with { Due = Outcome.Granted(Taken) });
        if (Stranded(memory) is { } stranded) return stranded;
        int first = FirstWithBlock(memory);
        return first < 0
            ? Verdict.Accept(memory, AllocateFlight.AfterLast(memory, this) ?? this with { Due = Outcome.Refused })
            : Out(StepLaw.LastAttempt, $"'{label}' though zone {first} has a block: {memory.Zones[first]}");
    }

    /// <summary>G5: what lies on the lists is not looked for.</summary>
    private Verdict? Stranded(Memory memory)
    {
        if (memory.Machine.Published.Has(Published.ListsNotDrained)) return null;
        foreach ((int zone, int cpu, uint pfn) in Listed(memory))
        {
            return Out(StepLaw.LastAttempt, $"page {pfn} of zone {zone} was left on the list of cpu{cpu}");
        }

        return null;
    }

    private int FirstWithBlock(Memory memory)
    {
        foreach (int zone in memory.Machine.ZonelistOf(Request, Lists))
        {
            if (Candidates(memory, zone).Any()) return zone;
        }

        return -1;
    }

    /// <summary>What the zone may give, all of one kind.</summary>
    private IEnumerable<uint> Candidates(Memory memory, int zone)
    {
        IEnumerable<uint> buddy = memory.Zones[zone].Free.Blocks(Order);
        if (Order > 0 || memory.Machine.OrderZero is null) return buddy;
        IEnumerable<uint> own = memory.OrderZero.Free(zone, CachedPageFlight.CacheOf(memory, Request));
        return own.Any() ? own : buddy.Any() ? buddy : memory.OrderZero.Free(zone, null);
    }

    private Memory Give(Memory memory, int zone, uint pfn)
    {
        if (memory.OrderZero.SlabOf(pfn) is not { } slab) return memory.Take(zone, pfn, Order, tagged: true);
        bool own = slab.Cache == CachedPageFlight.CacheOf(memory, Request);
        return memory.WithSlot(pfn, new(own ? SlotState.Reserved : SlotState.Lent));
    }

    private IEnumerable<(int Zone, int Cpu, uint Pfn)> Listed(Memory memory) =>
        from zone in memory.Machine.ZonelistOf(Request, Lists)
        from cpu in Enumerable.Range(0, memory.Machine.Cpus)
        from pfn in memory.List(cpu, zone).Pages
        select (zone, cpu, pfn);
}
