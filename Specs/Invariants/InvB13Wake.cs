using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.8.</summary>
public sealed class InvB13Wake : Law
{
    public override string Id => "INV-B13";

    public override string Sentence =>
        "A request that slept wakes kswapd before it asks any zone again, unless every node it may use that has a zone "
            + "below low has its kswapd awake; and when it has woken them, they are.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        bool goesBack = label == Label.Slept(fromStart: false);
        if (!goesBack && label.What != Ghost.WakeKswapd) return null;
        if (Plain.Asking(before.Flights[task]) is not AllocateFlight { Request: var request } asking) return null;
        bool wakesNext = Plain.Asking(after.Flights[task]) is AllocateFlight { Step: SlowStep.Wake };
        string? sleeping = goesBack && wakesNext ? null : Sleeping(after.Memory, request, asking);
        return Broken(true, sleeping is null) ? sleeping : null;
    }

    /// <summary>A node whose kswapd sleeps although order 0 alone puts one of its zones below low.</summary>
    private static string? Sleeping(Memory memory, Request request, AllocateFlight asking)
    {
        for (int zone = 0; zone < memory.Zones.Length; zone++)
        {
            ZoneSpec spec = memory.Topology.Zones[zone];
            int node = spec.Node.Value;
            if (!Plain.Reaches(request, spec) || !Plain.IsAllAlong(asking, node)) continue;
            Marks marks = memory.Zones[zone].Marks;
            long left = Plain.FreePages(memory, zone) - (1L << request.Order.Value) + 1;
            bool asleep = memory.Reclaim.Kswapd(node).Life == KswapdLife.Asleep;
            if (asleep && left <= marks.Low + marks.Emerg) return $"kswapd{node} sleeps while zone {zone} is below low";
        }

        return null;
    }
}
