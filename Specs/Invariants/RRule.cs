using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>
/// Source: semantics C.5, the R-rule; its other half is <see cref="InvC8NoLeak"/>. Judged by the pages' tags.
/// </summary>
public sealed class RRule : Law
{
    public override string Id => "R-RULE";

    public override string Sentence =>
        "The entitled use what is ordinary first: a slab made of reserve pages gives an object only while no other "
            + "slab on that list could.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What is not (Ghost.ObjectTake or Ghost.SlabFreeze)) return null;
        Memory memory = before.Memory;
        Slab used = memory.Slabs[label.A];
        if (!IsReserve(memory, used) || before.Flights[task] is not SlabAllocateFlight flight) return null;
        Slab? ordinary = null;
        foreach (Slab slab in memory.Slabs.All)
        {
            bool beside = (slab.Place, slab.Cache, slab.Number) == (SlabPlace.Partial, used.Cache, used.Number);
            bool could = beside && slab.OnSlab != 0 && flight.Request.Allowed.Has(slab.Number);
            if (could && !IsReserve(memory, slab)) ordinary = slab;
        }

        return Broken(true, ordinary is null) ? $"'{label}' beside {ordinary}" : null;
    }

    private static bool IsReserve(Memory memory, Slab slab) =>
        memory.Held(slab.Pfn) is { Tagged: true };
}
