namespace Plimsoll.Explorer;

/// <summary>What carries the virtual CPUs.</summary>
public enum Substrate
{
    /// <summary>Coroutines on one thread: <see cref="IProgram.Start"/>. Every schedule, fastest.</summary>
    Twin,

    /// <summary>
    /// Calls on one thread: <see cref="IProgram.Run"/>. A CPU that has not started can be started by calling it from
    /// another's scheduling point, as an interrupt would; one that was left can go on only when all CPUs called from
    /// it have finished. That covers every schedule with at most one preemption in which no CPU blocks on a lock; an
    /// execution that cannot go on in this way is given up, counted as blocked, and the verdict says so.
    /// </summary>
    Nested,

    /// <summary>
    /// Threads pinned to one core: <see cref="IProgram.Run"/>. Every schedule; slow, and the ground truth.
    /// </summary>
    Threads,
}
