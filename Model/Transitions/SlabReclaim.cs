using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// A large request empties the victim it has isolated (semantics F.4 steps 5 to 7). What the scan saw counts no more:
/// each page is looked at again, under its lock, in the step that gives it up. A clean page of user space is given up
/// (Reclaim); a dirty one is written first (StartWrite, EndWrite), if the request may do I/O, and a write during which
/// the page changed has cleaned nothing. The discard callback gives up what it can of a kernel cache, page by page
/// (Discard), and takes nothing from the caches. Writes are bounded: one a page.
/// </summary>
/// <param name="Base">The victim's first frame.</param>
/// <param name="Pages">Its pages.</param>
/// <param name="Writes">Writes that were started.</param>
public sealed record SlabReclaim(uint Base, uint Pages, uint Writes)
{
    /// <summary>G76: the scan saw no page that must be written, and that is believed.</summary>
    private bool BelievedClean { get; init; }

    /// <summary>G82: the allocation that the discard callback makes.</summary>
    public Flight? Callback { get; private init; }

    /// <summary>G82: it has made it.</summary>
    private bool CalledBack { get; init; }

    public static SlabReclaim Of(PageSlab slab, SlabSample seen) =>
        new(slab.Base, (uint)slab.Slots.Length, 0) { BelievedClean = seen.Dirty == 0 };

    /// <summary>
    /// The slab is there, nobody else's, holds nothing of the reserve; and NR_FREE can spare its FREE slots, those that
    /// come from the CPU lists included: taking them is a take (Part 0.2).
    /// </summary>
    public static bool CanIsolate(Memory memory, int zone, uint slabBase, Request request)
    {
        if (memory.OrderZero.SlabOf(slabBase) is not { Isolated: false } slab) return false;
        bool believed = memory.Machine.Published.Has(Published.VictimNotRevalidated);
        if (!believed && slab.Cache == PageCache.KNoReclaim) return false;
        if (slab.Count(SlotState.Reserved) + slab.Count(SlotState.Lent) > 0) return false;
        int cached = slab.Count(SlotState.Cached), taken = slab.Count(SlotState.Free) + cached;
        if (taken == 0) return true;
        long beforeLast = (long)memory.NrFree(zone) + cached - (taken - 1);
        return beforeLast > 0
            && ZoneCheck.Passes(memory, zone, request with { Order = default }, Pass.Min, (uint)beforeLast);
    }

    /// <summary>
    /// Something in it cannot be had: a pinned page; a dirty one that may not be written, or not once more; a write
    /// that may not be waited for. Of a kernel cache the callback may fail as it likes.
    /// </summary>
    public bool MayGiveUp(PageSlab slab, Request request) =>
        slab.Cache == PageCache.KReclaim
            ? !slab.IsEmpty
            : slab.Count(SlotState.Pinned) > 0
                || (slab.Count(SlotState.Dirty) > 0 && !MayWrite(request))
                || (slab.Count(SlotState.Writeback) > 0 && !MayWait(request));

    /// <summary>The blocks of the request's order that the victim is made of.</summary>
    public IEnumerable<uint> BlocksOf(int order)
    {
        for (uint pfn = Base; pfn < Base + Pages; pfn += 1u << order) yield return pfn;
    }

    public IEnumerable<Label> Options(Memory memory, int cpu, int task)
    {
        PageSlab slab = memory.OrderZero.SlabOf(Base)!;
        if (Recurses(memory, slab))
        {
            return (Callback ?? CallBack(memory, cpu, task)).Options(memory);
        }

        return Steps(slab);
    }

    /// <summary>The state after a step and what is left to do, or the law that the step breaks.</summary>
    public (Memory? Next, SlabReclaim? Then, Verdict Refusal) Accept(
        Memory memory, Label label, Request request, int cpu, int task)
    {
        PageSlab slab = memory.OrderZero.SlabOf(Base)!;
        if (Recurses(memory, slab)) return Recursed(memory, label, cpu, task);
        if (!slab.Has(label.B) || label != Label.Of(label.What, slab.Zone, label.B)) return Refused(label, slab);
        SlotState state = slab[label.B].State;
        return label.What switch
        {
            Ghost.Reclaim when slab.Cache != PageCache.KReclaim && IsClean(memory, slab, label.B) =>
                (memory.WithSlot(label.B, default), this, default),
            Ghost.Discard when slab.Cache == PageCache.KReclaim && IsClean(memory, slab, label.B) =>
                (memory.WithSlot(label.B, default), this with { CalledBack = false }, default),
            Ghost.StartWrite when state == SlotState.Dirty && MayWrite(request) =>
                (memory.WithSlot(label.B, new(SlotState.Writeback)), this with { Writes = Writes + 1 }, default),
            Ghost.EndWrite when state == SlotState.Writeback && MayWait(request) =>
                (memory.WithSlot(label.B, new(SlotState.Clean)), this, default),
            _ => Refused(label, slab),
        };
    }

    public void Write(Encoder to, int task)
    {
        to.Number(Writes);
        to.Number((BelievedClean ? 1 : 0) + (CalledBack ? 2 : 0));
        ScanWindow.MarkSlab(to, Base, Pages, task, 1 << 8);
        Flight.WriteOrNone(to, Callback);
    }

    private static (Memory? Next, SlabReclaim? Then, Verdict Refusal) Refused(Label label, PageSlab slab) =>
        (null, null, Verdict.Refuse(StepLaw.Reclaim, $"'{label}' of {slab}"));

    /// <summary>I/O and file systems are allowed.</summary>
    private static bool MayWait(Request request) => (request.Gfp & (Gfp.Io | Gfp.Fs)) == (Gfp.Io | Gfp.Fs);

    private bool MayWrite(Request request) => MayWait(request) && Writes < Pages;

    /// <summary>It can be given up as it is, now. G76: or could, when the scan came by.</summary>
    private bool IsClean(Memory memory, PageSlab slab, uint pfn)
    {
        SlotState state = slab[pfn].State;
        bool believed = BelievedClean && memory.Machine.Published.Has(Published.VictimNotRevalidated);
        return state == SlotState.Clean || (believed && state is SlotState.Dirty or SlotState.Writeback);
    }

    private static IEnumerable<Label> Steps(PageSlab slab)
    {
        for (int i = 0; i < slab.Slots.Length; i++)
        {
            if (!slab.Slots[i].IsUsed) continue;
            uint pfn = slab.Base + (uint)i;
            yield return Label.Of(slab.Cache == PageCache.KReclaim ? Ghost.Discard : Ghost.Reclaim, slab.Zone, pfn);
            yield return Label.Of(Ghost.StartWrite, slab.Zone, pfn);
            yield return Label.Of(Ghost.EndWrite, slab.Zone, pfn);
        }
    }

    private bool Recurses(Memory memory, PageSlab slab) =>
        !CalledBack
        && slab.Cache == PageCache.KReclaim
        && memory.Machine.Published.Has(Published.DiscardRecursion)
        && slab.Count(SlotState.Clean) > 0;

    /// <summary>G82: reclaim runs with PF_MEMALLOC, so that what the callback asks for is entitled.</summary>
    private static Flight CallBack(Memory memory, int cpu, int task) =>
        PageFlights.Allocate(memory, task, cpu, Request.For(Gfp.Kernel | Gfp.Reclaimable, 0, Context.MemAlloc));

    private (Memory? Next, SlabReclaim? Then, Verdict Refusal) Recursed(Memory memory, Label label, int cpu, int task)
    {
        Verdict verdict = (Callback ?? CallBack(memory, cpu, task)).Accept(memory, label);
        if (!verdict.Accepted) return (null, null, verdict);
        bool done = verdict.Flight.Answer(verdict.Memory) is not null;
        return (verdict.Memory, this with { Callback = done ? null : verdict.Flight, CalledBack = done }, default);
    }
}
