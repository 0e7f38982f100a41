namespace Plimsoll.Model.Vocabulary;

/// <summary>
/// What an operation granted, as its holder names it: a block of pages by its first frame; an object by its slab's
/// first frame and its index; what lies in no frame (a pool's element, a charge) by its index alone.
/// </summary>
public readonly record struct Item(Pfn Pfn, int Index)
{
    public static Item None => new(Pfn.None, -1);

    public bool IsNone => Pfn.IsNone && Index < 0;

    public static Item Of(Pfn pfn) => pfn.IsNone ? None : new(pfn, 0);

    public override string ToString() => IsNone ? "none" : Pfn.IsNone ? $"#{Index}" : $"{Pfn}.{Index}";
}
