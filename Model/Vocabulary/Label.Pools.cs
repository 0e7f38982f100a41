namespace Plimsoll.Model.Vocabulary;

/// <summary>Labels of mempools.</summary>
public readonly partial record struct Label
{
    private const uint PoolTag = 1u << 31;

    /// <summary>PoolBuild: the leaf came from the reserve.</summary>
    public bool PoolTagged => (C & PoolTag) != 0;

    public static Label PoolBuild(int pool, PoolLevel level, int element, int leaf, bool tagged) =>
        new(Ghost.PoolBuild, (uint)pool, (uint)level, (uint)element | ((uint)leaf << 16) | (tagged ? PoolTag : 0));

    public static Label PoolBuildFailed(int pool, PoolLevel level) =>
        new(Ghost.PoolBuildFailed, (uint)pool, (uint)level, 0);

    public static Label PoolBuildWaits(int pool, PoolLevel level) =>
        new(Ghost.PoolBuildWaits, (uint)pool, (uint)level, 0);

    public static Label PoolUnbuild(int pool, int element, int leaf) =>
        new(Ghost.PoolUnbuild, (uint)pool, (uint)element, (uint)leaf);

    public static Label PoolRead(int pool, int seen, bool waiters) =>
        new(Ghost.PoolRead, (uint)pool, (uint)seen, waiters ? 1u : 0);

    public static Label PoolPop(int pool, PoolLevel level, int elements) =>
        new(Ghost.PoolPop, (uint)pool, (uint)level, (uint)elements);

    public static Label PoolRefused(int pool, PoolLevel level) => new(Ghost.PoolRefused, (uint)pool, (uint)level, 0);

    public static Label PoolSleep(int pool, int task, int elements) =>
        new(Ghost.PoolSleep, (uint)pool, (uint)task, (uint)elements);

    public static Label PoolAgain(int pool, int task) => new(Ghost.PoolAgain, (uint)pool, (uint)task, 0);

    public static Label PoolLeave(int pool, int task, PoolLeaving how) =>
        new(Ghost.PoolLeave, (uint)pool, (uint)task, (uint)how);

    public static Label PoolPush(int pool, Item element) => new(Ghost.PoolPush, (uint)pool, Name(element), 0);

    public static Label PoolHand(int pool, Item element, int task) =>
        new(Ghost.PoolHand, (uint)pool, Name(element), (uint)task);

    public static Label PoolSurplus(int pool, Item element) => new(Ghost.PoolSurplus, (uint)pool, Name(element), 0);

    /// <param name="task">-1: nobody waits.</param>
    public static Label PoolNudge(int pool, int task) => new(Ghost.PoolNudge, (uint)pool, unchecked((uint)task), 0);

    public static Label PoolCancel(int pool, int task, bool waited) =>
        new(Ghost.PoolCancel, (uint)pool, (uint)task, waited ? 1u : 0);

    public static Label PoolCreated(int pool, bool first, int elements) =>
        new(Ghost.PoolCreated, (uint)pool, first ? 1u : 0, (uint)elements);

    public static Label PoolResize(int pool, bool grows) => new(Ghost.PoolResize, (uint)pool, grows ? 1u : 0, 0);

    public static Label PoolArray(int pool, bool there) => new(Ghost.PoolArray, (uint)pool, there ? 1u : 0, 0);

    public static Label PoolMinimum(int pool, int min, int taken) =>
        new(Ghost.PoolMinimum, (uint)pool, (uint)min, (uint)taken);

    public static Label PoolDestroyed(int pool, bool free, int taken) =>
        new(Ghost.PoolDestroyed, (uint)pool, free ? 1u : 0, (uint)taken);

    public static Label PoolLooked(int pool) => new(Ghost.PoolLooked, (uint)pool, 0, 0);

    public static Label PoolLink(int pool, int element, bool intact) =>
        new(Ghost.PoolLink, (uint)pool, (uint)element, intact ? 1u : 0);

    private static uint Name(Item element) => element.Pfn.IsNone ? (uint)element.Index : element.Pfn.Value;

    private string PoolText() => What switch
    {
        Ghost.PoolBuild => $"pool {A} builds leaf {C >> 16 & 0x7FFF} of element {C & 0xFFFF} at level {(PoolLevel)B}"
            + ((C & PoolTag) != 0 ? ", tagged" : ""),
        Ghost.PoolBuildFailed => $"the allocator behind pool {A} refuses at level {(PoolLevel)B}",
        Ghost.PoolBuildWaits => $"the allocator behind pool {A} takes its time at level {(PoolLevel)B}",
        Ghost.PoolUnbuild => $"leaf {C} of element {B} goes back to the allocator behind pool {A}",
        Ghost.PoolRead => $"pool {A} is seen with {B} elements and {(C == 1 ? "a waiter" : "no waiter")}",
        Ghost.PoolPop => $"pop {C} of pool {A} at level {(PoolLevel)B}",
        Ghost.PoolRefused => $"pool {A} has nothing at level {(PoolLevel)B}",
        Ghost.PoolSleep => $"task {B} waits at pool {A} for {C}",
        Ghost.PoolAgain => $"task {B} tries again at pool {A}",
        Ghost.PoolLeave => $"task {B} leaves the queue of pool {A}: {(PoolLeaving)C}",
        Ghost.PoolPush => $"push element {B} to pool {A}",
        Ghost.PoolHand => $"pool {A} hands element {B} to task {C}",
        Ghost.PoolSurplus => $"pool {A} has no room for element {B}",
        Ghost.PoolNudge => B == uint.MaxValue ? $"nobody waits at pool {A}" : $"pool {A} lets task {B} try again",
        Ghost.PoolCancel => $"the wait of task {B} at pool {A} is {(C == 1 ? "" : "not ")}cancelled",
        Ghost.PoolCreated => B == 1 ? $"pool {A} is there with {C} elements" : $"pool {A} was there before",
        Ghost.PoolResize => $"pool {A} is to {(B == 1 ? "grow" : "shrink")}",
        Ghost.PoolArray => $"pool {A} {(B == 1 ? "gets" : "does not get")} a larger array",
        Ghost.PoolMinimum => $"min_nr of pool {A} is {B}; {C} elements leave it",
        Ghost.PoolDestroyed => B == 1 ? $"pool {A} is gone, with {C} elements" : $"pool {A} is in use",
        Ghost.PoolLooked => $"pool {A} is seen empty, and its lock dropped",
        Ghost.PoolLink => $"the link in freed element {B} of pool {A} is {(C == 1 ? "still there" : "overwritten")}",
        _ => $"unknown note {What} ({A}, {B}, {C})",
    };
}

/// <summary>How a waiter leaves the queue.</summary>
public enum PoolLeaving : byte
{
    /// <summary>An element was handed to it.</summary>
    Served,

    /// <summary>It tried again, and the backing allocator gave.</summary>
    ByItself,

    Cancelled,
}
