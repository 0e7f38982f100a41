using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics F.5, decision 11.</summary>
public sealed class InvF5Victim : Law
{
    public override string Id => "INV-F5";

    public override string Sentence =>
        "The victim has no slot lent, and is the slab of the window with most clean, then fewest dirty, then fewest "
            + "used pages, then the oldest scan; a scanned slab is not scanned again before the others of its zone.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What == Ghost.Scan) return Advanced(label, after.Memory);
        if (label.What != Ghost.Isolate || before.Flights[task] is not LargeOrderFlight flight) return null;
        ImmutableArray<SlabSample> seen = flight.Window.Samples;
        PageSlab victim = before.Memory.OrderZero.SlabOf(label.B)!;
        if (Broken(true, victim.Count(SlotState.Lent) == 0)) return $"'{label}', of which a slot is lent";
        int chosen = -1;
        for (int i = 0; i < seen.Length; i++)
        {
            if (seen[i].Base == label.B) chosen = i;
        }

        if (chosen < 0) return Broken(true, false) ? $"'{label}' was not scanned" : null;
        for (int i = 0; i < seen.Length; i++)
        {
            bool barred = seen[i].Isolated || seen[i].Pinned > 0 || seen[i].Cache == PageCache.KNoReclaim;
            bool better = Cost(seen[i], i) < Cost(seen[chosen], chosen);
            if (Broken(!barred, !better)) return $"'{label}' though another was seen to cost less: {seen[i]}";
        }

        return null;
    }

    /// <summary>One number, digit by digit: no slab has a thousand pages here.</summary>
    private static long Cost(SlabSample seen, int place) =>
        ((1000L - seen.Clean) * 1000 + seen.Dirty) * 1_000_000 + seen.Used * 1000 + place;

    private string? Advanced(Label label, Memory memory)
    {
        PageSlab? last = null;
        foreach (PageSlab slab in memory.OrderZero.Slabs)
        {
            if (slab.Zone == label.A) last = slab;
        }

        return Broken(true, last?.Base == label.B) ? $"'{label}' and the cursor did not go on" : null;
    }
}
