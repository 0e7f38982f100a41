using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// Who may take an object from a tagged slab: an entitled request, and nobody else, on any path (semantics Part 0.3,
/// C.5). The tag is the slab's own, set from the page it was made of, and lives until the slab is discarded. A CPU's
/// freelist is handed out unchecked, so no tagged slab is ever loaded on one; its objects go out one by one, here.
/// </summary>
public static class SlabAdmission
{
    /// <summary>This request may have an object of this slab, on whatever path it comes by it.</summary>
    public static bool MayTake(Slab slab, Request request) => !slab.Tagged || IsEntitled(request);

    /// <summary>A CPU may have this slab as its own.</summary>
    public static bool MayFreeze(Slab slab) => !slab.Tagged;

    /// <summary>
    /// On a node's list also the node mask counts, but not for the reserve: it is one for the whole system.
    /// </summary>
    public static bool MayTakeOn(int node, Slab slab, Request request) =>
        slab.Tagged ? IsEntitled(request) : request.Allowed.Has(node);

    public static bool IsEntitled(Request request) => AllocFlag.Entitled(request.Gfp, request.Context);
}
