using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// The allocator behind a pool is asked for elements, all or none (semantics D.5): an element is built leaf by leaf,
/// and when one is refused, what was built goes back in reverse order. Backed by pages, it is one alloc_pages.
/// </summary>
/// <param name="Request">With the gfp that the level asks with.</param>
public sealed record PoolBuildFlight(int Cpu, int Pool, PoolLevel Level, Request Request, int Count)
    : PoolFlight(Cpu, Pool)
{
    /// <summary>Whole elements.</summary>
    public Item Built { get; private init; } = Item.None;

    /// <summary>The element that is not whole yet, or no longer; -1: none.</summary>
    public int Part { get; private init; } = -1;

    private int Leaves { get; init; }

    private bool Unwinding { get; init; }

    protected override int Kind => 64;

    public PoolFlight Begun(Memory memory, int task)
    {
        PoolFlight flight = this with { Task = task };
        if (memory.Machine.Pools[Pool].Order is not { } order) return flight;
        Request pages = Request with { Order = new(order) };
        return (this with { Task = task }).Asking(PageFlights.Allocate(memory, task, Cpu, pages));
    }

    protected override IEnumerable<Label> Allowed(Memory memory)
    {
        PoolSpec spec = memory.Machine.Pools[Pool];
        Pool pool = memory.Pools[Pool];
        if (Unwinding) return [Label.PoolUnbuild(Pool, Part, Leaves - 1)];
        List<Label> allowed = [];
        int element = Part >= 0 ? Part : pool.Fresh(spec);
        if (element >= 0) allowed.Add(Label.PoolBuild(Pool, Level, element, Leaves, tagged: false));
        if (element >= 0 && Level == PoolLevel.Reserve)
        {
            allowed.Add(Label.PoolBuild(Pool, Level, element, Leaves, tagged: true));
        }

        bool full = (Request.Gfp & Gfp.Kernel) == Gfp.Kernel;
        if (!full || pool.Alive >= spec.Sure) allowed.Add(Label.PoolBuildFailed(Pool, Level));
        if (spec.Delays) allowed.Add(Label.PoolBuildWaits(Pool, Level));
        return allowed;
    }

    protected override (Memory Memory, PoolFlight Flight) Do(Memory memory, Label label) => label.What switch
    {
        Ghost.PoolBuild => Build(memory, (int)(label.C & 0xFFFF), label.PoolTagged),
        Ghost.PoolBuildFailed => (memory, Unwind(memory.Machine.Pools[Pool])),
        Ghost.PoolUnbuild => Unbuild(memory),
        _ => (memory, this),
    };

    protected override void WriteOwn(Encoder to)
    {
        to.Number((int)Level);
        to.Request(Request);
        to.Number(Count);
        to.Item(Built);
        to.Number(Part);
        to.Number(Leaves);
        to.Number(Unwinding);
    }

    private PoolBuildFlight Asking(Flight pages) => this with { Inner = pages };

    private (Memory Memory, PoolFlight Flight) Build(Memory memory, int element, bool tagged)
    {
        Memory next = memory.With(Pool, memory.Pools[Pool].Build(element, Leaves, tagged));
        bool whole = Leaves + 1 == memory.Machine.Pools[Pool].Leaves;
        if (!whole) return (next, this with { Part = element, Leaves = Leaves + 1 });
        Item built = Bundle.Union(Built, new(Pfn.None, element));
        bool all = Bundle.Count(built) == Count;
        return (next, this with { Built = built, Part = -1, Leaves = 0, Due = all ? Outcome.Given(built) : null });
    }

    private (Memory Memory, PoolFlight Flight) Unbuild(Memory memory)
    {
        Memory next = memory.With(Pool, memory.Pools[Pool].Unbuild(Part, Leaves - 1));
        return (next, (this with { Leaves = Leaves - 1 }).Unwind(memory.Machine.Pools[Pool]));
    }

    /// <summary>On to the next leaf to give back, or to the refusal.</summary>
    private PoolBuildFlight Unwind(PoolSpec spec)
    {
        if (Leaves > 0) return this with { Unwinding = true };
        if (Built.IsNone) return this with { Part = -1, Due = Outcome.Refused };
        (Item last, Item rest) = Bundle.Split(Built);
        return this with { Built = rest, Part = last.Index, Leaves = spec.Leaves, Unwinding = true };
    }
}
