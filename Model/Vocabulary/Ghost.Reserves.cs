namespace Plimsoll.Model.Vocabulary;

/// <summary>The steps of the reserve tree (semantics E.2).</summary>
public static partial class Ghost
{
    /// <summary>(reserve, units, 0): its own demand is so many units, and the pages above it say so.</summary>
    public const uint Demand = 96;

    /// <summary>(reserve, units, 0): so many units may be charged.</summary>
    public const uint Limit = 97;

    /// <summary>(reserve, parent, 0): linked below its parent, whose pages now count it.</summary>
    public const uint Link = 98;

    /// <summary>(reserve, 0, 0): the link is in force, and the limits above count it.</summary>
    public const uint Back = 99;

    /// <summary>(reserve, 0, 0): the link is out of force, and the limits above do not count it.</summary>
    public const uint Withdraw = 100;

    /// <summary>(reserve, 0, 0): it hangs below nothing.</summary>
    public const uint Unlink = 101;

    /// <summary>(reserve, bytes, 0): charged to it and to all above it.</summary>
    public const uint Charge = 102;

    /// <summary>(reserve, bytes, 0): given back by it and by all above it.</summary>
    public const uint Uncharge = 103;

    /// <summary>(reserve, bytes, 0): the charge waits, in its place of the reserve's queue.</summary>
    public const uint Wait = 104;

    /// <summary>(reserve, <see cref="ReserveError"/>, 0): an error or a refusal; nothing has changed.</summary>
    public const uint ReserveRefused = 105;
}

/// <summary>Why an operation on a reserve changes nothing (Part 0.6, 0.8).</summary>
public enum ReserveError : byte
{
    /// <summary>A charge would pass a limit, and its caller may not wait.</summary>
    OverLimit,

    /// <summary>A charge on a reserve that the root does not back.</summary>
    Disconnected,

    /// <summary>An uncharge of more than is charged.</summary>
    BelowZero,

    /// <summary>A connect below its own subtree.</summary>
    Cycle,

    /// <summary>A connect of a reserve that has a parent.</summary>
    HasParent,

    /// <summary>A disconnect of a reserve that has none.</summary>
    NoParent,

    /// <summary>A disconnect while something in the subtree is charged.</summary>
    InUse,
}
