using System.Numerics;
using System.Runtime.CompilerServices;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Sync;

namespace Plimsoll.Pages;

/// <summary>
/// One zone: a binary buddy over its frames, behind one lock. Check and take are one step: both happen inside one hold
/// of the lock, on the marks read in that hold, so no interleaving lets an ordinary request below its mark (semantics,
/// decision 2).
/// <para>
/// NR_FREE is what other CPUs read without the lock. Each critical section stores it once, first, and what follows up
/// to the unlock is plain: to anyone who looks, counter and lists change in one step.
/// </para>
/// </summary>
public sealed class Zone<S>
    where S : struct, ISync
{
    private readonly ZoneCells cells;
    private readonly PageTable pages;
    private readonly uint start;
    private readonly uint end;
    private readonly uint[] lowmemReserve;
    private readonly uint id;

    public Zone(int index, Layout layout)
    {
        ZoneSpec spec = layout.Topology.Zones[index];
        Index = index;
        id = (uint)index;
        Node = spec.Node.Value;
        cells = layout.Zone(index);
        pages = layout.Pages;
        start = spec.Start;
        end = spec.End;
        lowmemReserve = [.. LowmemReserve.Of(layout.Topology)[index]];
    }

    public int Index { get; }

    public int Node { get; }

    /// <summary>Puts every frame on the free lists. Nobody else knows the zone yet.</summary>
    public void Populate()
    {
        for (int order = 0; order <= Order.Max; order++) S.Write(cells.Head(order), Cell.NoFrame);
        uint pfn = start;
        while (pfn < end)
        {
            int order = Math.Min(Order.Max, pfn == 0 ? Order.Max : BitOperations.TrailingZeroCount(pfn));
            while (pfn + (1u << order) > end) order--;
            Attach(pfn, order);
            pfn += 1u << order;
        }

        S.Write(cells.NrFree, end - start);
    }

    /// <summary>
    /// A block of 2^order pages, if the zone's own check lets this pass have it; else <see cref="Cell.NoFrame"/>.
    /// </summary>
    public uint Take(int order, Threshold threshold)
    {
        S.Lock(cells.Lock);
        uint free = S.Read(cells.NrFree);
        uint pfn = Cell.NoFrame;
        if (MarkHolds(free, order, threshold) && HasBlock(order))
        {
            S.Store(cells.NrFree, free - (1u << order));
            pfn = Detach(order);
            S.Note(Ghost.Take, id, pfn, (uint)order);
        }
        else
        {
            S.Note(Ghost.Refused, id, (uint)threshold.Pass, (uint)order);
        }

        S.Unlock(cells.Lock);
        return pfn;
    }

    /// <summary>
    /// Moves up to <paramref name="most"/> pages on a list, each only while the pass's mark still holds without it.
    /// </summary>
    /// <returns>How many were moved.</returns>
    /// <remarks>The caller holds the list's lock.</remarks>
    public uint Refill(CpuList<S> list, uint most, Threshold threshold)
    {
        S.Lock(cells.Lock);
        uint free = S.Read(cells.NrFree);
        uint count = 0;
        while (count < most && MarkHolds(free - count, 0, threshold)) count++;
        if (count == 0)
        {
            S.Note(Ghost.Refused, id, (uint)threshold.Pass, 0);
        }
        else
        {
            S.Store(cells.NrFree, free - count);
            for (uint i = 0; i < count; i++)
            {
                uint pfn = Detach(0);
                list.Append(pfn);
                S.Note(Ghost.Refill, id, pfn, list.Id);
            }
        }

        S.Unlock(cells.Lock);
        return count;
    }

    /// <summary>
    /// Whether a hit on a CPU list is allowed: the mark, on one reading of NR_FREE that may be stale. A hit takes
    /// nothing from the zone, so a stale reading cannot break the reserve.
    /// </summary>
    public bool HitAllowed(Threshold threshold)
    {
        uint free = S.Load(cells.NrFree);
        uint mark = S.Load(threshold.Pass == Pass.Low ? cells.Low : cells.Min);
        uint emerg = S.Load(cells.Emerg);
        bool allowed =
            WatermarkTest.Start(free, 0, mark, lowmemReserve[(int)threshold.Class], emerg, threshold.Flags).Ok;
        if (!allowed) S.Note(Ghost.Refused, id, (uint)threshold.Pass, 0);
        return allowed;
    }

    /// <summary>Returns a block that no list holds any more.</summary>
    public void Release(uint pfn, int order, bool tagged)
    {
        S.Lock(cells.Lock);
        S.Store(cells.NrFree, S.Read(cells.NrFree) + (1u << order));
        Attach(pfn, order);
        if (tagged) S.Write(cells.Tagged, S.Read(cells.Tagged) - (1u << order));
        S.Note(Ghost.Release, id, pfn, (uint)order);
        S.Unlock(cells.Lock);
    }

    /// <summary>Returns the <paramref name="count"/> oldest pages of a list.</summary>
    /// <remarks>The caller holds the list's lock, and keeps it until the pages are here.</remarks>
    public void Drain(CpuList<S> list, uint count)
    {
        if (count == 0) return;
        S.Lock(cells.Lock);
        DrainHeld(list, count);
        S.Unlock(cells.Lock);
    }

    /// <summary><see cref="Drain"/>, for a caller that holds the zone's lock too.</summary>
    public void DrainHeld(CpuList<S> list, uint count)
    {
        if (count == 0) return;
        S.Store(cells.NrFree, S.Read(cells.NrFree) + count);
        for (uint i = 0; i < count; i++)
        {
            uint pfn = list.RemoveOldest();
            Attach(pfn, 0);
            S.Note(Ghost.Drain, id, pfn, list.Id);
        }
    }

    /// <summary>A block below every mark, tagged: the caller is entitled and holds the zone's lock.</summary>
    public uint TakeTaggedHeld(int order)
    {
        if (!HasBlock(order)) return Cell.NoFrame;
        S.Store(cells.NrFree, S.Read(cells.NrFree) - (1u << order));
        uint pfn = Detach(order);
        S.Write(cells.Tagged, S.Read(cells.Tagged) + (1u << order));
        S.Note(Ghost.Take, id, pfn, (uint)order + 256);
        return pfn;
    }

    public void Lock() => S.Lock(cells.Lock);

    public void Unlock() => S.Unlock(cells.Lock);

    public void SetMarks(Marks marks)
    {
        S.Lock(cells.Lock);
        S.Store(cells.Min, marks.Min);
        S.Store(cells.Low, marks.Low);
        S.Write(cells.High, marks.High);
        S.Store(cells.Emerg, marks.Emerg);
        S.Note(Ghost.Marks, id, 0, 0);
        S.Unlock(cells.Lock);
    }

    /// <summary>
    /// Whether the zone holds its emergency level: free and tagged pages reach emerg plus what the boldest ordinary
    /// caller must leave (semantics, decision 6). A zone that carries none always does.
    /// </summary>
    public bool IsPopulated()
    {
        S.Lock(cells.Lock);
        uint emerg = S.Read(cells.Emerg);
        uint held = S.Read(cells.NrFree) + S.Read(cells.Tagged);
        uint bold = Watermarks.Reduced(S.Read(cells.Min), AllocFlags.High | AllocFlags.Harder);
        bool populated = emerg == 0 || held >= emerg + bold;
        S.Note(Ghost.Populated, id, populated ? 1u : 0, 0);
        S.Unlock(cells.Lock);
        return populated;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MarkHolds(uint free, int order, Threshold threshold)
    {
        uint mark = S.Read(threshold.Pass == Pass.Low ? cells.Low : cells.Min);
        uint reserve = lowmemReserve[(int)threshold.Class];
        WatermarkTest test = WatermarkTest.Start(free, order, mark, reserve, S.Read(cells.Emerg), threshold.Flags);
        for (int o = 0; o < order && test.Ok; o++) test = test.Next(o, S.Read(cells.Count(o)));
        return test.Ok;
    }

    private bool HasBlock(int order) => S.Read(cells.NonEmpty) >> order != 0;

    /// <summary>
    /// Takes the first block of the smallest sufficient order, which there is; the upper halves stay (semantics B.2).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Detach(int order)
    {
        int from = order + BitOperations.TrailingZeroCount(S.Read(cells.NonEmpty) >> order);
        uint pfn = S.Read(cells.Head(from));
        Unlink(pfn, from);
        while (from > order)
        {
            from--;
            Link(pfn + (1u << from), from);
        }

        return pfn;
    }

    /// <summary>
    /// Puts a block on its list, merged with its buddy as often as that is free and whole (semantics B.2).
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Attach(uint pfn, int order)
    {
        while (order < Order.Max)
        {
            uint buddy = pfn ^ (1u << order);
            if (buddy < start || buddy >= end) break;
            if (S.Read(pages[buddy].Free) != (uint)order + 1) break;
            Unlink(buddy, order);
            pfn &= ~(1u << order);
            order++;
        }

        Link(pfn, order);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Link(uint pfn, int order)
    {
        nuint head = cells.Head(order);
        uint next = S.Read(head);
        PageCells page = pages[pfn];
        S.Write(page.Free, (uint)order + 1);
        S.Write(page.Next, next);
        S.Write(page.Prev, Cell.NoFrame);
        if (next == Cell.NoFrame) S.Write(cells.NonEmpty, S.Read(cells.NonEmpty) | (1u << order));
        else S.Write(pages[next].Prev, pfn);
        S.Write(head, pfn);
        S.Write(cells.Count(order), S.Read(cells.Count(order)) + 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Unlink(uint pfn, int order)
    {
        PageCells page = pages[pfn];
        uint next = S.Read(page.Next);
        uint prev = S.Read(page.Prev);
        S.Write(page.Free, 0);
        if (next != Cell.NoFrame) S.Write(pages[next].Prev, prev);
        if (prev != Cell.NoFrame) S.Write(pages[prev].Next, next);
        else S.Write(cells.Head(order), next);
        if (next == Cell.NoFrame && prev == Cell.NoFrame)
            S.Write(cells.NonEmpty, S.Read(cells.NonEmpty) & ~(1u << order));
        S.Write(cells.Count(order), S.Read(cells.Count(order)) - 1);
    }
}
