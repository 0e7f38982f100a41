using Plimsoll.Model.Rules;
using Plimsoll.Model.State;

namespace Plimsoll.Model.Transitions;

/// <summary>What a zone's check compares (semantics B.5), and how published code and known bugs falsify it.</summary>
internal readonly record struct CheckedAgainst(uint Free, uint Mark, uint Reserve, uint Emerg, AllocFlags Flags)
{
    public CheckedAgainst AsPublished(Memory memory, int zone)
    {
        PublishedRules rules = memory.Machine.Published;
        CheckedAgainst limits = this;

        // G16: a quarter off before the half.
        if (rules.Has(Published.HarderBeforeHigh))
        {
            AllocFlags high = Flags & AllocFlags.High;
            limits =
                limits with { Mark = Watermarks.Reduced(Watermarks.Reduced(Mark, Flags & ~high), high), Flags = 0 };
        }

        // G17: < for <=.
        if (rules.Has(Published.MarkItselfPasses)) limits = limits with { Free = limits.Free + 1 };

        // G18: the emergency level joins the mark before the reductions.
        if (rules.Has(Published.EmergReducedByHigh)) limits = limits with { Mark = limits.Mark + Emerg, Emerg = 0 };

        // G27: lowmem_reserve by the zone's own type.
        if (rules.Has(Published.ReserveByZone))
        {
            limits =
                limits with { Reserve = memory.Machine.LowmemReserve[zone][(int)memory.Topology.Zones[zone].Kind] };
        }

        return limits;
    }
}
