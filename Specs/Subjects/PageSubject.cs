using Plimsoll.Model.Vocabulary;
using Plimsoll.Pages;
using Plimsoll.Sync;

namespace Plimsoll.Specs.Subjects;

/// <summary>
/// The page allocator as the specs drive it: operations are data, pages are named by slots. This one source is compiled
/// against every form of the allocator: production, twin, each mutant.
/// </summary>
public sealed class PageSubject<S>
    where S : struct, ISync
{
    private readonly PageAllocator<S> allocator;
    private readonly uint[] slots;
    private readonly int[] orders;

    public PageSubject(Topology topology, int slotCount)
    {
        Layout = new(topology);
        allocator = new(Layout);
        slots = new uint[slotCount];
        orders = new int[slotCount];
        Array.Fill(slots, Cell.NoFrame);
    }

    public Layout Layout { get; }

    /// <summary>The frame each slot holds; private to the specs, so a program must not race for a slot.</summary>
    public uint[] Slots => slots;

    /// <summary>The order of the block each slot holds.</summary>
    public int[] Orders => orders;

    public void Start() => allocator.Start();

    public string[] Validate() => allocator.Validate();

    /// <summary>A whole life on one CPU: start, operations, validation.</summary>
    public void Live(Operation[] operations)
    {
        allocator.Start();
        Run(0, operations);
        allocator.Validate();
    }

    /// <summary>Runs a CPU's operations one after the other.</summary>
    public void Run(int cpu, Operation[] operations)
    {
        for (int i = 0; i < operations.Length; i++) Apply(cpu, i, operations[i]);
    }

    /// <summary>Runs one operation, between its two ghost marks.</summary>
    public Outcome Apply(int cpu, int index, Operation operation)
    {
        S.Note(Ghost.Begin, (uint)index, (uint)operation.Kind, unchecked((uint)operation.Slot));
        Outcome outcome = Dispatch(cpu, operation);
        S.Note(Ghost.End, (uint)index, outcome.Ok ? 1u : 0, outcome.Pfn.Value);
        return outcome;
    }

    private Outcome Dispatch(int cpu, Operation operation)
    {
        switch (operation.Kind)
        {
            case OperationKind.Allocate:
                uint pfn = allocator.Allocate(cpu, operation.Request);
                Keep(operation.Slot, pfn, operation.Request.Order.Value);
                return pfn == Cell.NoFrame ? Outcome.Refused : Outcome.Granted(new(pfn));
            case OperationKind.Free:
                if (operation.IsStale) return FreeStale(cpu, operation.Slot);
                uint held = Forget(operation.Slot);
                if (held != Cell.NoFrame) allocator.Free(cpu, held, orders[operation.Slot]);
                return Outcome.Done;
            case OperationKind.Drain:
                allocator.Drain(operation.Argument);
                return Outcome.Done;
            case OperationKind.Adjust:
                return allocator.Reserve.Adjust(operation.Argument) ? Outcome.Done : Outcome.Refused;
            case OperationKind.SetMinFree:
                allocator.Reserve.SetMinFree(operation.Argument);
                return Outcome.Done;
            default:
                allocator.Offline(operation.Argument);
                return Outcome.Done;
        }
    }

    private Outcome FreeStale(int cpu, int slot)
    {
        try
        {
            allocator.Free(cpu, slots[slot], orders[slot]);
            return Outcome.Done;
        }
        catch (MisuseException)
        {
            return Outcome.Refused;
        }
    }

    private void Keep(int slot, uint pfn, int order)
    {
        slots[slot] = pfn;
        orders[slot] = order;
    }

    private uint Forget(int slot)
    {
        uint pfn = slots[slot];
        slots[slot] = Cell.NoFrame;
        return pfn;
    }
}
