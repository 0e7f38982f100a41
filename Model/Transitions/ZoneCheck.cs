using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>A zone's own check: zone_watermark_ok for one request in one pass (semantics B.5, B.8).</summary>
public static class ZoneCheck
{
    public static bool Passes(Memory memory, int zone, Request request, Pass pass) =>
        Passes(memory, zone, request, pass, memory.NrFree(zone));

    /// <summary>The check where NR_FREE is, or would be, this.</summary>
    public static bool Passes(Memory memory, int zone, Request request, Pass pass, uint nrFree)
    {
        ZoneState state = memory.Zones[zone];
        int order = request.Order.Value;
        int highest = (int)GfpZone.Of(request.Gfp);
        CheckedAgainst limits = new(
            nrFree,
            MarkOf(state.Marks, pass),
            memory.Machine.LowmemReserve[zone][highest],
            state.Marks.Emerg,
            FlagsOf(request, pass));
        if (!memory.Machine.Published.IsNone) limits = limits.AsPublished(memory, zone);
        return Passes(memory, state, order, limits);
    }

    /// <summary>zone_watermark_ok(zone, order, mark, 0, 0): as kswapd and those who wake it ask.</summary>
    public static bool IsAbove(Memory memory, int zone, int order, Pass pass)
    {
        ZoneState state = memory.Zones[zone];
        uint mark = MarkOf(state.Marks, pass);
        return Passes(memory, state, order, new(memory.NrFree(zone), mark, 0, state.Marks.Emerg, AllocFlags.None));
    }

    private static bool Passes(Memory memory, ZoneState state, int order, CheckedAgainst limits)
    {
        (uint free, uint mark, uint reserve, uint emerg, AllocFlags flags) = limits;
        WatermarkTest test = WatermarkTest.Start(free, order, mark, reserve, emerg, flags);
        if (memory.Machine.OrderZero is not null) test = test.InBuddy(state.NrFree, order);
        for (int o = 0; o < order && test.Ok; o++) test = test.Next(o, state.Free.NrFreeBlocks(o));
        return test.Ok;
    }

    private static uint MarkOf(Marks marks, Pass pass) => pass switch
    {
        Pass.Low => marks.Low,
        Pass.High => marks.High,
        _ => marks.Min,
    };

    /// <summary>The reductions a pass grants: none, those of gfp and context, all.</summary>
    public static AllocFlags FlagsOf(Request request, Pass pass) => pass switch
    {
        Pass.Low or Pass.High => AllocFlags.None,
        Pass.Min => AllocFlag.Of(request.Gfp, request.Context) & (AllocFlags.High | AllocFlags.Harder),
        _ => AllocFlags.High | AllocFlags.Harder,
    };

    /// <summary>
    /// The node mask admits the zone: it holds in passes Low and High, and in pass Min unless the flags lift it.
    /// </summary>
    public static bool Admits(Memory memory, int zone, Request request, Pass pass)
    {
        bool lifted = pass switch
        {
            Pass.Low or Pass.High => false,
            Pass.Min => (AllocFlag.Of(request.Gfp, request.Context) & AllocFlags.IgnoreNodes) != 0
                || memory.Machine.Published.Has(Published.MaskIgnored),
            _ => true,
        };
        return lifted || request.Allowed.Has(memory.Topology.Zones[zone].Node.Value);
    }

    /// <summary>
    /// The zone holds its emergency level and what the boldest ordinary caller must leave; tagged pages count, for they
    /// come back (semantics Part 0.6). A zone with no share of the reserve has nothing to hold.
    /// </summary>
    public static bool IsPopulated(Memory memory, int zone)
    {
        ZoneState state = memory.Zones[zone];
        uint held = memory.NrFree(zone) + memory.TaggedPages(zone);
        return state.Marks.Emerg == 0 || held >= state.Marks.Emerg + Watermarks.BoldestMin(state.Marks.Min);
    }
}
