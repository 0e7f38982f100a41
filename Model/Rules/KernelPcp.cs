using System.Numerics;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>The sizes of per-CPU page lists of real 6.x kernels (semantics H.2; kernel/README.md finding 5).</summary>
public static class KernelPcp
{
    /// <summary>zone_batchsize: about a 4096th of the zone, at most 63.</summary>
    public static long Batch(long managed)
    {
        long quarter = Math.Max(1, Math.Min(managed >> 10, 256) / 4);
        long rounded = 1L << BitOperations.Log2((ulong)(quarter + quarter / 2));
        return Math.Max(1, rounded - 1);
    }

    /// <summary>6.1 <c>high</c>: the low mark shared among the node's CPUs.</summary>
    /// <param name="cpusOfNode">Online CPUs of the node; all online CPUs if it has none.</param>
    public static long High61(long low, long cpusOfNode, long batch) => Math.Max(low / cpusOfNode, 4 * batch);

    /// <summary>6.1 <c>high</c> with percpu_pagelist_high_fraction set.</summary>
    public static long High61OfFraction(long managed, long fraction, long cpusOfNode, long batch) =>
        Math.Max(managed / fraction / cpusOfNode, 4 * batch);

    /// <summary>6.12 <c>high_min</c>.</summary>
    public static long HighMin(long low, long cpusOfNode, long batch) => High61(low, cpusOfNode, batch);

    /// <summary>6.12 <c>high_max</c>: an eighth of the zone shared among the node's CPUs.</summary>
    public static long HighMax(long managed, long cpusOfNode, long batch) =>
        Math.Max(managed / 8 / cpusOfNode, 4 * batch);
}
