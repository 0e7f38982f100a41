using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// free_pages (semantics B.3, Part 0.4). An untagged order-0 page goes on this CPU's list (Push); a list that thereby
/// reaches its high mark gives batch' pages back (Drain). Anything else, and any page where no list is in use, goes
/// back to buddy (Release). Freeing nothing does nothing.
/// </summary>
public sealed record FreeFlight(int Cpu, Pfn Pfn) : Flight(Cpu)
{
    private bool Freed { get; init; }

    /// <summary>Pages the list has yet to give back.</summary>
    private uint Owed { get; init; }

    protected override string LawOf(Outcome observed) => Freed ? StepLaw.Batch : StepLaw.Protocol;

    public override Outcome? Answer(Memory memory) => Pfn.IsNone || (Freed && Owed == 0) ? Outcome.Done : null;

    public override ulong HoldsSomeList(Memory memory) =>
        Owed > 0 ? 1UL << memory.Topology.ZoneOf(Pfn.Value) : 0;

    /// <summary>Until it has given back what it owes the CPU holds its list, against its other tasks too.</summary>
    public override string? Guards(Memory memory, Label label) =>
        Owed > 0 && label.MovesOnList(memory.Topology.ZoneOf(Pfn.Value), Cpu) ? StepLaw.Protocol : null;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Pfn.IsNone) return Unexpected(label, "where there is nothing to free");
        if (Freed)
        {
            return label.What == Ghost.Drain ? Drain(memory, label) : Unexpected(label, "after the page was freed");
        }

        if (label.What is not (Ghost.Push or Ghost.Release)) return Unexpected(label, "before the page was freed");
        int zone = memory.Topology.ZoneOf(Pfn.Value);
        if ((label.A, label.B) != ((uint)zone, Pfn.Value))
        {
            return Out(StepLaw.Partition, $"'{label}' where pfn {Pfn} of zone {zone} is freed");
        }

        Block block = memory.Blocks[Pfn.Value];
        return label.What == Ghost.Push ? Push(memory, label, zone, block) : Release(memory, label, zone, block);
    }

    public override void Write(Encoder to)
    {
        to.Number(3);
        to.Number(Cpu);
        to.Frame(Pfn.Value);
        to.Number(Freed);
        to.Number(Owed);
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Pfn.IsNone) yield break;
        int zone = memory.Topology.ZoneOf(Pfn.Value);
        if (Freed)
        {
            foreach (uint pfn in memory.List(Cpu, zone).Pages) yield return Label.Drain(zone, pfn, Cpu);
            yield break;
        }

        yield return Label.Push(zone, Pfn.Value, Cpu);
        yield return Label.Release(zone, Pfn.Value, memory.Blocks[Pfn.Value].Order);
    }

    protected override string Unfinished(Memory memory) =>
        Freed ? $"its list still owes {Owed} pages" : $"{Pfn} was not freed";

    private Verdict Push(Memory memory, Label label, int zone, Block block)
    {
        if (block.Tagged) return Out(StepLaw.Tag, $"'{label}' of a tagged page");
        if (block.Order > 0) return Out(StepLaw.Order, $"'{label}' of a block of order {block.Order}");
        bool open = memory.Cpu(Cpu) != CpuState.Offline && memory.Machine.ListHigh[zone] > 0;
        if (label.C != Cpu || !open) return Out(StepLaw.Offline, $"'{label}' where no such list is in use");
        Memory next = memory.Push(Cpu, zone, Pfn.Value);
        uint count = (uint)next.List(Cpu, zone).Count;
        uint owed = count >= memory.Machine.ListHigh[zone] ? Math.Min(memory.Machine.Batch[zone], count) : 0;
        return Verdict.Accept(next, this with { Freed = true, Owed = owed });
    }

    private Verdict Release(Memory memory, Label label, int zone, Block block)
    {
        if (label.C != block.Order) return Out(StepLaw.Order, $"'{label}' of a block of order {block.Order}");
        bool listed = block is { Order: 0, Tagged: false }
            && memory.Cpu(Cpu) == CpuState.Online
            && memory.Machine.ListHigh[zone] > 0;
        return listed
            ? Unexpected(label, "past the CPU's list")
            : Verdict.Accept(memory.Release(zone, Pfn.Value), this with { Freed = true });
    }

    private Verdict Drain(Memory memory, Label label)
    {
        int zone = memory.Topology.ZoneOf(Pfn.Value);
        if (Owed == 0) return Out(StepLaw.Batch, $"'{label}' though the list owes nothing");
        bool listed = (label.A, label.C) == ((uint)zone, (uint)Cpu) && memory.List(Cpu, zone).Has(label.B);
        return listed
            ? Verdict.Accept(memory.Drain(Cpu, zone, label.B), this with { Owed = Owed - 1 })
            : Out(StepLaw.Partition, $"'{label}' of a page not on that list");
    }
}
