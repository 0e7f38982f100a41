using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// All schedules without preemption, then all with one, and so on up to the bound; each schedule once. A preemption
/// switches away from a CPU that could go on. Use it first: most bugs need one or two, and the first failure found has
/// the fewest.
/// </summary>
/// <remarks>
/// A level is made from the one before. A schedule with b preemptions has one parent, found by leaving out its last:
/// the parent goes on with the same CPU at that point. So every execution of a level is kept as its decisions and,
/// where it went on freely, who could have preempted; the next level walks these. Choices without preemption (a CPU
/// finished or blocked) are enumerated depth first below each. Decisions are counted where more than one CPU is
/// enabled. A flush of a store buffer preempts nobody: flushes are enumerated like choices without preemption.
/// </remarks>
/// <param name="bound">The most preemptions, not counting those on the way.</param>
/// <param name="way">The first steps, where only what follows them is to be enumerated.</param>
internal sealed class PreemptionBound(int bound, IReadOnlyList<Fork> way) : Strategy
{
    private readonly List<Parent> parents = [];
    private readonly List<Parent> children = [];
    private byte[] chosen = new byte[64];
    private ulong[] rest = new ulong[64];
    private ulong[] preempting = new ulong[64];
    private int depth;
    private int prefix;
    private int fresh;
    private int root;
    private int parent;
    private int position;
    private int level;
    private bool isCut;
    private bool begun;

    /// <summary>Every schedule is enumerated, the ones with the fewest preemptions first.</summary>
    public bool IsWhole => way.Count == 0;

    /// <summary>The level that is explored now: every lower one is complete.</summary>
    public override int? Level => level;

    /// <summary>Whether some schedule has more preemptions than the bound.</summary>
    public override bool Cut => isCut;

    public override bool Next()
    {
        if (!begun) return begun = true;
        Keep();
        return Backtrack() || NextRoot() || NextLevel();
    }

    public override void Again() => depth = 0;

    public override int Choose(int step, int current, ulong enabled)
    {
        if (step < way.Count) return way[step].If(enabled);
        int at = depth++;
        if (at < prefix) return (enabled >> chosen[at] & 1) != 0 ? chosen[at] : Nobody;
        if (at == chosen.Length) Grow();
        int next = DepthFirst.Default(current, enabled);
        ulong others = enabled & ~(1ul << next);
        ulong preempts = next == current ? others & Turns.Preempting : 0;
        chosen[at] = (byte)next;
        rest[at] = others & ~preempts;
        preempting[at] = preempts;
        return next;
    }

    private void Grow()
    {
        Array.Resize(ref chosen, 2 * chosen.Length);
        Array.Resize(ref rest, chosen.Length);
        Array.Resize(ref preempting, chosen.Length);
    }

    /// <summary>
    /// The execution that has ended becomes a parent, unless nobody could have preempted its new part.
    /// </summary>
    private void Keep()
    {
        ReadOnlySpan<ulong> others = preempting.AsSpan(fresh, Math.Max(0, depth - fresh));
        if (others.IndexOfAnyExcept(0ul) < 0) return;
        if (level == bound) isCut = true;
        else children.Add(new(chosen.AsSpan(0, depth).ToArray(), others.ToArray(), fresh));
    }

    private bool Backtrack()
    {
        for (int at = depth - 1; at >= root; at--)
        {
            if (rest[at] == 0) continue;
            chosen[at] = (byte)BitOperations.TrailingZeroCount(rest[at]);
            rest[at] &= rest[at] - 1;
            prefix = fresh = at + 1;
            depth = 0;
            return true;
        }

        return false;
    }

    /// <summary>The next preemption of the next parent.</summary>
    private bool NextRoot()
    {
        for (; parent < parents.Count; parent++, position = 0)
        {
            Parent from = parents[parent];
            for (; position < from.Preempting.Length; position++)
            {
                ulong others = from.Preempting[position];
                if (others == 0) continue;
                from.Preempting[position] = others & (others - 1);
                int at = from.Fresh + position;
                while (chosen.Length <= at) Grow();
                from.Chosen.AsSpan(0, at).CopyTo(chosen);
                chosen[at] = (byte)BitOperations.TrailingZeroCount(others);
                root = prefix = fresh = at + 1;
                depth = 0;
                return true;
            }
        }

        return false;
    }

    private bool NextLevel()
    {
        if (children.Count == 0) return false;
        parents.Clear();
        parents.AddRange(children);
        children.Clear();
        parent = position = 0;
        level++;
        return NextRoot();
    }

    private sealed record Parent(byte[] Chosen, ulong[] Preempting, int Fresh);
}
