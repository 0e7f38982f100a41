using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics E.7, E.4.</summary>
public sealed class InvE2RootDemand : Law
{
    public override string Id => "INV-E2";

    public override string Sentence =>
        "While nobody changes the tree, the pages of a reserve are its own demand and the pages of the reserves linked "
            + "below it.";

    public override string? BrokenBy(World world)
    {
        Reserves tree = world.Memory.Reserves;
        for (int r = 0; r < tree.Nodes.Length; r++)
        {
            long sum = world.Memory.Machine.Reserves[r].Bound[tree.Nodes[r].Units];
            foreach (Reserve node in tree.Nodes) sum += node.Parent == r ? node.Pages : 0;
            if (Broken(tree.Holder < 0 && sum > 0, tree.Nodes[r].Pages == sum))
                return $"reserve {r} says {tree.Nodes[r].Pages} pages, and its parts sum to {sum}";
        }

        return null;
    }
}
