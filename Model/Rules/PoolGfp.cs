using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// What mempool_alloc asks of the allocator behind the pool (semantics D.2, D.6, Part 0.10). It keeps its promise
/// itself, so the allocator shall neither warn nor retry nor insist.
/// </summary>
public static class PoolGfp
{
    /// <summary>L1: it neither sleeps nor starts I/O, and leaves the reserve alone.</summary>
    public static Gfp Atomic(Gfp gfp) => Full(gfp) & ~(Gfp.Wait | Gfp.Io);

    /// <summary>L3: all that the caller grants, but not the reserve.</summary>
    public static Gfp Full(Gfp gfp) => Reserve(gfp) | Gfp.NoMemAlloc;

    /// <summary>The attempt of an entitled caller (patch 05).</summary>
    public static Gfp Reserve(Gfp gfp) => (gfp | Gfp.NoRetry | Gfp.NoWarn) & ~(Gfp.NoFail | Gfp.Repeat);

    /// <summary>Create and grow.</summary>
    public static Gfp Fill => Full(Gfp.Kernel);

    /// <summary>The caller may sleep.</summary>
    public static bool Sleeps(Gfp gfp) => (gfp & Gfp.Wait) != 0;

    /// <summary>L2: at least half full (the mail's wording).</summary>
    public static bool HalfFull(int count, int min) => count > 0 && 2 * count >= min;
}
