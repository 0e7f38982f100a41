using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>Which way a request for pages goes: with order-0 caches or without (semantics F.3).</summary>
public static class PageFlights
{
    /// <summary>
    /// Order 0 is served by a cache. Up to a slab's order a request that buddy refuses may empty a slab. Beyond that,
    /// and without caches, there is buddy.
    /// </summary>
    public static Flight Allocate(Memory memory, int task, int cpu, Request request)
    {
        if (memory.Machine.OrderZero is not { } caches || request.Order.Value > caches.SlabOrder)
        {
            return AllocateFlight.Start(memory, task, cpu, request);
        }

        return request.Order.Value == 0
            ? CachedPageFlight.Start(memory, task, cpu, request)
            : LargeOrderFlight.Start(memory, task, cpu, request);
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
