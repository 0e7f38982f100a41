using System.Numerics;
using System.Runtime.CompilerServices;
using Plimsoll.Model.Rules;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;

namespace Plimsoll.Benchmarks;

/// <summary>
/// The hot functions of <see cref="Zone{S}"/> as someone would write them who never heard of the seam: the same
/// statements, each S.Read, S.Load, S.Lock replaced by the machine's own access. What differs in time from the original
/// is the seam's price.
/// </summary>
internal sealed unsafe class HandZone
{
    private readonly ZoneCells cells;
    private readonly PageTable pages;
    private readonly uint start;
    private readonly uint end;
    private readonly uint[] lowmemReserve;

    public HandZone(int index, Layout layout)
    {
        ZoneSpec spec = layout.Topology.Zones[index];
        cells = layout.Zone(index);
        pages = layout.Pages;
        start = spec.Start;
        end = spec.End;
        lowmemReserve = [.. LowmemReserve.Of(layout.Topology)[index]];
    }

    public uint Take(int order, Threshold threshold)
    {
        if (Interlocked.CompareExchange(ref *(uint*)cells.Lock, 1, 0) != 0) Contended();
        uint free = *(uint*)cells.NrFree;
        uint pfn = Cell.NoFrame;
        if (MarkHolds(free, order, threshold) && HasBlock(order))
        {
            Volatile.Write(ref *(uint*)cells.NrFree, free - (1u << order));
            pfn = Detach(order);
        }

        Volatile.Write(ref *(uint*)cells.Lock, 0);
        return pfn;
    }

    public void Release(uint pfn, int order, bool tagged)
    {
        if (Interlocked.CompareExchange(ref *(uint*)cells.Lock, 1, 0) != 0) Contended();
        Volatile.Write(ref *(uint*)cells.NrFree, *(uint*)cells.NrFree + (1u << order));
        Attach(pfn, order);
        if (tagged) *(uint*)cells.Tagged = *(uint*)cells.Tagged - (1u << order);
        Volatile.Write(ref *(uint*)cells.Lock, 0);
    }

    public bool HitAllowed(Threshold threshold)
    {
        uint free = Volatile.Read(ref *(uint*)cells.NrFree);
        uint mark = Volatile.Read(ref *(uint*)(threshold.Pass == Pass.Low ? cells.Low : cells.Min));
        uint emerg = Volatile.Read(ref *(uint*)cells.Emerg);
        return WatermarkTest.Start(free, 0, mark, lowmemReserve[(int)threshold.Class], emerg, threshold.Flags).Ok;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool MarkHolds(uint free, int order, Threshold threshold)
    {
        uint mark = *(uint*)(threshold.Pass == Pass.Low ? cells.Low : cells.Min);
        uint reserve = lowmemReserve[(int)threshold.Class];
        WatermarkTest test = WatermarkTest.Start(free, order, mark, reserve, *(uint*)cells.Emerg, threshold.Flags);
        for (int o = 0; o < order && test.Ok; o++) test = test.Next(o, *(uint*)cells.Count(o));
        return test.Ok;
    }

    private bool HasBlock(int order) => *(uint*)cells.NonEmpty >> order != 0;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private uint Detach(int order)
    {
        int from = order + BitOperations.TrailingZeroCount(*(uint*)cells.NonEmpty >> order);
        uint pfn = *(uint*)cells.Head(from);
        Unlink(pfn, from);
        while (from > order)
        {
            from--;
            Link(pfn + (1u << from), from);
        }

        return pfn;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Attach(uint pfn, int order)
    {
        while (order < Order.Max)
        {
            uint buddy = pfn ^ (1u << order);
            if (buddy < start || buddy >= end) break;
            if (*(uint*)pages[buddy].Free != (uint)order + 1) break;
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
        uint next = *(uint*)head;
        PageCells page = pages[pfn];
        *(uint*)page.Free = (uint)order + 1;
        *(uint*)page.Next = next;
        *(uint*)page.Prev = Cell.NoFrame;
        if (next == Cell.NoFrame) *(uint*)cells.NonEmpty = *(uint*)cells.NonEmpty | (1u << order);
        else *(uint*)pages[next].Prev = pfn;
        *(uint*)head = pfn;
        *(uint*)cells.Count(order) = *(uint*)cells.Count(order) + 1;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Unlink(uint pfn, int order)
    {
        PageCells page = pages[pfn];
        uint next = *(uint*)page.Next;
        uint prev = *(uint*)page.Prev;
        *(uint*)page.Free = 0;
        if (next != Cell.NoFrame) *(uint*)pages[next].Prev = prev;
        if (prev != Cell.NoFrame) *(uint*)pages[prev].Next = next;
        else *(uint*)cells.Head(order) = next;
        if (next == Cell.NoFrame && prev == Cell.NoFrame)
            *(uint*)cells.NonEmpty = *(uint*)cells.NonEmpty & ~(1u << order);
        *(uint*)cells.Count(order) = *(uint*)cells.Count(order) - 1;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Contended() => throw new InvalidOperationException("nobody else is here");
}
