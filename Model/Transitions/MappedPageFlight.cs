using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// What happens to mapped pages while reclaim looks at them (semantics F.2, F.4): some page, whichever, is pinned,
/// changed, or written in the background. One step under the page's lock; where no page will do, nothing happens.
/// </summary>
public sealed record MappedPageFlight(int Cpu, OperationKind Kind) : Flight(Cpu)
{
    private Outcome? Due { get; init; }

    private uint What => Kind switch
    {
        OperationKind.PinPage => Ghost.Pin,
        OperationKind.DirtyPage => Ghost.Redirty,
        _ => Ghost.Clean,
    };

    public override Outcome? Answer(Memory memory)
    {
        if (Due is not null || Options(memory).Any()) return Due;
        return Kind == OperationKind.PinPage ? Outcome.Refused : Outcome.Done;
    }

    public override Verdict Accept(Memory memory, Label label)
    {
        PageSlab? slab = memory.OrderZero.SlabOf(label.B);
        if (Due is not null || slab is null || label != Label.Of(What, slab.Zone, label.B))
        {
            return Unexpected(label, "where a mapped page is due");
        }

        PageSlot slot = slab[label.B];
        if (!Fits(slab, slot.State)) return Out(StepLaw.Protocol, $"'{label}' of a page that is {slot}");
        SlotState after = Kind switch
        {
            OperationKind.PinPage => SlotState.Pinned,
            OperationKind.DirtyPage => SlotState.Dirty,
            _ => SlotState.Clean,
        };
        Outcome answer = Kind == OperationKind.PinPage ? Outcome.Granted(new(label.B)) : Outcome.Done;
        return Verdict.Accept(memory.WithSlot(label.B, new(after)), this with { Due = answer });
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Due is not null) yield break;
        foreach (PageSlab slab in memory.OrderZero.Slabs)
        {
            for (int i = 0; i < slab.Slots.Length; i++)
            {
                if (Fits(slab, slab.Slots[i].State)) yield return Label.Of(What, slab.Zone, slab.Base + (uint)i);
            }
        }
    }

    public override void Write(Encoder to)
    {
        to.Number(128);
        to.Number(Cpu);
        to.Number((int)Kind);
        to.Item(Due?.Item ?? Item.None);
    }

    protected override string LawOf(Outcome observed) => StepLaw.Protocol;

    protected override string Unfinished(Memory memory) => "no page was chosen";

    /// <summary>Only pages of user space have contents to write; who reads is not modelled.</summary>
    private bool Fits(PageSlab slab, SlotState state) => Kind switch
    {
        OperationKind.PinPage => state is SlotState.Clean or SlotState.Dirty or SlotState.Writeback,
        OperationKind.DirtyPage => slab.Cache == PageCache.User && state is SlotState.Clean or SlotState.Writeback,
        _ => state is SlotState.Dirty or SlotState.Writeback,
    };
}

/// <summary>put_page: the page of user space is left changed, that of a kernel cache discardable.</summary>
public sealed record UnpinFlight(int Cpu, Pfn Pfn) : Flight(Cpu)
{
    private bool Unpinned { get; init; }

    public static bool CanStay(Memory memory, Pfn pfn) =>
        !pfn.IsNone
        && memory.OrderZero.SlabOf(pfn.Value) is { } slab
        && slab.Cache != PageCache.KNoReclaim
        && slab[pfn.Value].State == SlotState.Pinned;

    public override Outcome? Answer(Memory memory) => Unpinned ? Outcome.Done : null;

    public override Verdict Accept(Memory memory, Label label)
    {
        PageSlab slab = memory.OrderZero.SlabOf(Pfn.Value)!;
        bool due = !Unpinned && label == Label.Of(Ghost.Unpin, slab.Zone, Pfn.Value);
        if (!due) return Unexpected(label, $"to unpin {Pfn}");
        SlotState after = slab.Cache == PageCache.User ? SlotState.Dirty : SlotState.Clean;
        return Verdict.Accept(memory.WithSlot(Pfn.Value, new(after)), this with { Unpinned = true });
    }

    public override IEnumerable<Label> Options(Memory memory) =>
        Unpinned ? [] : [Label.Of(Ghost.Unpin, memory.OrderZero.SlabOf(Pfn.Value)!.Zone, Pfn.Value)];

    public override void Write(Encoder to)
    {
        to.Number(129);
        to.Number(Cpu);
        to.Frame(Pfn.Value);
        to.Number(Unpinned);
    }

    protected override string LawOf(Outcome observed) => StepLaw.Protocol;

    protected override string Unfinished(Memory memory) => $"{Pfn} was not unpinned";
}
