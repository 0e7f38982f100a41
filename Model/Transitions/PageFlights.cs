using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>Which way a request for pages goes: with order-0 caches or without (semantics F.3).</summary>
public static class PageFlights
{
    /// <summary>
    /// Where there are caches, a request up to a slab's order that buddy refuses may empty a slab. Any other asks zones
    /// in passes: for order 0 through its cache, beyond that, and without caches, in buddy.
    /// </summary>
    public static Flight Allocate(Memory memory, int task, int cpu, Request request)
    {
        bool mayEmpty = request.Order.Value > 0 && request.Order.Value <= memory.Machine.OrderZero?.SlabOrder;
        return mayEmpty
            ? LargeOrderFlight.Start(memory, task, cpu, request)
            : AllocateFlight.Start(memory, task, cpu, request);
    }

    public static Flight Free(Memory memory, int task, int cpu, Pfn pfn) =>
        memory.Machine.OrderZero is null
            ? new FreeFlight(cpu, pfn) { Task = task }
            : new CachedFreeFlight(cpu, pfn) { Task = task };

    /// <summary>Only a page that reclaim could take stays when nobody holds it any more.</summary>
    public static Flight Unpin(Memory memory, int task, int cpu, Pfn pfn) =>
        UnpinFlight.CanStay(memory, pfn)
            ? new UnpinFlight(cpu, pfn) { Task = task }
            : Free(memory, task, cpu, pfn);
}
