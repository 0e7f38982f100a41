namespace Plimsoll.Explorer;

/// <summary>
/// One access that took place, and where in the source. A failed compare-exchange or try-lock has <c>New == Old</c>.
/// </summary>
public readonly record struct Step(int Cpu, AccessKind Kind, nuint Cell, uint Old, uint New, int Line, string File)
{
    /// <summary><c>Zone.cs:42</c>, or a dash where no line of the source is behind it.</summary>
    public string Place => Line == 0 ? Cells.None : $"{Path.GetFileName(File)}:{Line}";

    /// <summary>Whether a scheduler decided that this access is next.</summary>
    public bool IsSchedulingPoint => !Kind.IsPlain();

    /// <summary>Whether the access wrote its cell: one that can fail did if it changed it.</summary>
    internal bool Writes => Kind switch
    {
        AccessKind.CompareExchange or AccessKind.Lock or AccessKind.TryLock => Old != New,
        _ => !Kind.IsPlainRead() && !Kind.IsLoad() && !Kind.HasNoCell() && !Kind.IsLife(),
    };
}
