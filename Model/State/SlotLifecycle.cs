using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>Where a page of an order-0 cache is, from its own point of view.</summary>
public enum SlotLife : byte
{
    /// <summary>In no slab.</summary>
    Outside,
    Free,
    Cached,
    Pinned,
    Clean,
    Dirty,
    Writeback,
    Reserved,
    Lent,

    /// <summary>Free in an isolated slab: the request that empties the slab has it.</summary>
    Taken,
}

/// <summary>What moves a slot: the notes of <see cref="Ghost"/>, a take told apart by its tag.</summary>
public enum SlotTrigger : byte
{
    Grow,
    Refill,
    Hit,
    Take,
    TakeTagged,
    Push,
    Release,
    Drain,
    Unpin,
    Pin,
    Redirty,
    Clean,
    Isolate,
    Reclaim,

    /// <summary>By direct reclaim or kswapd, one page (semantics I).</summary>
    Reclaimed,
    Discard,
    StartWrite,
    EndWrite,
    Unisolate,
    Claim,
}

/// <summary>The life of a slot (semantics F.2 to F.4, Part 0.11).</summary>
public static class SlotLifecycle
{
    public static Lifecycle<SlotLife, SlotTrigger> Table { get; } = new(
        "a slot of an order-0 cache",
        SlotLife.Outside,
        new(SlotLife.Outside, SlotTrigger.Grow, SlotLife.Free),
        new(SlotLife.Outside, SlotTrigger.Grow, SlotLife.Cached),
        new(SlotLife.Outside, SlotTrigger.Grow, SlotLife.Pinned),
        new(SlotLife.Free, SlotTrigger.Refill, SlotLife.Cached),
        new(SlotLife.Free, SlotTrigger.Take, SlotLife.Pinned),
        new(SlotLife.Free, SlotTrigger.TakeTagged, SlotLife.Reserved),
        new(SlotLife.Free, SlotTrigger.TakeTagged, SlotLife.Lent),
        new(SlotLife.Cached, SlotTrigger.Hit, SlotLife.Pinned),
        new(SlotLife.Pinned, SlotTrigger.Push, SlotLife.Cached),
        new(SlotLife.Cached, SlotTrigger.Drain, SlotLife.Free),
        new(SlotLife.Pinned, SlotTrigger.Release, SlotLife.Free),
        new(SlotLife.Pinned, SlotTrigger.Release, SlotLife.Taken),
        new(SlotLife.Reserved, SlotTrigger.Release, SlotLife.Free),
        new(SlotLife.Lent, SlotTrigger.Release, SlotLife.Free),
        new(SlotLife.Pinned, SlotTrigger.Unpin, SlotLife.Dirty),
        new(SlotLife.Pinned, SlotTrigger.Unpin, SlotLife.Clean),
        new(SlotLife.Clean, SlotTrigger.Pin, SlotLife.Pinned),
        new(SlotLife.Dirty, SlotTrigger.Pin, SlotLife.Pinned),
        new(SlotLife.Writeback, SlotTrigger.Pin, SlotLife.Pinned),
        new(SlotLife.Clean, SlotTrigger.Redirty, SlotLife.Dirty),
        new(SlotLife.Writeback, SlotTrigger.Redirty, SlotLife.Dirty),
        new(SlotLife.Dirty, SlotTrigger.Clean, SlotLife.Clean),
        new(SlotLife.Writeback, SlotTrigger.Clean, SlotLife.Clean),
        new(SlotLife.Free, SlotTrigger.Isolate, SlotLife.Taken),
        new(SlotLife.Cached, SlotTrigger.Isolate, SlotLife.Taken),
        new(SlotLife.Clean, SlotTrigger.Reclaim, SlotLife.Taken),
        new(SlotLife.Clean, SlotTrigger.Discard, SlotLife.Taken),
        new(SlotLife.Clean, SlotTrigger.Reclaimed, SlotLife.Free),
        new(SlotLife.Clean, SlotTrigger.Reclaimed, SlotLife.Cached),
        new(SlotLife.Pinned, SlotTrigger.Reclaimed, SlotLife.Free),
        new(SlotLife.Pinned, SlotTrigger.Reclaimed, SlotLife.Cached),
        new(SlotLife.Dirty, SlotTrigger.StartWrite, SlotLife.Writeback),
        new(SlotLife.Writeback, SlotTrigger.EndWrite, SlotLife.Clean),
        new(SlotLife.Taken, SlotTrigger.Unisolate, SlotLife.Free),
        new(SlotLife.Taken, SlotTrigger.Claim, SlotLife.Outside),
        new(SlotLife.Cached, SlotTrigger.Drain, SlotLife.Outside),
        new(SlotLife.Pinned, SlotTrigger.Release, SlotLife.Outside),
        new(SlotLife.Reserved, SlotTrigger.Release, SlotLife.Outside),
        new(SlotLife.Lent, SlotTrigger.Release, SlotLife.Outside),
        new(SlotLife.Free, SlotTrigger.Drain, SlotLife.Outside),
        new(SlotLife.Free, SlotTrigger.Release, SlotLife.Outside),
        new(SlotLife.Clean, SlotTrigger.Reclaimed, SlotLife.Outside),
        new(SlotLife.Free, SlotTrigger.Reclaimed, SlotLife.Outside))
    {
        StartsOutside = true,
        About = """
            A page of a slab of one of the three order-0 caches, from its own point of view. Pinned is held by a caller
            by name; Clean, Dirty and Writeback are mapped, held by nobody, and can be reclaimed; Reserved and Lent were
            taken below the marks, from the request's own cache or from another. When the last slot in use of a slab is
            drained, released or reclaimed, the whole slab goes back to buddy, its free slots with it.
            """,
    };

    public static SlotLife Of(Memory memory, uint pfn)
    {
        if (memory.OrderZero.SlabOf(pfn) is not { } slab) return SlotLife.Outside;
        return slab[pfn].State switch
        {
            SlotState.Free => slab.Isolated ? SlotLife.Taken : SlotLife.Free,
            SlotState.Cached => SlotLife.Cached,
            SlotState.Pinned => SlotLife.Pinned,
            SlotState.Clean => SlotLife.Clean,
            SlotState.Dirty => SlotLife.Dirty,
            SlotState.Writeback => SlotLife.Writeback,
            SlotState.Reserved => SlotLife.Reserved,
            _ => SlotLife.Lent,
        };
    }

    /// <summary>The trigger a note stands for; null if it moves no slot.</summary>
    public static SlotTrigger? TriggerOf(Label label) => label.What switch
    {
        Ghost.Take => label.Tagged ? SlotTrigger.TakeTagged : SlotTrigger.Take,
        Ghost.Grow => SlotTrigger.Grow,
        Ghost.Refill => SlotTrigger.Refill,
        Ghost.Hit => SlotTrigger.Hit,
        Ghost.Push => SlotTrigger.Push,
        Ghost.Release => SlotTrigger.Release,
        Ghost.Drain => SlotTrigger.Drain,
        Ghost.Unpin => SlotTrigger.Unpin,
        Ghost.Pin => SlotTrigger.Pin,
        Ghost.Redirty => SlotTrigger.Redirty,
        Ghost.Clean => SlotTrigger.Clean,
        Ghost.Isolate => SlotTrigger.Isolate,
        Ghost.Reclaim => SlotTrigger.Reclaim,
        Ghost.Reclaimed => SlotTrigger.Reclaimed,
        Ghost.Discard => SlotTrigger.Discard,
        Ghost.StartWrite => SlotTrigger.StartWrite,
        Ghost.EndWrite => SlotTrigger.EndWrite,
        Ghost.Unisolate => SlotTrigger.Unisolate,
        Ghost.Claim => SlotTrigger.Claim,
        _ => null,
    };
}
