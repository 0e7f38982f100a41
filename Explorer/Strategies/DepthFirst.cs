using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Every interleaving, by re-execution from the start. Use it for programs of a handful of steps, and to count: it is
/// exact and grows exponentially.
/// </summary>
/// <param name="way">The first steps, where only what follows them is to be enumerated.</param>
internal sealed class DepthFirst(IReadOnlyList<Fork> way) : Strategy
{
    private readonly List<Branch> branches = [];
    private int depth;
    private bool begun;

    public override bool Next()
    {
        depth = 0;
        if (!begun) return begun = true;
        while (branches.Count > 0)
        {
            Branch last = branches[^1];
            if (last.Rest != 0)
            {
                int chosen = BitOperations.TrailingZeroCount(last.Rest);
                branches[^1] = new(chosen, last.Enabled, last.Rest & (last.Rest - 1));
                return true;
            }

            branches.RemoveAt(branches.Count - 1);
        }

        return false;
    }

    public override void Again() => depth = 0;

    public override int Choose(int step, int current, ulong enabled)
    {
        if (step < way.Count) return way[step].If(enabled);
        if (depth < branches.Count)
        {
            Branch branch = branches[depth++];
            return branch.Enabled == enabled ? branch.Chosen : Nobody;
        }

        int chosen = Default(current, enabled);
        branches.Add(new(chosen, enabled, enabled & ~(1ul << chosen)));
        depth++;
        return chosen;
    }

    /// <summary>The fewest switches: the same CPU while it can go on, else the lowest.</summary>
    internal static int Default(int current, ulong enabled) =>
        current >= 0 && (enabled >> current & 1) != 0 ? current : BitOperations.TrailingZeroCount(enabled);

    private readonly record struct Branch(int Chosen, ulong Enabled, ulong Rest);
}
