using System.Numerics;

namespace Plimsoll.Explorer;

/// <summary>
/// Who may be chosen at each node of the path without the trace needing more preemptions than allowed. What everybody
/// was about to do is kept for each node, so that a choice is ruled out without running it.
/// </summary>
internal sealed class BoundedChoices(EventOrder order, Races races)
{
    private readonly FewestPreemptions fewest = new(order);
    private readonly List<Effect> pending = [];
    private readonly List<Node> nodes = [];
    private int cpus;

    /// <summary>A new node: where everybody stands before the step that is decided.</summary>
    public void Open(Turns turns, int current, ulong enabled)
    {
        cpus = turns.Cpus;
        nodes.RemoveRange(order.Count, nodes.Count - order.Count);
        if (nodes.Count > 0) pending.RemoveRange(nodes[^1].End, pending.Count - nodes[^1].End);
        else pending.Clear();
        for (ulong rest = enabled; rest != 0; rest &= rest - 1)
            pending.Add(turns.Pending(BitOperations.TrailingZeroCount(rest)));
        bool preempts = current >= 0 && (enabled >> current & 1) != 0;
        nodes.Add(new(pending.Count, turns.Preemptions, preempts ? current : -1, turns.Parked));
    }

    /// <summary>
    /// Whether the trace up to a node, with the next step of this id, can do with so many preemptions. Steps of the
    /// order from the node on are taken back.
    /// </summary>
    public bool Allows(int node, int id, int most)
    {
        Node at = nodes[node];
        order.Truncate(node);
        fewest.SetParked(node, (at.Parked >> id & 1) != 0);
        bool preempts = id < cpus && at.Current >= 0 && id != at.Current;
        if (at.Spent + (preempts ? 1 : 0) <= most) return true;
        races.Add(StepOf(node, id));
        bool isAllowed = fewest.IsAtMost(most, cpus);
        order.Truncate(node);
        return isAllowed;
    }

    private Effect StepOf(int node, int id)
    {
        int at = node == 0 ? 0 : nodes[node - 1].End;
        while (pending[at].Id != id) at++;
        return pending[at];
    }

    /// <param name="End">Where its pending steps end.</param>
    /// <param name="Spent">Preemptions of the schedule so far.</param>
    /// <param name="Current">The CPU that another's step would preempt; -1: nobody.</param>
    /// <param name="Parked">Who has gone round in a loop.</param>
    private readonly record struct Node(int End, int Spent, int Current, ulong Parked);
}
