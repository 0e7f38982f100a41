using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.6, B.8.</summary>
public sealed class InvMemAlloc : Law
{
    public override string Id => "INV-PF";

    public override string Sentence =>
        "A task is PF_MEMALLOC from the beginning of its reclaim to its end, softirqs over it aside; a softirq leaves "
            + "that bit as it found it, and every other flag as it is.";

    public override string? BrokenBy(World world)
    {
        for (int task = 0; task < world.Flights.Length; task++)
        {
            if (!IsReclaiming(world.Flights[task]) || IsBorrowed(world, task)) continue;
            bool set = world.Memory.Tasks[task].Has(TaskFlags.MemAlloc);
            if (Broken(true, set)) return $"task {task} reclaims and is not PF_MEMALLOC";
        }

        return null;
    }

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What != Ghost.SoftIrqExit || before.Flights[task] is not SoftIrqFlight softIrq) return null;
        TaskState was = before.Memory.Tasks[softIrq.Borrowed], now = after.Memory.Tasks[softIrq.Borrowed];
        bool memAlloc = (softIrq.Saved & TaskFlags.MemAlloc) != 0;
        bool holds = now.Has(TaskFlags.MemAlloc) == memAlloc && now.Has(TaskFlags.MemDie) == was.Has(TaskFlags.MemDie);
        return Broken(true, holds)
            ? $"task {softIrq.Borrowed} had {softIrq.Saved}, then {was.Flags}, and has {now.Flags}"
            : null;
    }

    private static bool IsReclaiming(Flight? flight) => flight is KswapdFlight or DirectReclaimFlight { Begun: true }
        || (flight is PageInFlight && IsReclaiming(flight.Within));

    private static bool IsBorrowed(World world, int task)
    {
        foreach (Flight? flight in world.Flights)
        {
            if (flight is SoftIrqFlight { Saved: not null } softIrq && softIrq.Borrowed == task) return true;
        }

        return false;
    }
}
