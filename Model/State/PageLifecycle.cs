using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.State;

/// <summary>Where a page frame of a zone is, from its own point of view.</summary>
public enum PageLife : byte
{
    Buddy,
    Listed,
    Allocated,
    AllocatedTagged,
}

/// <summary>What moves a page frame: the notes of <see cref="Ghost"/>, told apart by tag.</summary>
public enum PageTrigger : byte
{
    Take,
    TakeTagged,
    Refill,
    Hit,
    Push,
    Release,
    ReleaseTagged,
    Drain,
}

/// <summary>The life of a page frame (semantics B.1, Part 0.4: tagged pages never enter a list).</summary>
public static class PageLifecycle
{
    public static Lifecycle<PageLife, PageTrigger> Table { get; } = new(
        "a page frame",
        PageLife.Buddy,
        new(PageLife.Buddy, PageTrigger.Take, PageLife.Allocated),
        new(PageLife.Buddy, PageTrigger.TakeTagged, PageLife.AllocatedTagged),
        new(PageLife.Buddy, PageTrigger.Refill, PageLife.Listed),
        new(PageLife.Listed, PageTrigger.Hit, PageLife.Allocated),
        new(PageLife.Listed, PageTrigger.Drain, PageLife.Buddy),
        new(PageLife.Allocated, PageTrigger.Push, PageLife.Listed),
        new(PageLife.Allocated, PageTrigger.Release, PageLife.Buddy),
        new(PageLife.AllocatedTagged, PageTrigger.ReleaseTagged, PageLife.Buddy))
    {
        About = """
            Where a frame of a zone is, from its own point of view. A tagged page was taken below the marks by an
            entitled request. It never enters a CPU list: given back, it is at once in reach of the next entitled
            request, on whatever CPU that runs. The Stateless machines of [Tests/Coyote](../Tests/Coyote/README.md) read
            this table too.
            """,
    };

    /// <summary>The trigger a note stands for; null if it moves no page.</summary>
    /// <param name="tagged">Release: the block freed carries the tag.</param>
    public static PageTrigger? TriggerOf(uint what, uint c, bool tagged) => what switch
    {
        Ghost.Take => c >= 256 ? PageTrigger.TakeTagged : PageTrigger.Take,
        Ghost.Refill => PageTrigger.Refill,
        Ghost.Hit => PageTrigger.Hit,
        Ghost.Push => PageTrigger.Push,
        Ghost.Release => tagged ? PageTrigger.ReleaseTagged : PageTrigger.Release,
        Ghost.Drain => PageTrigger.Drain,
        _ => null,
    };
}
