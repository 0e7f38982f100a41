namespace Plimsoll.Model.Vocabulary;

public readonly partial record struct Label
{
    /// <summary>OomKill: nobody was chosen.</summary>
    public const uint Nobody = uint.MaxValue;

    private string EnvironmentText => What switch
    {
        Ghost.WakeKswapd => $"wakes kswapd for order {A}",
        Ghost.ReclaimStart => "begins direct reclaim",
        Ghost.Reclaimed => $"reclaims {B} of zone {A} to {(C == 0 ? "buddy" : $"cpu{C - 1}")}",
        Ghost.ReclaimEnd => $"ends direct reclaim with {A} pages",
        Ghost.WriteStart => $"begins to write {B} of zone {A}",
        Ghost.Written => $"has written {B} of zone {A}",
        Ghost.WriteFailed => $"cannot write {B} of zone {A}",
        Ghost.DrainedAll => "has drained all CPUs",
        Ghost.OomLock => A == 1 ? "takes the OOM lock" : "finds the OOM lock taken",
        Ghost.OomKill => A == Nobody ? "kills nobody" : $"kills task {A}",
        Ghost.Slept => A == 1 ? "sleeps and starts again" : "sleeps and goes back",
        Ghost.KswapdBalanced => $"kswapd{A} finds its zones balanced",
        Ghost.KswapdSleep => $"kswapd{A} sleeps",
        Ghost.KswapdUnsettled => $"kswapd{A} goes on",
        Ghost.SoftIrqEnter => $"softirq borrows task {A}",
        Ghost.SoftIrqExit => $"softirq gives task {A} back",
        Ghost.MemsAllowed => $"mems_allowed of task {A} is {B:x}",
        Ghost.Online => $"cpu{A} is online",
        Ghost.Zonelists => $"zonelists are {(A == 0 ? "by node" : A == 1 ? "by zone" : "half built")}",
        Ghost.Exited => $"task {A} has exited",
        Ghost.Cached => $"{B} of zone {A} holds a file's {(C == 0 ? "data" : "new data")}",
        _ => $"unknown note {What} ({A}, {B}, {C})",
    };

    public static Label WakeKswapd(int order) => new(Ghost.WakeKswapd, (uint)order, 0, 0);

    public static Label ReclaimStart() => new(Ghost.ReclaimStart, 0, 0, 0);

    /// <param name="cpu">Whose list the page goes on; -1: to buddy.</param>
    public static Label Reclaimed(int zone, uint pfn, int cpu) =>
        new(Ghost.Reclaimed, (uint)zone, pfn, (uint)(cpu + 1));

    public static Label ReclaimEnd(uint progress) => new(Ghost.ReclaimEnd, progress, 0, 0);

    public static Label WriteStart(int zone, uint pfn) => new(Ghost.WriteStart, (uint)zone, pfn, 0);

    public static Label Written(int zone, uint pfn) => new(Ghost.Written, (uint)zone, pfn, 0);

    public static Label WriteFailed(int zone, uint pfn) => new(Ghost.WriteFailed, (uint)zone, pfn, 0);

    public static Label DrainedAll() => new(Ghost.DrainedAll, 0, 0, 0);

    public static Label OomLock(bool got) => new(Ghost.OomLock, got ? 1u : 0u, 0, 0);

    public static Label OomKill(uint task) => new(Ghost.OomKill, task, 0, 0);

    public static Label Slept(bool fromStart) => new(Ghost.Slept, fromStart ? 1u : 0u, 0, 0);

    public static Label KswapdBalanced(int node) => new(Ghost.KswapdBalanced, (uint)node, 0, 0);

    public static Label KswapdSleep(int node) => new(Ghost.KswapdSleep, (uint)node, 0, 0);

    public static Label KswapdUnsettled(int node) => new(Ghost.KswapdUnsettled, (uint)node, 0, 0);

    public static Label SoftIrqEnter(int task) => new(Ghost.SoftIrqEnter, (uint)task, 0, 0);

    public static Label SoftIrqExit(int task) => new(Ghost.SoftIrqExit, (uint)task, 0, 0);

    public static Label MemsAllowed(int task, NodeMask mask) =>
        new(Ghost.MemsAllowed, (uint)task, (uint)(mask.Bits & uint.MaxValue), 0);

    public static Label Online(int cpu) => new(Ghost.Online, (uint)cpu, 0, 0);

    public static Label Zonelists(int order) => new(Ghost.Zonelists, (uint)order, 0, 0);

    public static Label Exited(int task) => new(Ghost.Exited, (uint)task, 0, 0);

    public static Label Cached(int zone, uint pfn, uint use) => new(Ghost.Cached, (uint)zone, pfn, use);
}
