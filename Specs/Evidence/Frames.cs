namespace Plimsoll.Specs.Evidence;

/// <summary>Where the trace last saw a page.</summary>
internal enum PageAt : byte
{
    Unknown,
    Allocated,

    /// <summary>On a CPU's list, from buddy, never handed out since.</summary>
    Refilled,

    /// <summary>On a CPU's list, from a free.</summary>
    Freed,
    Buddy,

    /// <summary>Out of buddy for one caller, not yet handed to it.</summary>
    Taken,
}

[Flags]
internal enum FrameFlag : byte
{
    None = 0,

    /// <summary>The allocation's gfp text was readable; Compound and Movable are what it said.</summary>
    GfpKnown = 1,
    Compound = 2,
    Movable = 4,

    /// <summary>A part of this block was freed on its own.</summary>
    Split = 8,

    /// <summary>The free has had its mm_page_free_batched.</summary>
    Batched = 16,

    /// <summary>Freed by an interrupt, which may have met a list that its own CPU had locked.</summary>
    Interrupting = 32,
}

/// <summary>One page frame: eight bytes and a line.</summary>
internal struct Frame
{
    public PageAt At;
    public byte Order;
    public FrameFlag Flags;

    /// <summary>The CPU of the event that put the page here.</summary>
    public ushort Cpu;

    /// <summary>The line of that event, modulo 2^32: it serves messages and short distances only.</summary>
    public uint Line;
}

/// <summary>All frames a trace has named, in chunks that appear when a frame in them is named.</summary>
internal sealed class Frames
{
    private const int ChunkBits = 12;
    private readonly Dictionary<ulong, Frame[]> chunks = [];
    private ulong lastKey = ulong.MaxValue;
    private Frame[] last = [];

    public ref Frame this[ulong pfn]
    {
        get
        {
            ulong key = pfn >> ChunkBits;
            if (key != lastKey) Find(key);
            return ref last[pfn & ((1UL << ChunkBits) - 1)];
        }
    }

    public void Clear()
    {
        chunks.Clear();
        lastKey = ulong.MaxValue;
    }

    /// <summary>Puts a whole block in one state.</summary>
    public void Set(TraceEvent e, PageAt at, FrameFlag flags = FrameFlag.None)
    {
        Frame frame = new() { At = at, Order = (byte)e.Order, Flags = flags, Cpu = (ushort)e.Cpu, Line = unchecked((uint)e.Line) };
        for (ulong i = 0; i < e.Pages; i++) this[e.Pfn + i] = frame;
    }

    private void Find(ulong key)
    {
        if (!chunks.TryGetValue(key, out Frame[]? chunk)) chunks[key] = chunk = new Frame[1 << ChunkBits];
        (lastKey, last) = (key, chunk);
    }
}
