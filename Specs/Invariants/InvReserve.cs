using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decisions 4 and 14 (Theorem E, for pages).</summary>
public sealed class InvReserve : Law
{
    private bool[] covered = [];
    private bool[] served = [];
    private long[] promised = [];

    public override string Id => "INV-RESERVE";

    public override string Sentence =>
        "An entitled request of order 0 whose highest zone is NORMAL or above, without THISNODE or node mask, gets "
            + "memory while live tagged pages and entitled requests in flight, itself included, are no more than the "
            + "emergency pages of populated zones.";

    public override void OnBegin(Witness seen)
    {
        Topology topology = seen.Topology;
        covered = new bool[topology.Cpus.Length];
        served = new bool[topology.Cpus.Length];
        promised = new long[topology.Zones.Length];
        for (int zone = 0; zone < promised.Length; zone++) promised[zone] = Carried(seen, zone);
    }

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What == Ghost.Begin && Concerns(seen.Current[cpu])) covered[cpu] = true;
        if (note.What == Ghost.Begin) served[cpu] = false;
        if (note.What is Ghost.Take or Ghost.Hit) served[cpu] = true;
        if (note.What == Ghost.Marks) promised[note.A] = Math.Min(promised[note.A], Carried(seen, (int)note.A));
        if (note.What == Ghost.Populated && note.B != 0) promised[note.A] = Carried(seen, (int)note.A);
        if (note.What is Ghost.Begin or Ghost.Marks or Ghost.Take) Narrow(seen);
        if (note.What != Ghost.End || !Concerns(seen.Current[cpu])) return;
        bool broken = Broken(covered[cpu], note.B != 0);
        covered[cpu] = false;
        if (broken)
            seen.Break(
                this, $"cpu{cpu}: {seen.Current[cpu]} was refused; tagged {seen.Tagged}, promised {promised.Sum()}");
    }

    private static bool Concerns(Operation? operation) =>
        operation is { Kind: OperationKind.Allocate } o && o.Request.Order.Value == 0 && Plain.Entitled(o.Request)
        && Plain.HighestZone(o.Request.Gfp) >= (int)ZoneKind.Normal && (o.Request.Gfp & Gfp.ThisNode) == 0
        && o.Request.Allowed == NodeMask.All;

    private static bool InFlight(Operation? operation) =>
        operation is { Kind: OperationKind.Allocate } o && Plain.Entitled(o.Request);

    /// <summary>What the zone carries of the reserve: nothing above NORMAL.</summary>
    private static long Carried(Witness seen, int zone) =>
        seen.Topology.Zones[zone].Kind <= ZoneKind.Normal ? seen.View.Marks(zone).Emerg : 0;

    /// <summary>A request stays covered only while the promise covers everybody at every instant of its call.</summary>
    private void Narrow(Witness seen)
    {
        long demand = seen.Tagged;
        for (int cpu = 0; cpu < served.Length; cpu++)
        {
            Operation? operation = seen.Current[cpu];
            if (InFlight(operation) && !served[cpu]) demand += 1L << operation!.Value.Request.Order.Value;
        }

        if (demand > promised.Sum()) Array.Clear(covered);
    }
}
