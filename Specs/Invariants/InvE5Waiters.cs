using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics E.7, decision 6.</summary>
public sealed class InvE5Waiters : Law
{
    public override string Id => "INV-E5";

    public override string Sentence =>
        "The first waiter of a reserve sleeps only while its charge does not fit, and nobody sleeps at a reserve that "
            + "is disconnected.";

    public override string? BrokenBy(World world)
    {
        Reserves tree = world.Memory.Reserves;
        for (int r = 0; r < tree.Nodes.Length; r++)
        {
            WaitQueue queue = tree.Nodes[r].Queue;
            for (int place = 0; place < queue.Waiters.Length; place++)
            {
                ReserveWaiter waiter = queue.Waiters[place];
                bool fits = place == 0 && PlainReserves.Fits(tree, r, waiter.Bytes);
                bool due = fits || !PlainReserves.IsConnected(tree, r);
                if (Broken(!waiter.Woken, !due)) return $"{waiter} sleeps at reserve {r}: {tree.Nodes[r]}";
            }
        }

        return null;
    }
}
