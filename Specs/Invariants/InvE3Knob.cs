using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics E.7. The tree is the only user of the knob.</summary>
public sealed class InvE3Knob : Law
{
    public override string Id => "INV-E3";

    public override string Sentence =>
        "While nobody changes the tree or adjusts the knob, var_free_kbytes is the "
            + "demand of its root, and the emergency levels sum to it.";

    public override string? BrokenBy(World world)
    {
        Memory memory = world.Memory;
        if (memory.Reserves.Nodes.IsEmpty) return null;
        int demand = memory.Reserves.Nodes[0].Pages;
        long carried = 0;
        foreach (ZoneState zone in memory.Zones) carried += zone.Marks.Emerg;
        bool quiet = memory.Reserves.Holder < 0 && !Adjusts(world);
        return Broken(quiet, memory.ReservePages == demand && carried == demand)
            ? $"the root wants {demand} pages, the knob says {memory.ReservePages}, zones carry {carried}"
            : null;
    }

    /// <summary>Somebody has turned the knob and is not done.</summary>
    private static bool Adjusts(World world)
    {
        foreach (Flight? flight in world.Flights)
        {
            for (Flight? at = flight; at is not null; at = at.Within)
            {
                if (at is AdjustFlight adjust && (adjust.Added != 0 || adjust.Recomputes)) return true;
            }
        }

        return false;
    }
}
