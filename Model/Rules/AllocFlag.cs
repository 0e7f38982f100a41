using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// How far below the marks a request may go (mm/page_alloc.c: ALLOC_*). None: the whole mark, the allowed nodes.
/// </summary>
[Flags]
public enum AllocFlags : byte
{
    None = 0,

    /// <summary>ALLOC_HIGH: half of min.</summary>
    High = 1,

    /// <summary>ALLOC_HARDER: three quarters of what is left of min.</summary>
    Harder = 2,

    /// <summary>ALLOC_NO_WATERMARKS: entitled to the reserve.</summary>
    NoWatermarks = 4,

    /// <summary>ALLOC_CPUSET cleared: any node will do.</summary>
    IgnoreNodes = 8,
}

/// <summary>
/// gfp x context -> flags after the whole series (semantics B.6; mm/page_alloc.c: gfp_to_alloc_flags of patches 01, 07,
/// 10).
/// </summary>
public static class AllocFlag
{
    public static AllocFlags Of(Gfp gfp, Context context)
    {
        AllocFlags flags = AllocFlags.None;
        if ((gfp & Gfp.High) != 0) flags |= AllocFlags.High;
        if ((gfp & Gfp.Wait) == 0)
        {
            flags |= AllocFlags.Harder | AllocFlags.IgnoreNodes;
        }
        else if ((context & Context.RealTime) != 0 && !InInterrupt(context))
        {
            flags |= AllocFlags.Harder;
        }

        return Entitled(gfp, context) ? flags | AllocFlags.NoWatermarks : flags;
    }

    /// <summary>
    /// The request may use the reserve. NOMEMALLOC wins over everything; PF_MEMALLOC counts in a softirq that set it
    /// itself (patch 07) but never in a hardirq; __GFP_MEMALLOC counts everywhere (patch 10).
    /// </summary>
    public static bool Entitled(Gfp gfp, Context context)
    {
        if ((gfp & Gfp.NoMemAlloc) != 0) return false;
        if ((gfp & Gfp.MemAlloc) != 0) return true;
        if ((context & Context.HardIrq) != 0) return false;
        if ((context & Context.MemAlloc) != 0) return true;
        return (context & Context.MemDie) != 0 && !InInterrupt(context);
    }

    /// <summary>A request that may sleep must not come from an interrupt (the cells "illegal" of table B.6).</summary>
    public static bool IsLegal(Gfp gfp, Context context) => (gfp & Gfp.Wait) == 0 || !InInterrupt(context);

    private static bool InInterrupt(Context context) => (context & (Context.SoftIrq | Context.HardIrq)) != 0;
}
