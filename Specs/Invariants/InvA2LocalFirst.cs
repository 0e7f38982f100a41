using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics A.7.</summary>
public sealed class InvA2LocalFirst : Law
{
    private bool[] fresh = [];

    public override string Id => "INV-A2";

    public override string Sentence =>
        "The first zone that a request asks is on its own node, if that node has a zone that it may use.";

    public override void OnBegin(Witness seen) => fresh = new bool[seen.Topology.Cpus.Length];

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What == Ghost.Begin) fresh[cpu] = true;
        bool asks = note.What is Ghost.Refused or Ghost.Hit or Ghost.Refill or Ghost.Take;
        if (!asks || !fresh[cpu] || seen.Current[cpu] is not { Kind: OperationKind.Allocate } operation) return;
        fresh[cpu] = false;
        Request request = operation.Request;
        bool local = seen.Topology.Zones.Any(z => z.Node == request.Node && Plain.Reaches(request, z))
            && request.Allowed.Has(request.Node.Value);
        bool holds = seen.Topology.Zones[(int)note.A].Node == request.Node;
        if (Broken(local, holds)) seen.Break(this, $"cpu{cpu}: {operation} asked zone{note.A} first");
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        bool asks = label.What is Ghost.Refused or Ghost.Hit or Ghost.Refill or Ghost.Take;
        if (!asks || Plain.Asking(before.Flights[task]) is not AllocateFlight { Pass: Pass.Low, Asked: 0 } asking)
            return null;
        if (asking.Lists != ZonelistOrder.Node) return null;
        Topology topology = before.Memory.Topology;
        Request request = asking.Request;
        bool local = false;
        foreach (ZoneSpec zone in topology.Zones) local |= zone.Node == request.Node && Plain.Reaches(request, zone);
        local &= Plain.IsAllAlong(asking, request.Node.Value);
        return Broken(local, topology.Zones[(int)label.A].Node == request.Node)
            ? $"{request} asked zone {label.A} first"
            : null;
    }
}
