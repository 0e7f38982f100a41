using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// free_pages where there are order-0 caches (semantics F, Part 0.11). A page of a slab goes on this CPU's list of the
/// slab's cache (Push); a list that thereby reaches its high mark gives batch' pages back to their slabs (Drain). Past
/// the lists go, to slab or buddy (Release): pages taken from the reserve, pages of an isolated slab, loose pages,
/// larger blocks, and every page where no list is in use. The last slot of a slab takes the slab back to buddy.
/// </summary>
public sealed record CachedFreeFlight(int Cpu, Pfn Pfn) : Flight(Cpu)
{
    private bool Freed { get; init; }

    /// <summary>The cache whose list the page went to, and pages that list has yet to give back.</summary>
    private PageCache Cache { get; init; }

    private uint Owed { get; init; }

    public override Outcome? Answer(Memory memory) => Pfn.IsNone || (Freed && Owed == 0) ? Outcome.Done : null;

    public override bool InterruptsOff => Owed > 0;

    public override ulong HoldsSomeList(Memory memory) => InterruptsOff ? 1UL << Zone(memory) : 0;

    /// <summary>Until it has given back what it owes the CPU holds its lists of the zone.</summary>
    public override string? Guards(Memory memory, Label label) =>
        Owed > 0 && CachedPageFlight.TouchesList(label, Zone(memory), Cpu) ? StepLaw.Protocol : null;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Pfn.IsNone) return Unexpected(label, "where there is nothing to free");
        if (Freed) return Drain(memory, label);
        if (label.What is not (Ghost.Push or Ghost.Release)) return Unexpected(label, "before the page was freed");
        if ((label.A, label.B) != ((uint)Zone(memory), Pfn.Value))
        {
            return Out(StepLaw.Partition, $"'{label}' where pfn {Pfn} of zone {Zone(memory)} is freed");
        }

        return label.What == Ghost.Push ? Push(memory, label) : Release(memory, label);
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Pfn.IsNone) yield break;
        int zone = Zone(memory);
        if (Freed)
        {
            foreach (uint pfn in memory.OrderZero.Listed(Cpu, zone, Cache)) yield return Label.Drain(zone, pfn, Cpu);
            yield break;
        }

        yield return Label.Push(zone, Pfn.Value, Cpu);
        yield return Label.Release(zone, Pfn.Value, OrderOf(memory));
    }

    public override void Write(Encoder to)
    {
        to.Number(130);
        to.Number(Cpu);
        to.Frame(Pfn.Value);
        to.Number(((int)Cache << 1) | (Freed ? 1 : 0));
        to.Number(Owed);
    }

    protected override string LawOf(Outcome observed) => Freed ? StepLaw.Batch : StepLaw.Protocol;

    protected override string Unfinished(Memory memory) =>
        Freed ? $"its list still owes {Owed} pages" : $"{Pfn} was not freed";

    private int Zone(Memory memory) => memory.Topology.ZoneOf(Pfn.Value);

    private int OrderOf(Memory memory) => memory.Blocks.TryGetValue(Pfn.Value, out Block block) ? block.Order : 0;

    /// <summary>The slab whose list may take the page: not a tagged one's, not an isolated slab's.</summary>
    private PageSlab? Listable(Memory memory) =>
        memory.GoesOnList(Pfn.Value) ? memory.OrderZero.SlabOf(Pfn.Value) : null;

    private Verdict Push(Memory memory, Label label)
    {
        if (Listable(memory) is not { } slab) return Out(StepLaw.Tag, $"'{label}' of a page that bypasses the lists");
        int zone = Zone(memory);
        bool open = memory.Cpu(Cpu) != CpuState.Offline && memory.Machine.ListHigh[zone] > 0;
        if (label.C != Cpu || !open) return Out(StepLaw.Offline, $"'{label}' where no such list is in use");
        Memory next = memory.Push(Cpu, zone, Pfn.Value);
        uint count = (uint)next.OrderZero.Listed(Cpu, zone, slab.Cache).Count();
        uint owed = count >= memory.Machine.ListHigh[zone] ? Math.Min(memory.Machine.Batch[zone], count) : 0;
        return Verdict.Accept(next, this with { Freed = true, Cache = slab.Cache, Owed = owed });
    }

    private Verdict Release(Memory memory, Label label)
    {
        if (label.C != OrderOf(memory)) return Out(StepLaw.Order, $"'{label}' of a block of order {OrderOf(memory)}");
        int zone = Zone(memory);
        bool listed = Listable(memory) is not null
            && memory.Cpu(Cpu) == CpuState.Online
            && memory.Machine.ListHigh[zone] > 0;
        return listed
            ? Unexpected(label, "past the CPU's list")
            : Verdict.Accept(memory.Release(zone, Pfn.Value), this with { Freed = true });
    }

    private Verdict Drain(Memory memory, Label label)
    {
        int zone = Zone(memory);
        if (Owed == 0) return Out(StepLaw.Batch, $"'{label}' though the list owes nothing");
        bool listed = label == Label.Drain(zone, label.B, Cpu)
            && memory.OrderZero.Listed(Cpu, zone, Cache).Contains(label.B);
        return listed
            ? Verdict.Accept(memory.Drain(Cpu, zone, label.B), this with { Owed = Owed - 1 })
            : Out(StepLaw.Partition, $"'{label}' of a page not on that list");
    }
}
