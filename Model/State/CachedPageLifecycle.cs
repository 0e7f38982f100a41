using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>Where a page that reclaim knows is, from reclaim's point of view.</summary>
public enum CachedPageLife : byte
{
    /// <summary>Reclaim does not know it.</summary>
    Unknown,
    Clean,
    Dirty,
    Writing,
}

/// <summary>What moves it: the notes of <see cref="Ghost"/> of reclaim.</summary>
public enum CachedPageTrigger : byte
{
    ReadIn,
    ReadInDirty,
    WriteStart,
    Written,
    WriteFailed,
    Reclaimed,
}

/// <summary>The life of a page of the page cache (semantics I).</summary>
public static class CachedPageLifecycle
{
    public static Lifecycle<CachedPageLife, CachedPageTrigger> Table { get; } = new(
        "a page of the page cache",
        CachedPageLife.Unknown,
        new(CachedPageLife.Unknown, CachedPageTrigger.ReadIn, CachedPageLife.Clean),
        new(CachedPageLife.Unknown, CachedPageTrigger.ReadInDirty, CachedPageLife.Dirty),
        new(CachedPageLife.Dirty, CachedPageTrigger.WriteStart, CachedPageLife.Writing),
        new(CachedPageLife.Writing, CachedPageTrigger.Written, CachedPageLife.Clean),
        new(CachedPageLife.Writing, CachedPageTrigger.WriteFailed, CachedPageLife.Dirty),
        new(CachedPageLife.Clean, CachedPageTrigger.Reclaimed, CachedPageLife.Unknown))
    {
        StartsOutside = true,
        About = """
            A dirty page is freed only after it was written, and writing it takes memory. Where there is none the write
            is given up, or waits: then what would free memory waits for memory, which is what the reserve is for.
            """,
    };

    /// <summary>Where the page is now.</summary>
    public static CachedPageLife Of(Memory memory, uint pfn)
    {
        ArgumentNullException.ThrowIfNull(memory);
        if (!memory.Reclaim.Pages.TryGetValue(pfn, out ReclaimablePage page)) return CachedPageLife.Unknown;
        if (page.Writing) return CachedPageLife.Writing;
        return page.Use == PageUse.Dirty ? CachedPageLife.Dirty : CachedPageLife.Clean;
    }

    /// <summary>The trigger a note stands for; null if it moves no such page.</summary>
    public static CachedPageTrigger? TriggerOf(Label label) => label.What switch
    {
        Ghost.Cached => label.C == (uint)PageUse.Dirty ? CachedPageTrigger.ReadInDirty : CachedPageTrigger.ReadIn,
        Ghost.WriteStart => CachedPageTrigger.WriteStart,
        Ghost.Written => CachedPageTrigger.Written,
        Ghost.WriteFailed => CachedPageTrigger.WriteFailed,
        Ghost.Reclaimed => CachedPageTrigger.Reclaimed,
        _ => null,
    };
}
