namespace Plimsoll.Model.Vocabulary;

/// <summary>Where a page frame is (semantics B.1).</summary>
public enum PageKind : byte
{
    /// <summary>In no zone: never handed out.</summary>
    Hole,

    /// <summary>The first frame of a free block on a buddy list.</summary>
    Buddy,

    /// <summary>A later frame of a free block, or of an allocated one.</summary>
    Tail,

    /// <summary>On a CPU list.</summary>
    Listed,

    /// <summary>The first frame of a block that a caller holds.</summary>
    Allocated,

    /// <summary>Between places: being freed by some CPU.</summary>
    Freeing,
}

/// <summary>A frame's descriptor: its kind, and for a block head its order and reserve tag.</summary>
public readonly record struct PageState(PageKind Kind, int Order, bool Tagged);

/// <summary>A zone's marks in pages; the threshold of a plain request is Mark + lowmem_reserve + Emerg.</summary>
public readonly record struct Marks(uint Min, uint Low, uint High, uint Emerg);

/// <summary>
/// The memory as the laws see it: one reading that Model, Implementation and every mutant provide. Counters are what
/// the subject counted; lists are what is there.
/// </summary>
public interface IMemoryView
{
    Topology Topology { get; }

    int MinFreeKbytes { get; }

    /// <summary>The strict reserve in force, in pages.</summary>
    int ReservePages { get; }

    /// <summary>NR_FREE as the subject counted it.</summary>
    uint NrFree(int zone);

    /// <summary>nr_free[order] as the subject counted it.</summary>
    uint NrFreeBlocks(int zone, int order);

    Marks Marks(int zone);

    /// <summary>Appends the heads of the free blocks of this order, as they are linked.</summary>
    void FreeBlocks(int zone, int order, List<uint> into);

    /// <summary>The length of a CPU list as the subject counted it.</summary>
    uint ListCount(int cpu, int zone);

    /// <summary>Appends the frames of a CPU list, next to be handed out last.</summary>
    void ListPages(int cpu, int zone, List<uint> into);

    bool Online(int cpu);

    PageState Page(uint pfn);

    /// <summary>Nobody holds the zone's lock.</summary>
    bool IsQuiet(int zone);
}
