using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// kmem_cache_free (semantics C.4, Part 0.3). An object of this CPU's slab goes on the CPU's freelist (ObjectPush). Any
/// other goes back to its slab (ObjectReturn), which in the same hold of the slab's lock goes where it then belongs:
/// stays frozen; from full to its node's list; off the list when it is empty, to be discarded. An empty tagged slab is
/// discarded at once, any other if the list is long enough without it. Freeing nothing does nothing.
/// </summary>
public sealed record SlabFreeFlight(int Cpu, Item Item) : Flight(Cpu)
{
    private bool Returned { get; init; }

    private SlabDiscard Discard { get; init; }

    public override Flight? Within => Discard.Inner;

    public override Outcome? Answer(Memory memory) =>
        Item.IsNone || (Returned && Discard.IsDone(memory)) ? Outcome.Done : null;

    public override Flight Witness(Memory memory) =>
        Discard.Witness(memory, out SlabDiscard left) ? this with { Discard = left } : this;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Discard.Inner is not null) return Discard.Accept(memory, label, rest => this with { Discard = rest });
        if (Item.IsNone || Returned) return Unexpected(label, "where nothing is left to free");
        if (label.What is not (Ghost.ObjectPush or Ghost.ObjectReturn))
        {
            return Unexpected(label, $"before {Item} was freed");
        }

        bool held = memory.Slabs.Find(Item.Pfn.Value) is { } found && found.IsHeld(Item.Index);
        if (!held || (label.A, label.B) != (Item.Pfn.Value, (uint)Item.Index))
        {
            return Out(StepLaw.Object, $"'{label}' where {Item} is freed: {memory.Slabs}");
        }

        Slab slab = memory.Slabs[label.A];
        bool own = slab.Place == SlabPlace.Cpu && slab.Number == Cpu;
        if (own != (label.What == Ghost.ObjectPush) || (own && label.C != Cpu))
        {
            return Out(StepLaw.SlabPlace, $"'{label}' on cpu{Cpu}: {slab}");
        }

        Slab back = own ? slab.Push(Item.Index) : slab.Return(Item.Index);
        if (back.Place != SlabPlace.Cpu) back = SlabDiscard.Settled(memory, back);
        return Verdict.Accept(
            memory with { Slabs = memory.Slabs.With(back) },
            this with { Returned = true, Discard = SlabDiscard.IfEmpty(memory, back, Task, Cpu) });
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Discard.Inner is { } inner) return inner.Options(memory);
        if (Item.IsNone || Returned) return [];
        return
        [
            Label.ObjectPush(Item.Pfn.Value, Item.Index, Cpu),
            Label.ObjectReturn(Item.Pfn.Value, Item.Index),
        ];
    }

    public override void Write(Encoder to)
    {
        to.Number(33);
        to.Number(Cpu);
        to.Item(Item);
        to.Number(Returned);
        Discard.Write(to);
    }

    protected override string LawOf(Outcome observed) => StepLaw.Protocol;

    protected override string Unfinished(Memory memory) =>
        Returned ? "an empty slab was kept" : $"{Item} was not freed";
}
