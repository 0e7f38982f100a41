using System.Numerics;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>zone_batchsize of 2.6.23 (semantics B.3; mm/page_alloc.c).</summary>
public static class PcpBatch
{
    /// <summary>About a 4096th of the zone, at most 31 pages; 0 for a tiny zone.</summary>
    public static uint Of(uint pages)
    {
        uint batch = Math.Min(pages / 1024, 512 * 1024 / PageSize.Bytes) / 4;
        batch = Math.Max(1, batch);
        return (1u << BitOperations.Log2(batch + batch / 2)) - 1;
    }
}
