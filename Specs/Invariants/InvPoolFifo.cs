using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics D.4 (4), Part 0.10.</summary>
public sealed class InvPoolFifo : Law
{
    public override string Id => "INV-FIFO";

    public override string Sentence =>
        "No element that comes back to a pool passes a waiter: neither to one behind it nor to a newcomer.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What is not (Ghost.PoolPop or Ghost.PoolPush or Ghost.PoolHand)
            && label.What is not (Ghost.PoolCancel or Ghost.PoolLeave))
        {
            return null;
        }

        Pool was = before.Memory.Pools[(int)label.A], now = after.Memory.Pools[(int)label.A];
        if (label.What == Ghost.PoolPop && Broken(was.Waiters.Length > 0, NobodyBefore(was, task)))
        {
            return $"task {task} overtakes: pool {label.A}: {was}";
        }

        bool waited = false;
        foreach (Waiter waiter in now.Waiters)
        {
            if (waiter.State is not (Waiting.Served or Waiting.Cancelled))
            {
                waited = true;
                continue;
            }

            bool newly = waiter.State == Waiting.Served && !Served(was, waiter.Task);
            if (Broken(newly, !waited)) return $"task {waiter.Task} is served before its turn: pool {label.A}: {now}";
        }

        return null;
    }

    private static bool NobodyBefore(Pool pool, int task)
    {
        foreach (Waiter waiter in pool.Waiters)
        {
            if (waiter.State is not (Waiting.Served or Waiting.Cancelled)) return waiter.Task == task;
        }

        return true;
    }

    private static bool Served(Pool pool, int task)
    {
        foreach (Waiter waiter in pool.Waiters)
        {
            if (waiter.Task == task) return waiter.State == Waiting.Served;
        }

        return false;
    }
}
