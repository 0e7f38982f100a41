namespace Plimsoll.Explorer;

/// <summary>
/// What a CPU does to a shared cell. <see cref="Read"/> and <see cref="Write"/> are plain and no scheduling points;
/// all others synchronise and are.
/// </summary>
public enum AccessKind : byte
{
    Read,
    Write,
    Load,
    Store,
    CompareExchange,
    Exchange,
    Add,
    Lock,
    TryLock,
    Unlock,
}

internal static class AccessKinds
{
    public static bool IsPlain(this AccessKind kind) => kind <= AccessKind.Write;

    /// <summary>The word used in tables and replay files.</summary>
    public static string Word(this AccessKind kind) => kind switch
    {
        AccessKind.Read => "read",
        AccessKind.Write => "write",
        AccessKind.Load => "load",
        AccessKind.Store => "store",
        AccessKind.CompareExchange => "cas",
        AccessKind.Exchange => "xchg",
        AccessKind.Add => "add",
        AccessKind.Lock => "lock",
        AccessKind.TryLock => "trylock",
        _ => "unlock",
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
