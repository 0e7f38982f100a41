using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics A.7.</summary>
public sealed class InvA3Eligible : Law
{
    public override string Id => "INV-A3";

    public override string Sentence =>
        "A block comes from a zone that its request may use: of a type up to the highest, on the node under THISNODE, "
            + "and on an allowed node unless the request may ignore the mask.";

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What != Ghost.End || seen.Current[cpu] is not { Kind: OperationKind.Allocate } operation) return;
        Request request = operation.Request;
        int zone = note.B != 0 ? seen.Topology.ZoneOf(note.C) : -1;
        bool holds = zone >= 0 && Plain.Reaches(request, seen.Topology.Zones[zone])
            && IsAllowed(request, seen.Topology.Zones[zone]);
        if (Broken(note.B != 0, holds)) seen.Break(this, $"cpu{cpu}: {operation} got pfn {note.C} of zone {zone}");
    }

    private static bool IsAllowed(Request request, ZoneSpec zone) =>
        request.Allowed.Has(zone.Node.Value) || Plain.IgnoresNodes(request);

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (!Plain.IsGrant(label)) return null;
        Flight? asking = Plain.Asking(before.Flights[task]);
        if (asking?.Asks is not { } request) return null;
        Topology topology = before.Memory.Topology;
        int zone = topology.ZoneOf(label.What == Ghost.LastAttempt ? label.A : label.B);
        bool allowed = Plain.WasAllowed(asking, topology.Zones[zone].Node.Value)
            || (request.Gfp & Gfp.Wait) == 0 || Plain.Entitled(before, task);
        return Broken(true, Plain.Reaches(request, topology.Zones[zone]) && allowed)
            ? $"{request} got a page of {topology.Zones[zone]}"
            : null;
    }
}
