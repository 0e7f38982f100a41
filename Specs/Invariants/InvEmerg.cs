using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.4, decision 6.</summary>
public sealed class InvEmerg : Law
{
    public override string Id => "INV-EMERG";

    public override string Sentence =>
        "Whenever nobody writes marks, the emergency levels of the zones up to NORMAL add up to the reserve, and those "
            + "above carry none.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What != Ghost.Marks || Plain.SomeoneWritesMarks(after)) return null;
        Memory memory = after.Memory;
        long sum = 0;
        bool carries = false;
        for (int zone = 0; zone < memory.Zones.Length; zone++)
        {
            uint emerg = memory.Zones[zone].Marks.Emerg;
            bool low = memory.Topology.Zones[zone].Kind <= ZoneKind.Normal;
            carries |= low;
            if (low) sum += emerg;
            if (!low && Broken(true, emerg == 0))
                return $"{memory.Topology.Zones[zone]} carries {emerg} pages of the reserve";
        }

        return Broken(carries, sum == memory.ReservePages)
            ? $"the zones carry {sum} pages of a reserve of {memory.ReservePages}"
            : null;
    }
}
