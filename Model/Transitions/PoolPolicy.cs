using Plimsoll.Model.State;

namespace Plimsoll.Model.Transitions;

/// <summary>Who gets an element that comes back: by the law, or as published.</summary>
public static class PoolPolicy
{
    public static WakePolicy Of(Memory memory, int pool) =>
        memory.Machine.Published.Has(Published.PoolWakesOne) ? WakePolicy.WakeOne : memory.Machine.Pools[pool].Wake;

    /// <summary>The law knows no overtaking; published pools give to whoever comes first.</summary>
    public static bool CanPop(Memory memory, int pool, int task, int count) => Of(memory, pool) == WakePolicy.HandOver
        ? memory.Pools[pool].CanPop(task, count)
        : memory.Pools[pool].CurrNr >= count;

    /// <summary>An element was parked: who learns of it.</summary>
    public static Pool Wake(Pool pool, WakePolicy policy) => policy switch
    {
        WakePolicy.HandOver => pool.Serve(),
        WakePolicy.WakeOne => pool.AnyWaits ? pool with { Waiters = pool.Waiters.RemoveAt(pool.First) } : pool,
        _ => pool with { Waiters = [] },
    };
}
