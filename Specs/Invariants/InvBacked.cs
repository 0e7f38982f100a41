using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decision 6.</summary>
public sealed class InvBacked : Law
{
    public override string Id => "INV-BACKED";

    public override string Sentence =>
        "What the limits in force permit is backed at every instant: pages are raised before limits and lowered after "
            + "them.";

    public override string? BrokenBy(World world)
    {
        Memory memory = world.Memory;
        long pages = 0;
        for (int r = 0; r < memory.Reserves.Nodes.Length; r++)
        {
            ReserveSpec spec = memory.Machine.Reserves[r];
            if (PlainReserves.IsConnected(memory.Reserves, r))
                pages += spec.Bound[PlainReserves.OwnLimit(memory.Reserves, r) / spec.UnitBytes];
        }

        return Broken(pages > 0, pages <= memory.ReservePages)
            ? $"limits permit what needs {pages} pages, and {memory.ReservePages} are reserved"
            : null;
    }
}
