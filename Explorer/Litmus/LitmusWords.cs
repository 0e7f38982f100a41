namespace Plimsoll.Explorer;

/// <summary>The words that are no names, and what the accesses take.</summary>
internal static class LitmusWords
{
    private static readonly string[] Control =
    [
        "name", "cells", "thread", "final", "if", "else", "while", "do", "loop", "break", "stop", "assert", "tid",
    ];

    public static bool IsReserved(string word) => Control.Contains(word) || TryAccess(word, out _);

    /// <summary>These start a part of the program, and end the part before.</summary>
    public static bool StartsPart(string word) => word is "name" or "cells" or "thread" or "final";

    public static bool TryAccess(string word, out LitmusAccess access) =>
        Enum.TryParse(word, out access) && Enum.GetName(access) == word;

    public static bool HasValue(this LitmusAccess access) => access is
        LitmusAccess.R or LitmusAccess.CAS or LitmusAccess.FAA or LitmusAccess.XCHG or LitmusAccess.TRYLOCK;

    public static bool IsOnLock(this LitmusAccess access) =>
        access is LitmusAccess.LOCK or LitmusAccess.UNLOCK or LitmusAccess.TRYLOCK;

    public static int Operands(this LitmusAccess access) => access switch
    {
        LitmusAccess.CAS => 2,
        LitmusAccess.W or LitmusAccess.FAA or LitmusAccess.XCHG => 1,
        _ => 0,
    };

    /// <summary>How an access is written.</summary>
    public static string Form(this LitmusAccess access) => access switch
    {
        LitmusAccess.R => "R x",
        LitmusAccess.W => "W x e",
        LitmusAccess.CAS => "CAS x old new",
        LitmusAccess.FAA => "FAA x d",
        LitmusAccess.XCHG => "XCHG x v",
        LitmusAccess.FENCE => "FENCE",
        _ => $"{access} l",
    };
}
