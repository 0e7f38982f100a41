using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics E.7. The tree is the only user of the knob.</summary>
public sealed class InvE3Knob : Law
{
    public override string Id => "INV-E3";

    public override string Sentence =>
        "While nobody changes the tree, var_free_kbytes is the demand of its root, and the emergency levels sum to it.";

    public override string? BrokenBy(World world)
    {
        Memory memory = world.Memory;
        if (memory.Reserves.Nodes.IsEmpty) return null;
        int demand = memory.Reserves.Nodes[0].Pages;
        long carried = 0;
        foreach (ZoneState zone in memory.Zones) carried += zone.Marks.Emerg;
        return Broken(memory.Reserves.Holder < 0, memory.ReservePages == demand && carried == demand)
            ? $"the root wants {demand} pages, the knob says {memory.ReservePages}, zones carry {carried}"
            : null;
    }
}
