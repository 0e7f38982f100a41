using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Rules;

/// <summary>The three caches of order-0 pages (semantics F.1).</summary>
public enum PageCache : byte
{
    /// <summary>order0-user: pages of user space, found again through rmap; reclaimable.</summary>
    User,

    /// <summary>order0-kreclaim: pages of kernel caches that a discard callback can empty.</summary>
    KReclaim,

    /// <summary>order0-knoreclaim: everything else; never touched by reclaim.</summary>
    KNoReclaim,
}

/// <summary>Which cache serves an order-0 request (semantics F.3).</summary>
public static class OrderZeroRoute
{
    /// <param name="discardable">
    /// The caches whose pages carry __GFP_RECLAIMABLE have registered a discard callback.
    /// </param>
    public static PageCache Of(Gfp gfp, bool discardable)
    {
        if ((gfp & (Gfp.Dma | Gfp.Dma32)) != 0) return PageCache.KNoReclaim;
        if ((gfp & Gfp.User) == Gfp.User) return PageCache.User;
        bool reclaimable = (gfp & (Gfp.Wait | Gfp.Reclaimable)) == (Gfp.Wait | Gfp.Reclaimable);
        return reclaimable && discardable ? PageCache.KReclaim : PageCache.KNoReclaim;
    }
}
