namespace Plimsoll.Model.Vocabulary;

/// <summary>160 to 191: reclaim, tasks, cpusets, softirqs (semantics I, B.8, A.5).</summary>
public static partial class Ghost
{
    /// <summary>(order, 0, 0): a request in need wakes the kswapd of every zone it may use that is below low.</summary>
    public const uint WakeKswapd = 160;

    /// <summary>The task sets PF_MEMALLOC and begins to reclaim.</summary>
    public const uint ReclaimStart = 161;

    /// <summary>(zone, pfn, 0: to buddy, else cpu + 1): a page was reclaimed.</summary>
    public const uint Reclaimed = 162;

    /// <summary>(pages freed, 0, 0): it ends, and PF_MEMALLOC is as it was.</summary>
    public const uint ReclaimEnd = 163;

    /// <summary>(zone, pfn, 0): a dirty page's write begins; it may need memory to go on.</summary>
    public const uint WriteStart = 164;

    /// <summary>(zone, pfn, 0): the page is on disk, and clean.</summary>
    public const uint Written = 165;

    /// <summary>(zone, pfn, 0): no memory for the write: the page stays dirty.</summary>
    public const uint WriteFailed = 166;

    /// <summary>All CPUs' lists were drained for a request of several pages.</summary>
    public const uint DrainedAll = 167;

    /// <summary>(1 if got, 0, 0): the OOM lock of a zonelist was tried.</summary>
    public const uint OomLock = 168;

    /// <summary>(task or none, 0, 0): the OOM killer chose; its lock is free again.</summary>
    public const uint OomKill = 169;

    /// <summary>(1 if to the very start, 0, 0): a sleep, then the request goes back.</summary>
    public const uint Slept = 170;

    /// <summary>(node, 0, 0): kswapd found every zone above high and gets ready to sleep.</summary>
    public const uint KswapdBalanced = 171;

    /// <summary>(node, 0, 0): kswapd looked once more and sleeps.</summary>
    public const uint KswapdSleep = 172;

    /// <summary>(node, 0, 0): kswapd looked once more and goes on.</summary>
    public const uint KswapdUnsettled = 173;

    /// <summary>(task, 0, 0): a softirq borrows the task: its PF_MEMALLOC is put aside.</summary>
    public const uint SoftIrqEnter = 174;

    /// <summary>(task, 0, 0): and put back.</summary>
    public const uint SoftIrqExit = 175;

    /// <summary>(task, mask, 0): the task's mems_allowed is now this.</summary>
    public const uint MemsAllowed = 176;

    /// <summary>(cpu, 0, 0): the CPU's lists are in use again.</summary>
    public const uint Online = 177;

    /// <summary>(order, 0, 0): the zonelists are now ordered so.</summary>
    public const uint Zonelists = 178;

    /// <summary>(task, 0, 0): an OOM victim has given back all it had.</summary>
    public const uint Exited = 179;

    /// <summary>(zone, pfn, use): a page holds data of a file from now on.</summary>
    public const uint Cached = 180;
}
