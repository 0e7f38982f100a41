using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>Where switches make object allocation do as published code or known bugs do (semantics G29-G47).</summary>
public sealed partial record SlabAllocateFlight
{
    /// <summary>G44: the head of the CPU's freelist as last read, or none, and what followed it.</summary>
    private Item Peeked { get; init; } = Item.None;

    private uint Rest { get; init; }

    /// <summary>G43: the CPU that it ran on when it asked for pages, or -1.</summary>
    private int AskedOn { get; init; } = -1;

    /// <summary>Others were faster. G36: that is the end of it.</summary>
    private SlabAllocateFlight Stolen(Memory memory) =>
        SlabPublished.Has(memory, Published.StolenNotRetried) ? Refused() : Restart(memory);

    /// <summary>G30: the fast path asks nobody.</summary>
    private bool MayHit(Memory memory, Slab slab) =>
        SlabAdmission.MayTake(slab, Request) || SlabPublished.Has(memory, Published.FastPathUnchecked);

    /// <summary>G30, G31: reserve slabs too.</summary>
    private static bool MayFreeze(Memory memory, Slab slab) =>
        SlabAdmission.MayFreeze(slab) || SlabPublished.LoadsReserve(memory);

    /// <summary>G41: phase 1 does not look at the mask.</summary>
    private bool IgnoresMask(Memory memory) =>
        At == Stage.Nodes && SlabPublished.Has(memory, Published.FallbackIgnoresMask);

    /// <summary>G42: without THISNODE an empty list leads to the fallback of the fallback, never to phase 2.</summary>
    private static bool Recurses(Memory memory) => SlabPublished.Has(memory, Published.FallbackRecursion);

    /// <summary>The CPU that is to have the slab: the one it runs on. G43: the one it asked on.</summary>
    private int CpuOfPages => AskedOn >= 0 ? AskedOn : Cpu;

    /// <summary>G31: ordinary pages were granted, so that the CPU's mark goes, and it keeps its slab.</summary>
    private Memory Unmarked(Memory memory) =>
        memory.Slabs.OfCpu(Cache, Cpu) is { Tagged: true } slab
            ? memory with { Slabs = memory.Slabs.With(SlabPublished.OffCpu(memory, slab)) }
            : memory;

    /// <summary>Nothing can manage the slab: its pages go back. G38: each thinks that the other sees to it.</summary>
    private Verdict Unmanaged(Memory memory) =>
        SlabPublished.Has(memory, Published.GrownLeaked)
            ? Verdict.Accept(memory, Refused())
            : GiveUp(memory, Stage.Fail);

    /// <summary>
    /// G37: the helper has freed the pages, and so does its caller, whose slab soever they are by now. Pages that are
    /// nobody's slab are found free, or pass for what is being freed.
    /// </summary>
    private Verdict FreeTwice(Memory memory) => Verdict.Accept(
        memory.Slabs.Find(Pages) is { Place: not SlabPlace.Empty }
            ? memory.Release(memory.Topology.ZoneOf(Pages), Pages)
            : memory,
        Refused());

    /// <summary>
    /// G44: the pop has two steps, and the second swaps the head for what followed it at the first. Nobody sees that
    /// the head went and came back meanwhile.
    /// </summary>
    private Verdict HitStale(Memory memory, Label label, Slab slab)
    {
        Item head = new(new(slab.Pfn), (int)label.B);
        bool there = Has(slab.OnCpu, label.B);
        if (label.What == Ghost.ObjectPeek && there)
        {
            return Verdict.Accept(memory, this with { Peeked = head, Rest = slab.OnCpu & ~(1u << head.Index) });
        }

        return label.What == Ghost.ObjectHit && there && Peeked == head
            ? Grant(memory, slab.PopStale(head.Index, Rest, Entitled), head.Index)
            : Unexpected(label, $"of {slab}");
    }
}
