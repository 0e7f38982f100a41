using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics I.</summary>
public sealed class InvKswapd : Law
{
    public override string Id => "INV-KSWAPD";

    public override string Sentence =>
        "kswapd falls asleep only while every zone of its node has more than high free pages, and emerg.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What != Ghost.KswapdSleep) return null;
        for (int zone = 0; zone < before.Memory.Zones.Length; zone++)
        {
            if (before.Memory.Topology.Zones[zone].Node.Value != label.A) continue;
            ZoneState state = before.Memory.Zones[zone];
            if (Broken(true, state.Free.Count > state.Marks.High + state.Marks.Emerg))
            {
                return $"kswapd{label.A} sleeps, and zone {zone} is {state}";
            }
        }

        return null;
    }
}
