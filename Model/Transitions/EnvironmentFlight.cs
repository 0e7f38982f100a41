using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// How the operations of the environment begin: reclaim, OOM victims, softirqs, cpusets, CPUs (semantics I).
/// </summary>
internal static class EnvironmentFlight
{
    public static (Memory Memory, Flight Flight) Begin(
        Memory memory, int task, int cpu, Operation operation, Item item) => operation.Kind switch
    {
        OperationKind.Kswapd =>
            (memory.WithFlag(task, TaskFlags.MemAlloc), new KswapdFlight(cpu, operation.Argument) { Task = task }),
        OperationKind.PageIn => (memory, PageInFlight.Start(memory, task, cpu, operation)),
        OperationKind.Exit => (memory, ExitFlight.Start(memory, task, cpu, operation.Argument, item.Pfn)),
        OperationKind.SoftIrq =>
            (memory, new SoftIrqFlight(cpu, operation.Argument, operation.Request) { Task = task }),
        _ => (memory, new SettingFlight(cpu, operation) { Task = task }),
    };

    /// <summary>The OOM killer chose the task, and whatever it was doing has come to its end.</summary>
    public static bool CanExit(World world, int victim) =>
        world.Memory.Tasks[victim].Has(TaskFlags.MemDie) && world.Flights[victim] is null;
}
