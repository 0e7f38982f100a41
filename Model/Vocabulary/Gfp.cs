namespace Plimsoll.Model.Vocabulary;

/// <summary>
/// What a caller asks of the page allocator: bits and compounds as in Linux 2.6.23 (include/linux/gfp.h), with
/// <see cref="MemAlloc"/> as the tenth patch of the 2007 reserve series adds it.
/// </summary>
[Flags]
public enum Gfp : uint
{
    None = 0,
    Dma = 0x01,
    HighMem = 0x02,
    Dma32 = 0x04,
    Wait = 0x10,
    High = 0x20,
    Io = 0x40,
    Fs = 0x80,
    NoWarn = 0x200,
    Repeat = 0x400,
    NoFail = 0x800,
    NoRetry = 0x1000,
    MemAlloc = 0x2000,
    NoMemAlloc = 0x10000,
    HardWall = 0x20000,
    ThisNode = 0x40000,

    /// <summary>Pages of a slab cache with SLAB_RECLAIM_ACCOUNT.</summary>
    Reclaimable = 0x80000,
    Movable = 0x100000,

    NoWait = None,
    Atomic = High,
    NoIo = Wait,
    NoFs = Wait | Io,
    Kernel = Wait | Io | Fs,
    User = Wait | Io | Fs | HardWall,
    HighUser = User | HighMem,
    HighUserMovable = HighUser | Movable,

    /// <summary>GFP_THISNODE: this node or nothing; no reclaim, no reserve (semantics A.6).</summary>
    ThisNodeOnly = ThisNode | NoRetry | NoWarn,
}
