using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics E.7; it holds at every instant, not only at rest.</summary>
public sealed class InvE4Usage : Law
{
    public override string Id => "INV-E4";

    public override string Sentence =>
        "The usage of a reserve is the sum of the live charges of the reserves backed by it, itself included.";

    public override string? BrokenBy(World world)
    {
        Reserves tree = world.Memory.Reserves;
        for (int r = 0; r < tree.Nodes.Length; r++)
        {
            int sum = PlainReserves.OwnCharges(world, r);
            foreach (Reserve node in tree.Nodes) sum += node.Parent == r && node.Backed ? node.Usage : 0;
            if (Broken(sum > 0 || tree.Nodes[r].Usage > 0, tree.Nodes[r].Usage == sum))
                return $"reserve {r} says {tree.Nodes[r].Usage} bytes, and live charges sum to {sum}";
        }

        return null;
    }
}
