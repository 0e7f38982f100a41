using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics I.</summary>
public sealed class InvOom : Law
{
    public override string Id => "INV-OOM";

    public override string Sentence =>
        "One request at a time holds the OOM lock of a zone, and no second victim is chosen while one is dying.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label == Label.OomLock(got: true) && Plain.Asking(before.Flights[task])?.Asks is { } request)
        {
            for (int zone = 0; zone < before.Memory.Zones.Length; zone++)
            {
                bool concerned = Plain.Reaches(request, before.Memory.Topology.Zones[zone]);
                bool locked = (before.Memory.Reclaim.OomLocked >> zone & 1) != 0;
                if (Broken(concerned, !locked)) return $"the OOM lock of zone {zone} was taken twice";
            }
        }

        if (label.What != Ghost.OomKill || label.A == Label.Nobody) return null;
        int dying = 0;
        for (int t = 0; t < after.Memory.Tasks.Count; t++) dying += after.Memory.Tasks[t].Has(TaskFlags.MemDie) ? 1 : 0;
        return Broken(true, dying == 1) ? $"{dying} victims are dying" : null;
    }
}
