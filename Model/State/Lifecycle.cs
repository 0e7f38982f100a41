using System.Collections.Immutable;
using System.Text;
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

/// <summary>One row of the life cycle.</summary>
public readonly record struct PageTransition(PageLife From, PageTrigger Trigger, PageLife To);

/// <summary>
/// The life of a page frame as a table (semantics B.1, Part 0.4: tagged pages never enter a list). Coverage, command
/// generators and state machines read it; nothing decides by it.
/// </summary>
public static class Lifecycle
{
    public static ImmutableArray<PageTransition> Table { get; } =
    [
        new(PageLife.Buddy, PageTrigger.Take, PageLife.Allocated),
        new(PageLife.Buddy, PageTrigger.TakeTagged, PageLife.AllocatedTagged),
        new(PageLife.Buddy, PageTrigger.Refill, PageLife.Listed),
        new(PageLife.Listed, PageTrigger.Hit, PageLife.Allocated),
        new(PageLife.Listed, PageTrigger.Drain, PageLife.Buddy),
        new(PageLife.Allocated, PageTrigger.Push, PageLife.Listed),
        new(PageLife.Allocated, PageTrigger.Release, PageLife.Buddy),
        new(PageLife.AllocatedTagged, PageTrigger.ReleaseTagged, PageLife.Buddy),
    ];

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

    /// <summary>The table as a Mermaid state diagram.</summary>
    public static string ToMermaid()
    {
        StringBuilder text = new("stateDiagram-v2\n    [*] --> Buddy\n");
        foreach (PageTransition row in Table) text.Append(null, $"    {row.From} --> {row.To}: {row.Trigger}\n");
        return text.ToString();
    }
}
