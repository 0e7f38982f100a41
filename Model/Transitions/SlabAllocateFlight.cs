using System.Collections.Immutable;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// kmem_cache_alloc (semantics C.4, C.5, C.7, Part 0.3, 0.9).
/// <list type="number">
/// <item>The slab of this CPU: from the CPU's freelist (ObjectHit); else the slab's own freelist is loaded (SlabLoad);
/// else the CPU gives it up (SlabUnfreeze).</item>
/// <item>The list of this CPU's node: an untagged slab becomes the CPU's (SlabFreeze). An entitled request then takes
/// single objects of tagged slabs (ObjectTake).</item>
/// <item>Where there are other nodes: pages of this node, if they lie above the low mark. Then phase 1 of the fallback,
/// the list of every node: single objects (ObjectTake), no pages.</item>
/// <item>Pages from anywhere (phase 2). They become the CPU's slab (SlabInstall), or a slab on the list of their node
/// (SlabInsert), from which the request then takes; who finds it stolen starts again. Reserve pages become a tagged
/// slab, of which the request has the first object at once (SlabReserve).</item>
/// </list>
/// </summary>
public sealed partial record SlabAllocateFlight(int Cpu, int Cache, Request Request) : Flight(Cpu)
{
    private enum Stage : byte
    {
        Home,
        GrowHome,
        Nodes,
        Grow,
        Arrived,
        Inserted,
        GiveUp,
        Fail,
        FreedTwice,
        Done,
    }

    /// <summary>
    /// Pages have been granted and no object of them yet: until it has one, or found them stolen, the request may not
    /// be refused.
    /// </summary>
    public bool HasPages => At is Stage.Arrived or Stage.Inserted;

    /// <summary>It asks the page allocator.</summary>
    public bool Grows => At is Stage.GrowHome or Stage.Grow;

    /// <summary>It asks the page allocator without THISNODE: phase 2.</summary>
    public bool GrowsAnywhere => At == Stage.Grow;

    /// <summary>Slab code runs with interrupts off; around the page allocator they are on for who may sleep.</summary>
    public bool IrqsOff { get; private init; } = true;

    /// <summary>Nodes whose list it saw without an object for it, since it began or began again.</summary>
    public NodeMask Inspected { get; private init; }

    /// <summary>The node that gave it pages which are on its list now; else -1.</summary>
    public int GrownOn { get; private init; } = -1;

    private Stage At { get; init; }

    /// <summary>What it waits for: pages, or to be rid of pages.</summary>
    private Flight? Inner { get; init; }

    public override Flight? Within => Inner;

    /// <summary>First frame of new pages in hand.</summary>
    private uint Pages { get; init; } = uint.MaxValue;

    /// <summary>Phase 1: where it stands in the nodes of its zonelist.</summary>
    private int Next { get; init; }

    /// <summary>The cache's order could not be had: its smallest is tried.</summary>
    private bool Smaller { get; init; }

    private bool HasMoved { get; init; }

    private Outcome? Due { get; init; }

    private bool Entitled => SlabAdmission.IsEntitled(Request);

    private bool Bound => (Request.Gfp & Gfp.ThisNode) != 0;

    public static Flight Start(Memory memory, int task, int cpu, int cache, Request request) =>
        new SlabAllocateFlight(cpu, cache, request) { Task = task }.Restart(memory).Witness(memory);

    public override Outcome? Answer(Memory memory) => Due;

    public override Flight Witness(Memory memory)
    {
        if (Inner is null) return this;
        Flight inner = Inner.Witness(memory);
        bool same = ReferenceEquals(inner, Inner) && inner.Answer(memory) is null;
        return same ? this : (this with { Inner = inner }).Joined(memory);
    }

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Inner is not null) return Nested(memory, label);
        if (Due is not null) return Unexpected(label, "after the request was decided");
        return label.What switch
        {
            Ghost.ObjectHit or Ghost.ObjectPeek when At == Stage.Home => OnCpu(memory, label),
            Ghost.SlabLoad or Ghost.SlabUnfreeze when At == Stage.Home => OnCpu(memory, label),
            Ghost.SlabFreeze when At == Stage.Home => Freeze(memory, label),
            Ghost.ObjectTake when Node(memory) >= 0 => Take(memory, label),
            Ghost.SlabNone when Node(memory) >= 0 => None(memory, label),
            >= Ghost.Moved and <= Ghost.SlabUnmanaged when At == Stage.Arrived => Use(memory, label),
            Ghost.SlabUnmanaged when At == Stage.FreedTwice => FreeTwice(memory),
            _ => Unexpected(label, $"at {At} of an object allocation"),
        };
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Inner is not null) return Inner.Options(memory);
        if (At is Stage.Arrived or Stage.FreedTwice) return Uses(memory);
        if (At == Stage.Home && CpuSlab(memory) is { } slab) return OfCpuSlab(memory, slab);
        return Node(memory) >= 0 ? OfList(memory, Node(memory)) : [];
    }

    public override void Write(Encoder to)
    {
        to.Number(32);
        to.Number(Cpu);
        to.Number(Cache);
        to.Request(Request);
        to.Number(((int)At << 8) | Next);
        to.Number((Smaller ? 1 : 0) + (HasMoved ? 2 : 0));
        to.Number(Inspected.Bits);
        to.Number(GrownOn);
        to.Item(Peeked);
        to.Number(Rest);
        to.Number(AskedOn);
        to.Frame(Pages);
        WriteOrNone(to, Inner);
    }

    protected override string LawOf(Outcome observed) => observed.Ok ? StepLaw.Object : StepLaw.ObjectNull;

    protected override string Unfinished(Memory memory) => $"it was at {At}";

    /// <summary>The node whose queue comes first: its own, or the only one.</summary>
    private int HomeOf(Memory memory) => Bound ? Request.Node.Value : memory.Topology.Cpus[Cpu].Value;

    /// <summary>The CPU's slab suits: it is of the CPU's node.</summary>
    private bool UsesCpu(Memory memory)
    {
        int node = memory.Topology.Cpus[Cpu].Value;
        return node == HomeOf(memory) && Request.Allowed.Has(node) && memory.Cpu(Cpu) == CpuState.Online;
    }

    private Slab? CpuSlab(Memory memory) => UsesCpu(memory) ? memory.Slabs.OfCpu(Cache, Cpu) : null;

    /// <summary>The node whose list it looks at; -1 where it looks at none.</summary>
    private int Node(Memory memory) => At switch
    {
        Stage.Home => HomeOf(memory),
        Stage.Nodes => memory.Machine.NodesOf(Request)[Next],
        Stage.Inserted => GrownOn,
        _ => -1,
    };

    /// <summary>From the beginning, as often as others are faster.</summary>
    private SlabAllocateFlight Restart(Memory memory)
    {
        SlabAllocateFlight again = new(Cpu, Cache, Request) { Task = Task, HasMoved = HasMoved };
        return Request.Allowed.Has(HomeOf(memory)) ? again : again.Onward(memory, 0);
    }

    private Verdict Grant(Memory memory, Slab slab, int index) => Verdict.Accept(
        memory with { Slabs = memory.Slabs.With(slab) },
        this with { At = Stage.Done, Due = Outcome.Given(new(new(slab.Pfn), index)), Inner = null });

    private SlabAllocateFlight Refused() => this with { At = Stage.Done, Due = Outcome.Refused, Inner = null };
}
