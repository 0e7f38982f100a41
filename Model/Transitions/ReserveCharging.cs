using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// charge and uncharge: each one step under the locks of the reserve and of all above it (semantics E.2, J, Part 0.6).
/// </summary>
public static class ReserveCharging
{
    /// <summary>The root backs the reserve.</summary>
    public static bool IsBacked(Memory memory, int reserve) =>
        memory.Reserves.IsConnected(reserve) || memory.Machine.Published.Has(Published.ChargeDisconnected);

    /// <summary>usage + x &lt;= limit, on the reserve and on all that back it.</summary>
    public static bool Fits(Memory memory, int reserve, int bytes)
    {
        if (memory.Machine.ChargesSkipLimits) return true;
        bool below = memory.Machine.Published.Has(Published.ChargeBelowLimit);
        foreach (int r in memory.Reserves.Path(reserve))
        {
            Reserve node = memory.Reserves.Nodes[r];
            if (node.Usage + bytes + (below ? 1 : 0) > node.Limit) return false;
        }

        return true;
    }

    public static Memory Charge(Memory memory, int reserve, int bytes) =>
        memory with { Reserves = memory.Reserves.WithUsage(reserve, bytes) };

    /// <summary>Nothing goes below zero: that would be an error.</summary>
    public static bool CanUncharge(Memory memory, int reserve, int bytes)
    {
        if (memory.Machine.Published.Has(Published.UsageClamped)) return true;
        foreach (int r in memory.Reserves.Path(reserve))
        {
            if (memory.Reserves.Nodes[r].Usage < bytes) return false;
        }

        return true;
    }

    /// <summary>Gives back, and wakes whoever fits now.</summary>
    public static Memory Uncharge(Memory memory, int reserve, int bytes)
    {
        Memory next = memory with { Reserves = memory.Reserves.WithUsage(reserve, -bytes) };
        return memory.Machine.Published.Has(Published.UnchargeDoesNotWake) ? next : Wake(next);
    }

    /// <summary>The first in each queue is woken if its charge fits.</summary>
    public static Memory Wake(Memory memory)
    {
        for (int r = 0; r < memory.Reserves.Nodes.Length; r++)
        {
            WaitQueue queue = memory.Reserves.Nodes[r].Queue;
            if (queue.IsEmpty || queue.Waiters[0].Woken || !Fits(memory, r, queue.Waiters[0].Bytes)) continue;
            memory = memory with { Reserves = memory.Reserves.WithQueue(r, queue.Woken(0, true)) };
        }

        return memory;
    }

    /// <summary>Bytes charged for so many units: what they take.</summary>
    public static int Charged(Machine machine, int reserve, int units)
    {
        ReserveSpec spec = machine.Reserves[reserve];
        if (spec.Kind != DemandKind.Bytes) return units * spec.UnitBytes;
        bool published = machine.Published.Has(Published.ChargeByPowerOfTwo);
        return (int)(published ? ReserveCharge.KmallocAsPublished(units) : ReserveCharge.Kmalloc(units));
    }

    /// <summary>Bytes given back for so many units: what was charged, unless ksize is rounded once more.</summary>
    public static int Uncharged(Machine machine, int reserve, int units)
    {
        bool published = machine.Published.Has(Published.ChargeByPowerOfTwo);
        return machine.Reserves[reserve].Kind == DemandKind.Bytes && published
            ? (int)ReserveCharge.KmallocAsPublished(KmallocClass.Ksize(units))
            : Charged(machine, reserve, units);
    }
}
