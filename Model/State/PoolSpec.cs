namespace Plimsoll.Model.State;

/// <summary>Who gets an element that comes back while tasks wait.</summary>
public enum WakePolicy : byte
{
    /// <summary>The first waiter, under the pool lock: the law.</summary>
    HandOver,

    /// <summary>Whoever comes first: it is parked, and the first waiter leaves the queue to try again (2001).</summary>
    WakeOne,

    /// <summary>Whoever comes first: it is parked, and all waiters leave the queue to try again (2012).</summary>
    WakeAll,
}

/// <summary>
/// A mempool as it is created, and the allocator behind it (semantics D.1, D.5). By default that allocator is an
/// environment: each of its calls may give a leaf of a bounded set of elements, or refuse.
/// </summary>
/// <param name="MinNr">Elements it keeps; 0 is legal.</param>
public sealed record PoolSpec(string Name, int MinNr)
{
    public const int MaxElements = 8;

    /// <summary>Elements that can be alive at a time.</summary>
    public int Elements { get; init; } = 3;

    /// <summary>Calls of the allocator it takes to build an element: more than one for a composite.</summary>
    public int Leaves { get; init; } = 1;

    /// <summary>
    /// As long as fewer elements are alive, a request that may sleep and start I/O is not refused: that much memory
    /// there is.
    /// </summary>
    public int Sure { get; init; }

    /// <summary>There is always memory for the array of a larger pool.</summary>
    public bool Arrays { get; init; }

    /// <summary>The allocator may take its time over any request.</summary>
    public bool Delays { get; init; }

    /// <summary>The allocator is the page allocator, and elements are blocks of this order.</summary>
    public int? Order { get; init; }

    public WakePolicy Wake { get; init; }

    /// <summary>It is there from the start, full; else it must be created.</summary>
    public bool Created { get; init; } = true;

    /// <summary>Every leaf of an element, one bit each.</summary>
    public int Whole => (1 << Leaves) - 1;
}
