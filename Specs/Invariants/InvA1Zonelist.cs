using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics A.7, and decision 5: a refusal is a scan.</summary>
public sealed class InvA1Zonelist : Law
{
    private List<(uint Zone, Pass Pass)>[] asked = [];

    public override string Id => "INV-A1";

    public override string Sentence =>
        "A refused request has asked, in its last pass, every zone that it may use exactly once, and no other zone.";

    public override void OnBegin(Witness seen)
    {
        asked = new List<(uint, Pass)>[seen.Topology.Cpus.Length];
        for (int cpu = 0; cpu < asked.Length; cpu++) asked[cpu] = [];
    }

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What == Ghost.Begin) asked[cpu].Clear();
        if (note.What == Ghost.Refused) asked[cpu].Add((note.A, (Pass)note.B));
        if (note.What != Ghost.End || seen.Current[cpu] is not { Kind: OperationKind.Allocate } operation) return;
        Request request = operation.Request;
        Pass last = Plain.ThisNodeOnly(request) ? Pass.Low : Plain.Entitled(request) ? Pass.Boldest : Pass.Min;
        uint[] zones = [.. asked[cpu].Where(a => a.Pass == last).Select(a => a.Zone).Order()];
        uint[] owed = [.. Enumerable.Range(0, seen.Topology.Zones.Length)
            .Where(z => MayUse(request, seen.Topology.Zones[z], last)).Select(z => (uint)z)];
        if (!Broken(note.B == 0, zones.SequenceEqual(owed))) return;
        seen.Break(
            this,
            $"cpu{cpu}: {operation} was refused after asking zones [{string.Join(' ', zones)}] of "
            + $"[{string.Join(' ', owed)}]");
    }

    private static bool MayUse(Request request, ZoneSpec zone, Pass pass) =>
        Plain.Reaches(request, zone)
            && (request.Allowed.Has(zone.Node.Value) || (pass != Pass.Low && Plain.IgnoresNodes(request)));

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (Plain.Asking(before.Flights[task]) is not AllocateFlight asking || label.What != Ghost.Refused) return null;
        if (Plain.Asking(after.Flights[task]) is AllocateFlight { Step: SlowStep.Scan } next
            && next.Pass == asking.Pass)
        {
            return null;
        }

        // The pass is over. If the request is refused with it, it must be the last that the request may make.
        ulong asked = asking.Asked | 1UL << (int)label.A;
        bool ends = after.Flights[task] is null;
        bool early = ends && asking.Pass == Pass.Low && !Plain.ThisNodeOnly(asking.Request);
        return Broken(true, !early && Plain.IsWhole(before.Memory.Topology, asking, asked))
            ? $"{asking.Request} was refused after asking zones {asked:b} in pass {asking.Pass}"
            : null;
    }
}
