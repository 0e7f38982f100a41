namespace Plimsoll.Explorer;

/// <summary>
/// What a CPU does to a shared cell. Kinds up to <see cref="WriteWide"/> are plain accesses; they, and those up to
/// <see cref="Drained"/>, are no scheduling points, all others are.
/// </summary>
public enum AccessKind : byte
{
    Read,
    Write,

    /// <summary>Half of a plain access to two words as to one value.</summary>
    ReadWide,

    /// <inheritdoc cref="ReadWide"/>
    WriteWide,

    /// <summary>A block begins a life: it has an owner. An announcement, no access; its new value is the number of
    /// words.</summary>
    Born,

    /// <summary>A block's life ends. An announcement as <see cref="Born"/>.</summary>
    Dies,

    /// <summary>A store entered the CPU's store buffer: nobody else sees it yet.</summary>
    Buffered,

    /// <summary>A buffered store became visible because another CPU's process-wide barrier forced it out.</summary>
    Drained,

    /// <summary>Acquires.</summary>
    Load,

    LoadRelaxed,

    /// <summary>A load that waits while the cell holds the comparand. Acquires.</summary>
    Await,

    /// <summary>Releases.</summary>
    Store,

    StoreRelaxed,
    CompareExchange,
    Exchange,
    Add,
    Lock,
    TryLock,
    Unlock,

    /// <summary>The CPU's own store buffer is empty before it goes on.</summary>
    Fence,

    /// <summary>Every CPU's store buffer is emptied.</summary>
    ProcessFence,

    /// <summary>The CPU lets everybody else who can take a step take one first.</summary>
    Yield,

    /// <summary>A buffered store becomes visible. A step of the buffer, not of the CPU.</summary>
    Flush,

    /// <summary>A CPU starts and runs up to its first access, where starting is a step of its own.</summary>
    Begin,
}

internal static class AccessKinds
{
    /// <summary>No scheduler decides when it takes place.</summary>
    public static bool IsPlain(this AccessKind kind) => kind <= AccessKind.Drained;

    public static bool IsPlainRead(this AccessKind kind) => kind is AccessKind.Read or AccessKind.ReadWide;

    public static bool IsWide(this AccessKind kind) => kind is AccessKind.ReadWide or AccessKind.WriteWide;

    public static bool IsLife(this AccessKind kind) => kind is AccessKind.Born or AccessKind.Dies;

    /// <summary>Writes, and is no read-modify-write: what a store buffer delays.</summary>
    public static bool IsStore(this AccessKind kind) =>
        kind is AccessKind.Store or AccessKind.StoreRelaxed or AccessKind.Unlock;

    public static bool IsLoad(this AccessKind kind) =>
        kind is AccessKind.Load or AccessKind.LoadRelaxed or AccessKind.Await;

    /// <summary>Cannot take place before the CPU's own store buffer is empty.</summary>
    public static bool NeedsEmptyBuffer(this AccessKind kind) =>
        kind is >= AccessKind.CompareExchange and <= AccessKind.Fence and not AccessKind.Unlock;

    /// <summary>Touches no cell.</summary>
    public static bool HasNoCell(this AccessKind kind) =>
        kind is AccessKind.Fence or AccessKind.ProcessFence or AccessKind.Yield or AccessKind.Begin;

    /// <summary>The word used in tables and replay files.</summary>
    public static string Word(this AccessKind kind) => kind switch
    {
        AccessKind.Read => "read",
        AccessKind.Write => "write",
        AccessKind.ReadWide => "read.wide",
        AccessKind.WriteWide => "write.wide",
        AccessKind.Born => "birth",
        AccessKind.Dies => "death",
        AccessKind.Buffered => "buffer",
        AccessKind.Drained => "drain",
        AccessKind.Load => "load",
        AccessKind.LoadRelaxed => "load.relaxed",
        AccessKind.Await => "await",
        AccessKind.Store => "store",
        AccessKind.StoreRelaxed => "store.relaxed",
        AccessKind.CompareExchange => "cas",
        AccessKind.Exchange => "xchg",
        AccessKind.Add => "add",
        AccessKind.Lock => "lock",
        AccessKind.TryLock => "trylock",
        AccessKind.Unlock => "unlock",
        AccessKind.Fence => "fence",
        AccessKind.ProcessFence => "process-fence",
        AccessKind.Yield => "yield",
        AccessKind.Flush => "flush",
        _ => "begin",
    };

    public static bool TryParse(string word, out AccessKind kind)
    {
        foreach (AccessKind candidate in Enum.GetValues<AccessKind>())
        {
            kind = candidate;
            if (candidate.Word() == word) return true;
        }

        kind = default;
        return false;
    }
}
