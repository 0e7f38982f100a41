using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>The operations of the reserve tree, and what they have in common (semantics E, Part 0.6).</summary>
internal static class ReserveFlights
{
    public static (Memory Memory, Flight Flight) Begin(
        Memory memory, int task, int cpu, Operation operation, Item item)
    {
        switch (operation.Kind)
        {
            case OperationKind.Charge:
                return (memory, new ChargeFlight(cpu, operation) { Task = task });
            case OperationKind.UnchargeStale:
                int bytes = ReserveCharging.Uncharged(memory.Machine, operation.Reserve, operation.Argument);
                return (memory, new UnchargeFlight(cpu, operation.Reserve, bytes) { Task = task });
            case OperationKind.Uncharge:
                LiveCharge charge = memory.Reserves.ChargeOf(item)!.Value;
                bytes = ReserveCharging.Uncharged(memory.Machine, charge.Reserve, charge.Units);
                Memory forgotten = memory with { Reserves = memory.Reserves.WithoutCharge(charge) };
                return (forgotten, new UnchargeFlight(cpu, charge.Reserve, bytes) { Task = task, Charge = charge });
            case OperationKind.ReserveAllocate:
                return (memory, ReserveAllocateFlight.Start(memory, task, cpu, operation));
            case OperationKind.ReserveFree:
                return ReserveFreeFlight.Start(memory, task, cpu, item);
            default:
                return (memory, new TreeFlight(cpu, operation) { Task = task });
        }
    }

    /// <summary>
    /// Reserves back requests whose highest zone is NORMAL or above; others are refused (Part 0.8).
    /// </summary>
    public static bool IsRestricted(Memory memory, Gfp gfp) =>
        GfpZone.Of(gfp) < ZoneKind.Normal && !memory.Machine.Published.Has(Published.RestrictedDemand);
}
