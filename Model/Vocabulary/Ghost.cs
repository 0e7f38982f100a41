namespace Plimsoll.Model.Vocabulary;

/// <summary>
/// The labels of atomic steps that no outcome shows. The Implementation reports them through <c>S.Note</c> inside the
/// critical section (or at the instant) in which they take place; production compiles the calls away. A note is a label
/// and three numbers.
/// </summary>
public static partial class Ghost
{
    /// <summary>(operation index on this CPU, kind, slot): a public operation starts.</summary>
    public const uint Begin = 1;

    /// <summary>(operation index on this CPU, 1 if Ok, pfn): it answers.</summary>
    public const uint End = 2;

    /// <summary>(zone, pass, order): the zone's own check refused; pass is one of <see cref="Pass"/>.</summary>
    public const uint Refused = 3;

    /// <summary>(zone, pfn, order + 256 if tagged): a block left the buddy lists for the caller. A take.</summary>
    public const uint Take = 4;

    /// <summary>(zone, pfn, cpu): one page went from buddy to that CPU's list. A take.</summary>
    public const uint Refill = 5;

    /// <summary>(zone, pfn, cpu): a page left the CPU's list for the caller.</summary>
    public const uint Hit = 6;

    /// <summary>(zone, pfn, cpu): a freed page went on the CPU's list.</summary>
    public const uint Push = 7;

    /// <summary>(zone, pfn, order): a freed block went back to buddy.</summary>
    public const uint Release = 8;

    /// <summary>(zone, pfn, cpu): one page went from that CPU's list to buddy.</summary>
    public const uint Drain = 9;

    /// <summary>(zone, 0, 0): the zone's marks were written.</summary>
    public const uint Marks = 10;

    /// <summary>
    /// (pfn or none, order, 0): the last attempt of an entitled request, while it holds every lock of its zones.
    /// </summary>
    public const uint LastAttempt = 11;

    /// <summary>(cpu, 0, 0): the CPU's lists are closed and empty.</summary>
    public const uint Offline = 12;

    /// <summary>(MinFreeKbytes, reserve pages, 0): the two knobs all marks are made of, as now in force.</summary>
    public const uint Knobs = 13;

    /// <summary>(zone, 1 if populated, 0): the zone was found to hold its emergency level, or not.</summary>
    public const uint Populated = 14;

    /// <summary>(zone, 0, 0): the zone's counter caught up with its lists (only where G4 rules).</summary>
    public const uint Counted = 15;
}

/// <summary>The passes of one allocation, in order (semantics B.8).</summary>
public enum Pass : byte
{
    /// <summary>Above the low mark, within the allowed nodes.</summary>
    Low,

    /// <summary>Above min, reduced as gfp and context permit.</summary>
    Min,

    /// <summary>Entitled: above min reduced by HIGH and HARDER, nodes unrestricted.</summary>
    Boldest,

    /// <summary>Entitled: below every mark, as one atomic step over all zones of the list.</summary>
    Last,

    /// <summary>Before the OOM killer is let loose: above the high mark, within the allowed nodes.</summary>
    High,
}
