using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>
/// How many pages a CPU's list for a zone takes and keeps (semantics B.3, E23; the topology may say otherwise).
/// </summary>
public static class ListSize
{
    /// <summary>
    /// batch': pages one refill takes at most, and one drain at the high mark gives back. At least 1.
    /// </summary>
    public static uint Batch(ZoneSpec zone, Topology topology) => Math.Max(1, Configured(zone, topology));

    /// <summary>
    /// The length at which a list gives a batch back: six batches. 0 where the batch is 0: such a CPU list is never
    /// used.
    /// </summary>
    public static uint High(ZoneSpec zone, Topology topology) =>
        topology.ListHigh is { } high ? (uint)high : 6 * Configured(zone, topology);

    private static uint Configured(ZoneSpec zone, Topology topology) =>
        topology.Batch is { } batch ? (uint)batch : PcpBatch.Of(zone.Pages);
}
