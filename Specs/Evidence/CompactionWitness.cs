using Plimsoll.Model.Rules;

namespace Plimsoll.Specs.Evidence;

/// <summary>
/// Whether compaction can explain a page that left buddy without an event (E2). vmstat before and after is the best witness:
/// if it says that nothing was isolated, nothing is excused.
/// </summary>
/// <param name="Isolated">compact_isolated after minus before; null when the recording has no vmstat.</param>
/// <param name="Traced">mm_compaction_isolate_freepages was enabled: what was taken is in the trace.</param>
/// <param name="Era">6.12 keeps isolated blocks whole; 6.1 splits them into single pages.</param>
internal sealed record CompactionWitness(long? Isolated, bool Traced, Era Era)
{
    public bool Possible => Isolated is null or > 0;

    public bool FreesOrder(int order) => order == 0 || Era == Era.K6_12;
}
