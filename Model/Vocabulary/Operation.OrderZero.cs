namespace Plimsoll.Model.Vocabulary;

/// <summary>What users of mapped pages do, to whom reclaim answers (semantics F.2, F.4).</summary>
public readonly partial record struct Operation
{
    /// <summary>get_user_pages: some mapped page gets a holder, and cannot be reclaimed.</summary>
    public static Operation PinPage(int slot) => new(OperationKind.PinPage, slot, default, 0);

    /// <summary>
    /// put_page: the holder lets go. A page that reclaim can take stays mapped, changed; any other is freed.
    /// </summary>
    public static Operation UnpinPage(int slot) => new(OperationKind.UnpinPage, slot, default, 0);

    /// <summary>set_page_dirty: some mapped page of user space is changed.</summary>
    public static Operation DirtyPage => new(OperationKind.DirtyPage, -1, default, 0);

    /// <summary>
    /// pdflush: some dirty page is written in the background, or a write that was begun comes to its end.
    /// </summary>
    public static Operation WritePage => new(OperationKind.WritePage, -1, default, 0);

    private string OrderZeroText => Kind switch
    {
        OperationKind.PinPage => $"s{Slot} = pin",
        OperationKind.UnpinPage => $"unpin(s{Slot})",
        OperationKind.DirtyPage => "change a page",
        _ => "write a page",
    };
}
