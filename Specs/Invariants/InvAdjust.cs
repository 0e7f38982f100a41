using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decision 6.</summary>
public sealed class InvAdjust : Law
{
    private long atStart;
    private bool[][] populated = [];

    public override string Id => "INV-ADJUST";

    public override string Sentence =>
        "A raise of the reserve succeeds only when each zone that carries a part of it held that part, recounted, at "
            + "an instant of the call; at rest the reserve is what the successful adjustments make it.";

    public override void OnBegin(Witness seen)
    {
        atStart = seen.View.ReservePages;
        populated = [.. seen.Topology.Cpus.Select(_ => new bool[seen.Topology.Zones.Length])];
    }

    public override void OnNote(Witness seen, int cpu, Label note)
    {
        if (note.What == Ghost.Begin) Array.Clear(populated[cpu]);
        if (note.What == Ghost.Populated && Holds(seen, (int)note.A)) populated[cpu][note.A] = true;
        if (note.What != Ghost.End || seen.Current[cpu] is not { Kind: OperationKind.Adjust } operation) return;
        for (int zone = 0; zone < seen.Topology.Zones.Length; zone++)
        {
            bool premise = note.B != 0 && operation.Argument > 0 && seen.View.Marks(zone).Emerg > 0;
            if (Broken(premise, populated[cpu][zone]))
                seen.Break(this, $"cpu{cpu}: {operation} succeeded, and zone{zone} was never populated");
        }
    }

    public override void OnRest(Witness seen)
    {
        long expected = atStart;
        foreach (var outcomes in seen.Outcomes)
        {
            expected += outcomes.Where(o => o.Operation.Kind == OperationKind.Adjust && o.Outcome.Ok)
                .Sum(o => (long)o.Operation.Argument);
        }

        bool premise = seen.Outcomes.Any(os => os.Any(o => o.Operation.Kind == OperationKind.Adjust));
        if (Broken(premise, seen.View.ReservePages == expected))
            seen.Break(this, $"the reserve is {seen.View.ReservePages} pages, not {expected}");
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (before.Flights[task] is not AdjustFlight adjust) return null;
        if (after.Flights[task] is AdjustFlight next) return Untrue(next.Seen & ~adjust.Seen, after.Memory);
        if (adjust.Delta <= 0 || label.What == Ghost.Begin) return null;
        bool refused = adjust.RollsBack || label == Label.Populated((int)label.A, yes: false);
        if (refused)
            return Broken(true, adjust.Added == 0) ? $"a refused raise left {adjust.Added} pages in the knob" : null;
        ulong seen = label.What == Ghost.Populated ? adjust.Seen | 1UL << (int)label.A : adjust.Seen;
        for (int zone = 0; zone < after.Memory.Zones.Length; zone++)
        {
            bool held = (seen >> zone & 1) != 0 || Plain.IsPopulated(after.Memory, zone);
            if (Broken(after.Memory.Zones[zone].Marks.Emerg > 0, held))
            {
                return $"a raise by {adjust.Delta} succeeded, and zone {zone} was never populated: "
                    + $"{after.Memory.Zones[zone]}";
            }
        }

        return null;
    }

    /// <summary>What an adjustment says it saw must be there.</summary>
    private static string? Untrue(ulong seen, Memory memory)
    {
        for (int zone = 0; zone < memory.Zones.Length; zone++)
        {
            if ((seen >> zone & 1) != 0 && !Plain.IsPopulated(memory, zone)) return $"zone {zone} is not populated";
        }

        return null;
    }

    /// <summary>Free and tagged pages reach emerg plus what the boldest ordinary caller must leave.</summary>
    private static bool Holds(Witness seen, int zone)
    {
        ZoneSpec spec = seen.Topology.Zones[zone];
        long held = seen.Walk(zone).FreePages;
        for (uint pfn = spec.Start; pfn < spec.End; pfn++)
        {
            if ((seen.Held[pfn] & 256) != 0) held += 1L << (int)((seen.Held[pfn] & 0xFF) - 1);
        }

        Marks marks = seen.View.Marks(zone);
        return held >= marks.Emerg + Plain.BoldestMin(marks.Min);
    }
}
