using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// discard_slab (semantics C.4): the pages of an empty slab go back to the page allocator; the slab is no more with the
/// step that takes them there. A part of other flights.
/// </summary>
/// <param name="Inner">Its pages on their way back; null: nothing is discarded.</param>
/// <param name="Pfn">Its first frame.</param>
public readonly record struct SlabDiscard(Flight? Inner, uint Pfn)
{
    /// <summary>Nothing to discard unless the slab is empty.</summary>
    public static SlabDiscard IfEmpty(Memory memory, Slab slab, int task, int cpu) =>
        slab.Place == SlabPlace.Empty ? new(PageFlights.Free(memory, task, cpu, new(slab.Pfn)), slab.Pfn) : default;

    /// <summary>
    /// Where a slab belongs after an object came back or it left its CPU. An empty one is kept on its list while the
    /// list has less than min_partial slabs; a tagged one never (semantics Part 0.3).
    /// </summary>
    public static Slab Settled(Memory memory, Slab slab)
    {
        int node = memory.Topology.Zones[memory.Topology.ZoneOf(slab.Pfn)].Node.Value;
        int others = memory.Slabs.NrPartial(slab.Cache, node) - (slab.Place == SlabPlace.Partial ? 1 : 0);
        return slab.Settled(node, !slab.Tagged && others < memory.Machine.Caches[slab.Cache].MinPartial);
    }

    /// <summary>flush_slab: a slab is taken from its CPU, and the CPU's freelist goes back to the slab's.</summary>
    /// <param name="then">The flight that this is a part of, with a discard if the slab is empty.</param>
    public static Verdict Flush(
        Memory memory, Label label, int task, int cpu, Func<SlabDiscard, Flight> then)
    {
        bool there = memory.Slabs.Find(label.A) is { Place: SlabPlace.Cpu } found && found.Number == label.B;
        if (!there) return Verdict.Refuse(StepLaw.SlabPlace, $"'{label}' with {memory.Slabs}");
        Slab slab = SlabPublished.OffCpu(memory, Settled(memory, memory.Slabs[label.A]));
        return Verdict.Accept(memory with { Slabs = memory.Slabs.With(slab) }, then(IfEmpty(memory, slab, task, cpu)));
    }

    public bool IsDone(Memory memory) => Inner?.Answer(memory) is not null || Inner is null;

    /// <summary>Others made a step. False: it changed nothing here.</summary>
    public bool Witness(Memory memory, out SlabDiscard left)
    {
        left = Inner is null ? this : (this with { Inner = Inner.Witness(memory) }).Joined(memory);
        return !ReferenceEquals(left.Inner, Inner);
    }

    /// <param name="then">The flight that this is a part of, with what is left of the discard.</param>
    public Verdict Accept(Memory memory, Label label, Func<SlabDiscard, Flight> then)
    {
        Verdict inner = Inner!.Accept(memory, label);
        if (!inner.Accepted) return inner;
        bool returned = inner.Memory.Held(Pfn) is null && memory.Held(Pfn) is not null;
        Memory next = returned ? inner.Memory with { Slabs = inner.Memory.Slabs.Without(Pfn) } : inner.Memory;
        return Verdict.Accept(next, then((this with { Inner = inner.Flight }).Joined(next)));
    }

    public void Write(Encoder to)
    {
        Flight.WriteOrNone(to, Inner);
    }

    private SlabDiscard Joined(Memory memory) => Inner?.Answer(memory) is null ? this : default;
}
