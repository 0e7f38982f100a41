namespace Plimsoll.Model.Transitions;

/// <summary>What steps of mempools break.</summary>
public static partial class StepLaw
{
    public const string PoolLevels =
        "INV-LEVELS (Part 0.10): "
        + "mempool_alloc goes through its levels in the mail's order, and a sleeping caller is not refused";

    public const string PoolReturns =
        "INV-D4 (D.3, Part 0.10): "
        + "an element that comes back goes to the first waiter, else to the pool if it has room, else to its allocator";
}
