using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>
/// Where the elements of a pool are, counted: four bits an element, by its number or first frame, of which there are at
/// most sixteen.
/// </summary>
internal static class PlainPools
{
    private const ulong Ones = 0x1111_1111_1111_1111;

    public static ulong One(Item element) => 1UL << 4 * (element.Pfn.IsNone ? element.Index : (int)element.Pfn.Value);

    public static ulong All(Item bundle)
    {
        ulong counts = 0;
        while (!bundle.IsNone)
        {
            (Item last, bundle) = Bundle.Split(bundle);
            counts += One(last);
        }

        return counts;
    }

    /// <summary>Elements counted more than once, one bit each, and elements counted at all.</summary>
    public static ulong Twice(ulong counts) => (counts >> 1 | counts >> 2 | counts >> 3) & Ones;

    public static ulong Any(ulong counts) => (counts | counts >> 1 | counts >> 2 | counts >> 3) & Ones;

    /// <summary>Parked, handed over, or out.</summary>
    public static ulong Settled(Pool pool)
    {
        ulong counts = Out(pool);
        foreach (Item element in pool.Elements) counts += One(element);
        foreach (Waiter waiter in pool.Waiters) counts += All(waiter.Mail);
        return counts;
    }

    public static ulong Out(Pool pool)
    {
        ulong counts = 0;
        foreach (Item element in pool.Out) counts += One(element);
        return counts;
    }

    /// <summary>What operations on the pool hold that no caller has, and the pool has not.</summary>
    public static ulong Hands(World world, int pool)
    {
        ulong counts = 0;
        ulong held = Out(world.Memory.Pools[pool]);
        foreach (Flight? flight in world.Flights)
        {
            for (PoolFlight? at = flight as PoolFlight; at is not null && at.Pool == pool; at = at.Inner as PoolFlight)
            {
                counts += Hand(at, held);
            }
        }

        return counts;
    }

    /// <summary>
    /// The elements that the allocator behind the pool counts as given; none while a last attempt, which is one step in
    /// several labels, may have a page in its hands.
    /// </summary>
    public static ulong Alive(World world, int pool)
    {
        ulong alive = 0;
        if (world.Memory.Machine.Pools[pool].Order is not null)
        {
            if (AnyInLastAttempt(world)) return 0;
            foreach (uint pfn in world.Memory.Blocks.Keys) alive |= 1UL << 4 * (int)pfn;
            return alive;
        }

        for (int e = 0; e < PoolSpec.MaxElements; e++)
        {
            if (world.Memory.Pools[pool].LeavesOf(e) != 0) alive |= 1UL << 4 * e;
        }

        return alive;
    }

    /// <summary>curr_nr, and what will come back to the pool: handed out or over, and not tagged.</summary>
    public static int Circulating(Memory memory, int number)
    {
        Pool pool = memory.Pools[number];
        int count = pool.Elements.Length;
        foreach (Item element in pool.Out) count += IsTagged(memory, pool, element) ? 0 : 1;
        foreach (Waiter waiter in pool.Waiters)
        {
            Item mail = waiter.Mail;
            while (!mail.IsNone)
            {
                (Item last, mail) = Bundle.Split(mail);
                count += IsTagged(memory, pool, last) ? 0 : 1;
            }
        }

        return count;
    }

    public static bool IsTagged(Memory memory, Pool pool, Item element) => element.Pfn.IsNone
        ? (pool.Tagged & (1u << element.Index)) != 0
        : memory.Blocks[element.Pfn.Value].Tagged;

    /// <summary>Table B.6, the cells with N that a process or a softirq can reach.</summary>
    public static bool MayUseReserve(Request request) =>
        (request.Gfp & Gfp.NoMemAlloc) == 0
        && ((request.Gfp & Gfp.MemAlloc) != 0
            || ((request.Context & Context.HardIrq) == 0
                && ((request.Context & Context.MemAlloc) != 0 || request.Context == Context.MemDie)));

    public static PoolAllocateFlight? Allocation(World world, int task) => world.Flights[task] as PoolAllocateFlight;

    private static bool AnyInLastAttempt(World world)
    {
        foreach (Flight? flight in world.Flights)
        {
            Flight? at = flight;
            while (at is PoolFlight outer) at = outer.Inner;
            if (at is LastAttemptFlight) return true;
        }

        return false;
    }

    private static ulong Hand(PoolFlight flight, ulong held) => flight switch
    {
        PoolAllocateFlight allocate => All(allocate.Hand),
        PoolBuildFlight { Part: >= 0 } build => All(build.Built) + One(new(Pfn.None, build.Part)),
        PoolBuildFlight build => All(build.Built),
        PoolReleaseFlight release => All(release.Left),
        PoolGiveFlight { Inner: null } give => Any(All(give.Items)) & ~Any(held),
        PoolGiveFlight give => Any(All(Bundle.Split(give.Items).Others)) & ~Any(held),
        PoolCreateFlight create => Sum(create.Hand),
        PoolResizeFlight resize => All(resize.Hand),
        PoolDestroyFlight destroy => All(destroy.Hand),
        _ => 0,
    };

    private static ulong Sum(ImmutableArray<Item> elements)
    {
        ulong counts = 0;
        foreach (Item element in elements) counts += One(element);
        return counts;
    }
}
