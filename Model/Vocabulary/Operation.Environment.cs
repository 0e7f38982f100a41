namespace Plimsoll.Model.Vocabulary;

public readonly partial record struct Operation
{
    private string EnvironmentText => Kind switch
    {
        OperationKind.Kswapd => $"kswapd(node{Argument})",
        OperationKind.PageIn => $"page in({Request}{(Argument == 0 ? "" : ", dirty")})",
        OperationKind.Exit => $"exit(task {Argument}, s{Slot})",
        OperationKind.SoftIrq => $"s{Slot} = softirq over task {Argument}({Request})",
        OperationKind.SetMems => $"mems_allowed(task {Argument}, {Request.Allowed.Bits:x})",
        OperationKind.Online => $"online(cpu{Argument})",
        OperationKind.SetZonelists => $"numa_zonelist_order({Argument})",
        _ => $"{Kind}",
    };

    /// <summary>The reclaimer of a node; it never ends (semantics I).</summary>
    public static Operation Kswapd(int node) => new(OperationKind.Kswapd, -1, default, node);

    /// <summary>A page for a file's data: once there it is reclaim's to take back.</summary>
    public static Operation PageIn(Request request, bool dirty = false) =>
        new(OperationKind.PageIn, -1, request, dirty ? 1 : 0);

    /// <summary>A victim of the OOM killer, at rest, exits: what its slot holds is freed.</summary>
    public static Operation Exit(int task, int slot) => new(OperationKind.Exit, slot, default, task);

    /// <summary>An interrupt's softirq allocates on borrowed time: current is the task it interrupted.</summary>
    /// <param name="request">
    /// A context with PF_MEMALLOC: the softirq sets the bit itself, as one that serves the reserve's users does.
    /// </param>
    public static Operation SoftIrq(int slot, int task, Request request) =>
        new(OperationKind.SoftIrq, slot, request, task);

    /// <summary>A task's cpuset becomes this set of nodes.</summary>
    public static Operation SetMems(int task, NodeMask allowed) =>
        new(OperationKind.SetMems, -1, new Request { Allowed = allowed }, task);

    public static Operation Online(int cpu) => new(OperationKind.Online, -1, default, cpu);

    /// <summary>All zonelists are rebuilt: by node, or by zone type.</summary>
    public static Operation SetZonelists(bool zoneOrder) =>
        new(OperationKind.SetZonelists, -1, default, zoneOrder ? 1 : 0);
}
