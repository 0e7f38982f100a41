using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>Where a slab is, told apart by tag.</summary>
public enum SlabLife : byte
{
    /// <summary>There is none.</summary>
    Absent,
    Cpu,
    Partial,
    Full,
    Empty,
    PartialTagged,
    FullTagged,
    EmptyTagged,
}

/// <summary>What moves a slab.</summary>
public enum SlabTrigger : byte
{
    /// <summary>Ordinary pages became the slab of a CPU.</summary>
    Install,

    /// <summary>Ordinary pages went on the list of their node, which is not the CPU's, or the CPU is dead.</summary>
    Insert,

    /// <summary>Reserve pages became a slab, and its first object was given.</summary>
    Reserve,
    Freeze,
    Unfreeze,
    Flush,
    Take,
    Return,
    Sweep,
    Discard,
}

/// <summary>The life of a slab (semantics C.1, C.4, Part 0.3).</summary>
public static class SlabLifecycle
{
    public static Lifecycle<SlabLife, SlabTrigger> Table { get; } = new(
        "a slab",
        SlabLife.Absent,
        new(SlabLife.Absent, SlabTrigger.Install, SlabLife.Cpu),
        new(SlabLife.Absent, SlabTrigger.Insert, SlabLife.Partial),
        new(SlabLife.Partial, SlabTrigger.Freeze, SlabLife.Cpu),
        new(SlabLife.Cpu, SlabTrigger.Unfreeze, SlabLife.Full),
        new(SlabLife.Cpu, SlabTrigger.Flush, SlabLife.Partial),
        new(SlabLife.Cpu, SlabTrigger.Flush, SlabLife.Full),
        new(SlabLife.Cpu, SlabTrigger.Flush, SlabLife.Empty),
        new(SlabLife.Partial, SlabTrigger.Take, SlabLife.Full),
        new(SlabLife.Full, SlabTrigger.Return, SlabLife.Partial),
        new(SlabLife.Full, SlabTrigger.Return, SlabLife.Empty),
        new(SlabLife.Partial, SlabTrigger.Return, SlabLife.Empty),
        new(SlabLife.Partial, SlabTrigger.Sweep, SlabLife.Empty),
        new(SlabLife.Empty, SlabTrigger.Discard, SlabLife.Absent),
        new(SlabLife.Absent, SlabTrigger.Reserve, SlabLife.PartialTagged),
        new(SlabLife.Absent, SlabTrigger.Reserve, SlabLife.FullTagged),
        new(SlabLife.PartialTagged, SlabTrigger.Take, SlabLife.FullTagged),
        new(SlabLife.FullTagged, SlabTrigger.Return, SlabLife.PartialTagged),
        new(SlabLife.FullTagged, SlabTrigger.Return, SlabLife.EmptyTagged),
        new(SlabLife.PartialTagged, SlabTrigger.Return, SlabLife.EmptyTagged),
        new(SlabLife.EmptyTagged, SlabTrigger.Discard, SlabLife.Absent))
    {
        StartsOutside = true,
        About = """
            A slab made of reserve pages is never a CPU's, so that each of its objects passes the same question: may
            this request take it? It keeps its tag when it is full, and is discarded when its last object is back,
            however short its node's list is.
            """,
    };

    public static SlabLife Of(Slab? slab) => slab is not { } there ? SlabLife.Absent : there.Place switch
    {
        SlabPlace.Cpu => SlabLife.Cpu,
        SlabPlace.Partial => there.Tagged ? SlabLife.PartialTagged : SlabLife.Partial,
        SlabPlace.Full => there.Tagged ? SlabLife.FullTagged : SlabLife.Full,
        _ => there.Tagged ? SlabLife.EmptyTagged : SlabLife.Empty,
    };

    /// <summary>The trigger a step stands for; null if it moves no slab.</summary>
    public static SlabTrigger? TriggerOf(uint what) => what switch
    {
        Ghost.SlabInstall => SlabTrigger.Install,
        Ghost.SlabInsert => SlabTrigger.Insert,
        Ghost.SlabReserve => SlabTrigger.Reserve,
        Ghost.SlabFreeze => SlabTrigger.Freeze,
        Ghost.SlabUnfreeze => SlabTrigger.Unfreeze,
        Ghost.SlabFlush => SlabTrigger.Flush,
        Ghost.ObjectTake => SlabTrigger.Take,
        Ghost.ObjectReturn => SlabTrigger.Return,
        Ghost.SlabSwept => SlabTrigger.Sweep,
        Ghost.Push or Ghost.Release => SlabTrigger.Discard,
        _ => null,
    };
}
