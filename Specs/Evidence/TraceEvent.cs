namespace Plimsoll.Specs.Evidence;

internal enum EventKind : byte
{
    /// <summary>An event of no concern here: counted.</summary>
    Other,
    Alloc,
    Free,
    FreeBatched,
    ZoneLocked,
    Drain,
    ExtFrag,
    IsolateFree,
    Compaction,
    Marker,

    /// <summary>CPU:n [LOST k EVENTS].</summary>
    Lost,
}

internal enum PointerForm : byte
{
    Plain,
    Null,

    /// <summary>(____ptrval____), or a hash: an opaque key.</summary>
    Hidden,
}

/// <summary>One line of a trace, parsed. One object is used again for all lines.</summary>
internal sealed class TraceEvent
{
    public EventKind Kind { get; set; }

    public long Line { get; set; }

    public int Cpu { get; set; }

    public int Pid { get; set; }

    /// <summary>Ticks of the trace clock: microseconds, or a counter.</summary>
    public ulong Time { get; set; }

    /// <summary>Runs in a hard or soft interrupt.</summary>
    public bool InInterrupt { get; set; }

    /// <summary>Runs in an interrupt, of a task that was inside a critical section.</summary>
    public bool Interrupts { get; set; }

    public PointerForm Pointer { get; set; }

    public ulong Page { get; set; }

    public ulong Pfn { get; set; }

    public int Order { get; set; }

    public int Migratetype { get; set; }

    public GfpText Gfp { get; set; }

    public bool Refill { get; set; }

    public bool Fragmenting { get; set; }

    /// <summary>Pages: those compaction isolated, or events lost.</summary>
    public long Count { get; set; }

    public int Snapshot { get; set; }

    /// <summary>B, M or E: before buddyinfo was read, between it and zoneinfo, after.</summary>
    public byte Phase { get; set; }

    public ulong Pages => 1UL << Order;
}
