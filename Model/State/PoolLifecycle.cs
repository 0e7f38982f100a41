namespace Plimsoll.Model.State;

/// <summary>Where an element of a pool is.</summary>
public enum ElementLife : byte
{
    /// <summary>The allocator behind the pool has its memory.</summary>
    Absent,

    /// <summary>A composite of which some leaves are there.</summary>
    Part,

    /// <summary>Whole, in the hands of an operation.</summary>
    InHand,

    Parked,

    /// <summary>Handed over to a waiter that has not picked it up.</summary>
    Mailed,

    /// <summary>A caller's.</summary>
    Out,

    InHandTagged,
    MailedTagged,
    OutTagged,
}

/// <summary>What moves an element.</summary>
public enum ElementTrigger : byte
{
    Build,
    Unbuild,
    Pop,
    Push,
    HandOver,
    PickUp,

    /// <summary>A waiter leaves the queue with what it got by itself.</summary>
    Leave,

    /// <summary>Given back where there is no room: by a plain reading, or under the lock.</summary>
    FindFull,

    Create,

    /// <summary>The pool shrinks or is destroyed.</summary>
    Detach,

    /// <summary>A waiter gives up, and the next needs less.</summary>
    Cancel,
}

/// <summary>The life of an element of a pool (semantics D, Part 0.10: a tagged one is never parked).</summary>
public static class PoolLifecycle
{
    public static Lifecycle<ElementLife, ElementTrigger> Table { get; } = new(
        "an element of a pool",
        ElementLife.Absent,
        new(ElementLife.Absent, ElementTrigger.Build, ElementLife.Part),
        new(ElementLife.Absent, ElementTrigger.Build, ElementLife.InHand),
        new(ElementLife.Absent, ElementTrigger.Build, ElementLife.InHandTagged),
        new(ElementLife.Absent, ElementTrigger.Build, ElementLife.Out),
        new(ElementLife.Absent, ElementTrigger.Build, ElementLife.OutTagged),
        new(ElementLife.Part, ElementTrigger.Build, ElementLife.InHand),
        new(ElementLife.Part, ElementTrigger.Build, ElementLife.InHandTagged),
        new(ElementLife.Part, ElementTrigger.Build, ElementLife.Out),
        new(ElementLife.Part, ElementTrigger.Build, ElementLife.OutTagged),
        new(ElementLife.Part, ElementTrigger.Unbuild, ElementLife.Absent),
        new(ElementLife.InHand, ElementTrigger.Build, ElementLife.Out),
        new(ElementLife.InHand, ElementTrigger.Leave, ElementLife.Out),
        new(ElementLife.InHand, ElementTrigger.Create, ElementLife.Parked),
        new(ElementLife.InHand, ElementTrigger.Push, ElementLife.Parked),
        new(ElementLife.InHand, ElementTrigger.HandOver, ElementLife.Mailed),
        new(ElementLife.InHand, ElementTrigger.Unbuild, ElementLife.Part),
        new(ElementLife.InHand, ElementTrigger.Unbuild, ElementLife.Absent),
        new(ElementLife.Parked, ElementTrigger.Pop, ElementLife.Out),
        new(ElementLife.Parked, ElementTrigger.HandOver, ElementLife.Mailed),
        new(ElementLife.Parked, ElementTrigger.Cancel, ElementLife.Mailed),
        new(ElementLife.Parked, ElementTrigger.Detach, ElementLife.InHand),
        new(ElementLife.Mailed, ElementTrigger.PickUp, ElementLife.Out),
        new(ElementLife.Out, ElementTrigger.Push, ElementLife.Parked),
        new(ElementLife.Out, ElementTrigger.HandOver, ElementLife.Mailed),
        new(ElementLife.Out, ElementTrigger.FindFull, ElementLife.InHand),
        new(ElementLife.InHandTagged, ElementTrigger.Leave, ElementLife.OutTagged),
        new(ElementLife.InHandTagged, ElementTrigger.HandOver, ElementLife.MailedTagged),
        new(ElementLife.InHandTagged, ElementTrigger.Unbuild, ElementLife.Part),
        new(ElementLife.InHandTagged, ElementTrigger.Unbuild, ElementLife.Absent),
        new(ElementLife.MailedTagged, ElementTrigger.PickUp, ElementLife.OutTagged),
        new(ElementLife.OutTagged, ElementTrigger.HandOver, ElementLife.MailedTagged),
        new(ElementLife.OutTagged, ElementTrigger.FindFull, ElementLife.InHandTagged))
    {
        StartsOutside = true,
        About = """
            From the allocator behind the pool and back to it. *InHand* is between two steps of one operation: built and
            not yet granted, or given back and found to be too much. A tagged element came from the reserve: it goes to
            callers that may use the reserve, and to no other place.
            """,
    };
}
