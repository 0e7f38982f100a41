using System.Collections.Immutable;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Configurations;

/// <summary>Callers of pool 0 that may sleep; each has two slots of its own.</summary>
public static partial class Cfg4
{
    internal static int FirstSlot(int task) => 2 * task;

    internal static TaskSpec Once(string name, int task) => Task(name, AllocateFree(FirstSlot(task), NoIo));

    /// <summary>With what the allocator refuses only if it has nothing.</summary>
    internal static TaskSpec OnceByAllMeans(string name, int task) => Task(name, AllocateFree(FirstSlot(task), Kernel));

    internal static TaskSpec EverAgain(string name, int task) =>
        Once(name, task) with { Repeats = true, Daemon = true };

    internal static TaskSpec TwoAtOnce(string name, int task)
    {
        (int first, int second) = (FirstSlot(task), FirstSlot(task) + 1);
        return Task(
            name,
            [Operation.PoolAllocate(first, 0, NoIo), Operation.PoolAllocate(second, 0, NoIo)],
            [Operation.PoolFree(second, 0), Operation.PoolFree(first, 0)]);
    }

    internal static TaskSpec Leaker(string name, int task) => Task(
        name, [Operation.PoolAllocate(FirstSlot(task), 0, NoIo), Operation.PoolLeak(FirstSlot(task), 0)]);
}
