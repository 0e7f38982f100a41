using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics, decision 6.</summary>
public sealed class InvCharge : Law
{
    public override string Id => "INV-CHARGE";

    public override string Sentence =>
        "A charge succeeds exactly if usage + x <= limit on the reserve and all above it, and then it adds x to each; "
            + "who may wait comes after those that wait already, in their order.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        Reserves tree = before.Memory.Reserves;
        if (label.What is not (Ghost.Charge or Ghost.Wait or Ghost.ReserveRefused)) return null;
        bool refused = label.What == Ghost.ReserveRefused;
        if (refused && label.B != (uint)ReserveError.OverLimit) return null;
        int reserve = (int)label.A;
        int bytes = refused ? Asked(before, task) : (int)label.B;
        bool fits = PlainReserves.Fits(tree, reserve, bytes);
        bool holds = label.What switch
        {
            Ghost.Charge => fits && Adds(tree, after.Memory.Reserves, reserve, bytes),
            Ghost.Wait => !fits || IsBehind(tree.Nodes[reserve].Queue, task),
            _ => !fits,
        };
        return Broken(true, holds) ? $"'{label}' of {bytes} bytes where {tree.Nodes[reserve]}" : null;
    }

    private static int Asked(World before, int task) => before.Flights[task] switch
    {
        ChargeFlight charge => charge.BytesOf(before.Memory),
        ReserveAllocateFlight allocate => allocate.BytesAsked,
        _ => 0,
    };

    private static bool IsBehind(WaitQueue queue, int task) => !queue.IsEmpty && queue.Waiters[0].Task != task;

    private static bool Adds(Reserves before, Reserves after, int reserve, int bytes)
    {
        for (int r = 0; r < before.Nodes.Length; r++)
        {
            int due = before.Nodes[r].Usage + (PlainReserves.IsBelow(before, reserve, r) ? bytes : 0);
            if (after.Nodes[r].Usage != due) return false;
        }

        return true;
    }
}
