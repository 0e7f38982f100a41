using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>New pages: who is asked for them, and what becomes of them.</summary>
public sealed partial record SlabAllocateFlight
{
    private Verdict Nested(Memory memory, Label label)
    {
        Verdict inner = Inner!.Accept(memory, label);
        return inner.Accepted ? Verdict.Accept(inner.Memory, this with { Inner = inner.Flight }) : inner;
    }

    /// <summary>Where the nested operation has its answer the flight goes on.</summary>
    private SlabAllocateFlight Joined(Memory memory)
    {
        if (Inner?.Answer(memory) is not { } answer) return this;
        switch (At)
        {
            case Stage.GiveUp: return Restart(memory);
            case Stage.Fail when SlabPublished.Has(memory, Published.GrownFreedTwice):
                return this with { At = Stage.FreedTwice, Inner = null };
            case Stage.Fail: return Refused();
        }

        if (answer.Ok) return this with { At = Stage.Arrived, Pages = answer.Pfn.Value, Inner = null, IrqsOff = true };
        CacheSpec cache = memory.Machine.Caches[Cache];
        if (!Smaller && cache.MinOrder < cache.Order) return (this with { Smaller = true }).Asking(memory);
        return At == Stage.GrowHome ? Onward(memory, 0) : Refused();
    }

    /// <summary>This node's list has nothing: this node's pages, unless asking for any comes to the same.</summary>
    private SlabAllocateFlight AfterHome(Memory memory) =>
        (this with { At = memory.Machine.NodesOf(Request).Length > 1 ? Stage.GrowHome : Stage.Grow }).Asking(memory);

    /// <summary>Phase 1: the next node that may have something for the request; after the last one, phase 2.</summary>
    private SlabAllocateFlight Onward(Memory memory, int next)
    {
        ImmutableArray<int> nodes = memory.Machine.NodesOf(Request);
        bool all = Entitled || SlabPublished.Has(memory, Published.FallbackIgnoresMask);
        while (next < nodes.Length && !all && !Request.Allowed.Has(nodes[next])) next++;
        return next < nodes.Length
            ? this with { At = Stage.Nodes, Next = next, Inner = null, IrqsOff = true }
            : (this with { At = Stage.Grow, Next = 0, Smaller = false }).Asking(memory);
    }

    private SlabAllocateFlight Asking(Memory memory)
    {
        CacheSpec cache = memory.Machine.Caches[Cache];
        Request pages = Request with { Order = new(Smaller ? cache.MinOrder : cache.Order) };
        if (At == Stage.GrowHome)
        {
            // There is a fallback, so that no page here is no failure.
            Gfp here = (pages.Gfp | Gfp.ThisNodeOnly) & ~Gfp.NoFail;
            pages = pages with { Node = new(HomeOf(memory)), Gfp = here };
        }

        if (!Smaller && cache.MinOrder < cache.Order)
        {
            pages = pages with { Gfp = (pages.Gfp | Gfp.NoWarn | Gfp.NoRetry) & ~Gfp.NoFail };
        }

        bool stale = SlabPublished.Has(memory, Published.StaleCpuAfterSleep);
        Flight inner = PageFlights.Allocate(memory, Task, Cpu, pages);
        bool irqsOff = (Request.Gfp & Gfp.Wait) == 0 || SlabPublished.Has(memory, Published.SleepsInAtomic);
        return (this with { Inner = inner, AskedOn = stale ? Cpu : -1, IrqsOff = irqsOff }).Joined(memory);
    }

    private IEnumerable<Label> Uses(Memory memory)
    {
        yield return Label.SlabReserve(Pages, Cache, 0);
        yield return Label.SlabInstall(Pages, Cache, CpuOfPages);
        for (int node = 0; node < memory.Topology.Nodes; node++) yield return Label.SlabInsert(Pages, Cache, node);
        yield return Label.SlabDrop(Pages, Cpu);
        yield return Label.SlabUnmanaged(Pages, Cache);
        for (int cpu = 0; cpu < memory.Machine.Cpus; cpu++) yield return Label.Moved(cpu);
    }

    private Verdict Use(Memory memory, Label label)
    {
        if (label.What == Ghost.Moved) return Move(memory, label);
        if (label.A != Pages) return Out(StepLaw.SlabPlace, $"'{label}' where pages {Pages} are in hand");
        if (memory.Held(Pages) is not { } block)
        {
            return Out(StepLaw.Partition, $"'{label}' of pages that were freed");
        }

        CacheSpec cache = memory.Machine.Caches[Cache];
        bool tagged = SlabPublished.TagOf(memory, block);
        Slab slab = Slab.Fresh(Pages, Cache, block.Order, cache.ObjectsAt(block.Order), tagged);
        return label.What switch
        {
            Ghost.SlabUnmanaged => cache.OffSlab
                ? Unmanaged(memory)
                : Unexpected(label, "of a cache whose slabs manage themselves"),
            Ghost.SlabReserve => Reserve(memory, label, slab),
            Ghost.SlabInsert => Insert(memory, label, slab),
            _ => Install(memory, label, slab),
        };
    }

    /// <summary>A task that may wait slept, perhaps, and wakes up where it wakes up.</summary>
    private Verdict Move(Memory memory, Label label)
    {
        bool mayWake = (Request.Gfp & Gfp.Wait) != 0 && !HasMoved
            && label.A < (uint)memory.Machine.Cpus && label.A != Cpu && memory.Cpu((int)label.A) == CpuState.Online;
        return mayWake
            ? Verdict.Accept(memory, this with { Cpu = (int)label.A, HasMoved = true })
            : Unexpected(label, $"of a task on cpu{Cpu}");
    }

    /// <summary>Reserve pages: a tagged slab on the list of its node, and its first object, in one hold.</summary>
    private Verdict Reserve(Memory memory, Label label, Slab slab)
    {
        if (!slab.Tagged) return Out(StepLaw.SlabTag, $"'{label}' of ordinary pages");
        if (label.C != 0 || label.B != Cache) return Unexpected(label, $"in cache {Cache}");
        Slab first = slab.Take(0, Entitled);
        return Grant(memory, first.Settled(NodeOf(memory, Pages), keep: false), 0);
    }

    private Verdict Insert(Memory memory, Label label, Slab slab)
    {
        int node = SlabPublished.Has(memory, Published.SlabOnWrongNode) ? HomeOf(memory) : NodeOf(memory, Pages);
        if (slab.Tagged) return Out(StepLaw.SlabTag, $"'{label}' of reserve pages, with no object taken");
        if (label.B != Cache || SuitsCpu(memory)) return Unexpected(label, $"in cache {Cache} on cpu{Cpu}");
        return label.C == node
            ? Inserted(memory, slab.OnListOf(node), node)
            : Out(StepLaw.SlabNode, $"'{label}' of pages of node{node}");
    }

    private Verdict Inserted(Memory memory, Slab slab, int node) => Verdict.Accept(
        memory with { Slabs = memory.Slabs.With(slab) },
        this with { At = Stage.Inserted, GrownOn = node, Pages = uint.MaxValue });

    /// <summary>The CPU gets the slab, or keeps the one it has got meanwhile.</summary>
    private Verdict Install(Memory memory, Label label, Slab slab)
    {
        bool drop = label.What == Ghost.SlabDrop;
        if (!MayFreeze(memory, slab)) return Out(StepLaw.SlabTag, $"'{label}' of reserve pages");
        if ((drop ? label.B : label.C) != CpuOfPages) return Out(StepLaw.CurrentCpu, $"'{label}' on cpu{Cpu}");
        if (!SuitsCpu(memory) || !drop && label.B != Cache) return Unexpected(label, $"in cache {Cache} on cpu{Cpu}");
        if (drop != memory.Slabs.OfCpu(Cache, CpuOfPages) is not null)
        {
            return Out(StepLaw.SlabPlace, $"'{label}' with slabs {memory.Slabs}");
        }

        if (drop) return GiveUp(Unmarked(memory), Stage.GiveUp);
        Memory next = memory with { Slabs = memory.Slabs.With(slab.FrozenOn(CpuOfPages).Load()) };
        return Verdict.Accept(next, this with { At = Stage.Home, Pages = uint.MaxValue, Inspected = default });
    }

    private Verdict GiveUp(Memory memory, Stage then) => Verdict.Accept(
        memory, this with { At = then, Inner = PageFlights.Free(memory, Task, Cpu, new(Pages)) });

    private bool SuitsCpu(Memory memory) =>
        UsesCpu(memory) && NodeOf(memory, Pages) == memory.Topology.Cpus[Cpu].Value;

    private static int NodeOf(Memory memory, uint pfn) =>
        memory.Topology.Zones[memory.Topology.ZoneOf(pfn)].Node.Value;
}
