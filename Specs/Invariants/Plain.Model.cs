using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>What laws ask of states and steps of the model, in plain numbers.</summary>
public static partial class Plain
{
    /// <summary>The innermost operation, if it is one that asks for pages; else null.</summary>
    public static Flight? Asking(Flight? flight)
    {
        while (flight?.Within is { } nested) flight = nested;
        return flight is AllocateFlight or CachedPageFlight or LastAttemptFlight or DirectReclaimFlight ? flight : null;
    }

    /// <summary>NR_FREE recounted: free blocks, and FREE slots of slabs that are not isolated.</summary>
    public static uint FreePages(Memory memory, int zone)
    {
        uint free = memory.Zones[zone].Free.Count;
        foreach (PageSlab slab in memory.OrderZero.Slabs)
        {
            if (slab.Zone == zone && !slab.Isolated) free += (uint)slab.Count(SlotState.Free);
        }

        return free;
    }

    /// <summary>The step gave a request its pages.</summary>
    public static bool IsGrant(Label label) =>
        label.What == Ghost.Hit
        || (label.What == Ghost.Take && !label.Tagged)
        || (label.What == Ghost.LastAttempt && label.A != Pfn.None.Value);

    /// <summary>
    /// The table of B.6 for the request a task is in: PF_MEMALLOC counts outside hardirqs, and in a softirq only if the
    /// softirq set it itself; MEMDIE outside interrupts; NOMEMALLOC beats all.
    /// </summary>
    public static bool Entitled(World world, int task)
    {
        Flight? flight = world.Flights[task];
        if (Asking(flight) is not { Asks: { } request } asking) return false;
        if ((request.Gfp & Gfp.NoMemAlloc) != 0) return false;
        if ((request.Gfp & Gfp.MemAlloc) != 0) return true;
        if (flight is SoftIrqFlight softIrq) return (softIrq.Request.Context & Context.MemAlloc) != 0;
        if (Entitled(request)) return true;
        bool hard = (request.Context & Context.HardIrq) != 0, soft = (request.Context & Context.SoftIrq) != 0;
        TaskState state = world.Memory.Tasks[asking.Task];
        return (state.Has(TaskFlags.MemAlloc) && !hard) || (state.Has(TaskFlags.MemDie) && !hard && !soft);
    }

    /// <summary>The node was allowed at some instant of the request.</summary>
    public static bool WasAllowed(Flight asking, int node)
    {
        ulong masks = MasksOf(asking);
        if (masks == 0) return asking.Asks!.Value.Allowed.Has(node);
        for (int mask = 0; mask < 64; mask++)
        {
            if ((masks >> mask & 1) != 0 && (mask >> node & 1) != 0) return true;
        }

        return false;
    }

    /// <summary>The node was allowed at every instant of the request.</summary>
    public static bool IsAllAlong(Flight asking, int node)
    {
        ulong masks = MasksOf(asking);
        for (int mask = 0; mask < 64; mask++)
        {
            if ((masks >> mask & 1) != 0 && (mask >> node & 1) == 0) return false;
        }

        return asking.Asks!.Value.Allowed.Has(node);
    }

    /// <summary>A pass has asked every zone of the request's list that one mask in force during it admits.</summary>
    public static bool IsWhole(Topology topology, AllocateFlight asking, ulong asked)
    {
        bool lifted = asking.Pass is Pass.Boldest || (asking.Pass == Pass.Min && (asking.Request.Gfp & Gfp.Wait) == 0);
        if (lifted || asking.Masks == 0)
            return Covers(topology, asking, asked, lifted ? ulong.MaxValue : asking.Request.Allowed.Bits);
        for (int mask = 0; mask < 64; mask++)
        {
            if ((asking.Masks >> mask & 1) != 0 && Covers(topology, asking, asked, (ulong)mask)) return true;
        }

        return false;
    }

    /// <summary>
    /// What a take must leave in a zone (semantics B.5): the mark of its pass, reduced as gfp and context permit, what
    /// the zone keeps back from the request's class, and emerg.
    /// </summary>
    public static long Least(Memory memory, int zone, Request request, Pass pass)
    {
        Marks marks = memory.Zones[zone].Marks;
        Topology topology = memory.Topology;
        long reserve = LowmemReserve(topology, topology.Zones[zone], HighestZone(request.Gfp));
        return MarkOf(marks, request, pass) + reserve + marks.Emerg;
    }

    /// <summary>The mark of a pass: low and high whole; min halved by HIGH, then three quarters by HARDER.</summary>
    public static long MarkOf(Marks marks, Request request, Pass pass)
    {
        if (pass == Pass.Low) return marks.Low;
        if (pass == Pass.High) return marks.High;
        if (pass == Pass.Boldest) return BoldestMin(marks.Min);
        bool interrupt = (request.Context & (Context.SoftIrq | Context.HardIrq)) != 0;
        bool realTime = (request.Context & Context.RealTime) != 0 && !interrupt;
        long mark = marks.Min;
        if ((request.Gfp & Gfp.High) != 0) mark -= mark / 2;
        if ((request.Gfp & Gfp.Wait) == 0 || realTime) mark -= mark / 4;
        return mark;
    }

    /// <summary>Free and tagged pages reach emerg plus what the boldest ordinary caller must leave.</summary>
    public static bool IsPopulated(Memory memory, int zone)
    {
        Marks marks = memory.Zones[zone].Marks;
        long held = memory.Zones[zone].Free.Count;
        foreach ((uint pfn, Block block) in memory.Blocks)
        {
            if (block.Tagged && memory.Topology.ZoneOf(pfn) == zone) held += block.Pages;
        }

        return held >= marks.Emerg + BoldestMin(marks.Min);
    }

    /// <summary>Some operation is between turning a knob and the last of the marks that follow from it.</summary>
    public static bool SomeoneWritesMarks(World world)
    {
        foreach (Flight? flight in world.Flights)
        {
            for (Flight? at = flight; at is not null; at = at.Within)
            {
                if (at is AdjustFlight { Recomputes: true } or SetMinFreeFlight { Recomputes: true }) return true;
            }
        }

        return false;
    }

    private static ulong MasksOf(Flight asking) => asking switch
    {
        AllocateFlight flight => flight.Masks,
        CachedPageFlight flight => flight.Masks,
        LastAttemptFlight flight => flight.Masks,
        _ => 0,
    };

    private static bool Covers(Topology topology, AllocateFlight asking, ulong asked, ulong mask)
    {
        for (int zone = 0; zone < topology.Zones.Length; zone++)
        {
            bool owed = Reaches(asking.Request, topology.Zones[zone])
                && (mask >> topology.Zones[zone].Node.Value & 1) != 0
                && ((asking.Pass == Pass.Min && (asking.Request.Gfp & Gfp.Wait) == 0)
                    || asking.Request.Allowed.Has(topology.Zones[zone].Node.Value)
                    || asking.Pass == Pass.Boldest);
            if (owed && (asked >> zone & 1) == 0) return false;
        }

        return true;
    }
}
