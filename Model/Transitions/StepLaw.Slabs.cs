namespace Plimsoll.Model.Transitions;

/// <summary>The laws that a step of a slab cache can break.</summary>
public static partial class StepLaw
{
    public const string Object =
        "INV-C3 (C.1): an object is handed out from the freelist where it lies, and returned once";

    public const string SlabPlace =
        "INV-C2 (C.1): a slab is in one place, a CPU has at most one slab of a cache, and a step moves it from there";

    public const string SlabTag =
        "INV-C8 (Part 0.3): an object of a slab made of reserve pages goes to an entitled request, one by one";

    public const string Preference =
        "R-RULE (C.5): CPU slab, then untagged partial slab, then tagged slab, then new pages";

    public const string Queues =
        "INV-C11 (Part 0.9): "
        + "pages are asked for only after every list that the request may use was seen without an object for it";

    public const string SlabNode =
        "INV-C12 (Part 0.9): a slab lies on the list of the node that its pages came from";

    public const string CurrentCpu =
        "INV-C7 (C.4): new pages become the slab of the CPU that the task runs on after it slept";

    public const string Shrink =
        "INV-C6 (C.4): only a slab with every object back is discarded";

    public const string ObjectNull =
        "INV-C9 (C.5): an object is refused only where the page allocator refused its pages";
}
