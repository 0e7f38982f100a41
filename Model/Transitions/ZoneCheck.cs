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
        uint mark = pass == Pass.Low ? state.Marks.Low : state.Marks.Min;
        uint reserve = memory.Machine.LowmemReserve[zone][(int)GfpZone.Of(request.Gfp)];
        int order = request.Order.Value;
        WatermarkTest test =
            WatermarkTest.Start(nrFree, order, mark, reserve, state.Marks.Emerg, FlagsOf(request, pass));
        if (memory.Machine.OrderZero is not null) test = test.InBuddy(state.NrFree, order);
        for (int o = 0; o < order && test.Ok; o++) test = test.Next(o, state.Free.NrFreeBlocks(o));
        return test.Ok;
    }

    /// <summary>The reductions a pass grants: none, those of gfp and context, all.</summary>
    public static AllocFlags FlagsOf(Request request, Pass pass) => pass switch
    {
        Pass.Low => AllocFlags.None,
        Pass.Min => AllocFlag.Of(request.Gfp, request.Context) & (AllocFlags.High | AllocFlags.Harder),
        _ => AllocFlags.High | AllocFlags.Harder,
    };

    /// <summary>
    /// The node mask admits the zone: it holds in pass Low, and in pass Min unless the flags lift it.
    /// </summary>
    public static bool Admits(Memory memory, int zone, Request request, Pass pass)
    {
        bool lifted = pass != Pass.Low
            && (pass != Pass.Min || (AllocFlag.Of(request.Gfp, request.Context) & AllocFlags.IgnoreNodes) != 0);
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
