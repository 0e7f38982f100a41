using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>
/// The arithmetic of the laws, in plain numbers and straight from the text of the law: what Model/Rules computes is
/// judged by it.
/// </summary>
public static partial class Plain
{
    /// <summary>The highest zone type a request may use (semantics A.2).</summary>
    public static int HighestZone(Gfp gfp)
    {
        if ((gfp & Gfp.Dma) != 0) return 0;
        if ((gfp & Gfp.Dma32) != 0) return 1;
        if ((gfp & Gfp.HighMem) == 0) return 2;
        return (gfp & Gfp.Movable) != 0 ? 4 : 3;
    }

    /// <summary>Whether the request may go below every mark (semantics B.6).</summary>
    public static bool Entitled(Request request)
    {
        if ((request.Gfp & Gfp.NoMemAlloc) != 0) return false;
        if ((request.Gfp & Gfp.MemAlloc) != 0) return true;
        bool hard = (request.Context & Context.HardIrq) != 0, soft = (request.Context & Context.SoftIrq) != 0;
        if ((request.Context & Context.MemAlloc) != 0 && !hard) return true;
        return (request.Context & Context.MemDie) != 0 && !hard && !soft;
    }

    /// <summary>A request that no flag and no context helps below min.</summary>
    public static bool Unaided(Request request) =>
        (request.Gfp & (Gfp.Wait | Gfp.High)) == Gfp.Wait && request.Context == Context.Process && !Entitled(request);

    /// <summary>GFP_THISNODE: fails at once, without reserves (semantics A.6).</summary>
    public static bool ThisNodeOnly(Request request) => (request.Gfp & Gfp.ThisNodeOnly) == Gfp.ThisNodeOnly;

    /// <summary>Never null where somebody reclaims, whatever else the request says (decision 5).</summary>
    public static bool NeverFails(Request request) =>
        (request.Gfp & (Gfp.Wait | Gfp.NoFail)) == (Gfp.Wait | Gfp.NoFail);

    /// <summary>
    /// Who cannot wait, and who is entitled, may ignore the node mask after the first pass (semantics A.5).
    /// </summary>
    public static bool IgnoresNodes(Request request) => (request.Gfp & Gfp.Wait) == 0 || Entitled(request);

    /// <summary>Whether a zone is on the request's zonelist.</summary>
    public static bool Reaches(Request request, ZoneSpec zone) =>
        (int)zone.Kind <= HighestZone(request.Gfp)
        && ((request.Gfp & Gfp.ThisNode) == 0 || zone.Node == request.Node);

    /// <summary>
    /// What a zone keeps back from requests of a higher class (semantics B.4): larger zones above it, over its ratio.
    /// </summary>
    public static long LowmemReserve(Topology topology, ZoneSpec zone, int highest)
    {
        long above = topology.Zones.Where(z => z.Node == zone.Node && z.Kind > zone.Kind && (int)z.Kind <= highest)
            .Sum(z => z.Pages);
        int ratio =
            (int)zone.Kind < topology.LowmemReserveRatio.Length ? topology.LowmemReserveRatio[(int)zone.Kind] : 0;
        return ratio == 0 ? 0 : above / ratio;
    }

    /// <summary>
    /// Min after HIGH (half) and HARDER (a quarter of what is left): what the boldest ordinary caller must leave.
    /// </summary>
    public static long BoldestMin(long min)
    {
        long afterHigh = min - (min / 2);
        return afterHigh - (afterHigh / 4);
    }

    /// <summary>Whether any page of the zone lies in buddy or on a CPU list, at this instant.</summary>
    public static bool HasFreePage(Witness seen, int zone)
    {
        for (int cpu = 0; cpu < seen.Topology.Cpus.Length; cpu++)
        {
            if (seen.View.ListCount(cpu, zone) != 0) return true;
        }

        return seen.Walk(zone).FreePages != 0;
    }
}
