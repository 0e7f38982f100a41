using Plimsoll.Model.State;

namespace Plimsoll.Model.Transitions;

/// <summary>Whom an element that comes back wakes.</summary>
public static class PoolPolicy
{
    public static WakePolicy Of(Memory memory, int pool) =>
        memory.Machine.Published.Has(Published.PoolWakesOne) ? WakePolicy.WakeOne : memory.Machine.Pools[pool].Wake;

    /// <summary>An element was parked: who learns of it.</summary>
    public static Pool Wake(Pool pool, WakePolicy policy) => policy switch
    {
        WakePolicy.HandOver => pool.Serve(),
        WakePolicy.WakeOne => pool.AnyWaits ? pool with { Waiters = pool.Waiters.RemoveAt(pool.First) } : pool,
        _ => pool with { Waiters = [] },
    };
}
