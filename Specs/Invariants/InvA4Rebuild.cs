using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics A.7.</summary>
public sealed class InvA4Rebuild : Law
{
    public override string Id => "INV-A4";

    public override string Sentence =>
        "A request goes by the old zonelist or by the new one: whichever it reads has every zone it may use, once.";

    public override string? BrokenBy(World world)
    {
        foreach (Flight? flight in world.Flights)
        {
            if (Plain.Asking(flight) is not AllocateFlight { Step: SlowStep.Scan } asking) continue;
            if (Broken(true, IsComplete(world.Memory, asking)))
                return $"{asking.Request} goes by a list without some zone";
        }

        return null;
    }

    private static bool IsComplete(Memory memory, AllocateFlight asking)
    {
        ulong listed = 0;
        int length = 0;
        foreach (int zone in memory.Machine.ZonelistOf(asking.Request, asking.Lists))
        {
            listed |= 1UL << zone;
            length++;
        }

        for (int zone = 0; zone < memory.Zones.Length; zone++)
        {
            if (!Plain.Reaches(asking.Request, memory.Topology.Zones[zone])) continue;
            if ((listed >> zone & 1) == 0) return false;
            length--;
        }

        return length == 0;
    }
}
