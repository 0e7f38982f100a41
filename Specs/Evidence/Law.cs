namespace Plimsoll.Specs.Evidence;

/// <summary>What must hold on every recording of a real kernel. The K laws carry the numbers of the measured list.</summary>
public enum Law : byte
{
    K1,
    K2,
    K3,
    K4,
    K5,
    K6,
    K7,
    K11,
    K12,
    FMin,
    FLow,
    FHigh,
    FPromo,
    FProtection,
    FBatch,
    FPcpHigh,
}

public static class Laws
{
    public static IReadOnlyList<Law> All { get; } = Enum.GetValues<Law>();

    /// <summary>The id that reports and people use.</summary>
    public static string Id(this Law law) => law switch
    {
        Law.FMin => "F-MIN",
        Law.FLow => "F-LOW",
        Law.FHigh => "F-HIGH",
        Law.FPromo => "F-PROMO",
        Law.FProtection => "F-PROTECTION",
        Law.FBatch => "F-BATCH",
        Law.FPcpHigh => "F-PCPHIGH",
        _ => law.ToString(),
    };

    public static string Sentence(this Law law) => law switch
    {
        Law.K1 => "A page that is allocated is not allocated again before it was freed.",
        Law.K2 => "A page leaves buddy only when it is there, and a CPU list only when it is there.",
        Law.K3 => "mm_page_free_batched repeats a mm_page_free of the same page on the same CPU, once.",
        Law.K4 => "A free gives back exactly the block that was allocated.",
        Law.K5 => "A block is aligned to its size, lies in one zone, and its page pointer is that of its frame.",
        Law.K6 => "A page comes from no zone above the one its gfp flags admit, and has their migrate type.",
        Law.K7 => "Orders 0-3 and 9 come through a CPU list, the others straight from buddy.",
        Law.K11 => "Pages in buddy = pages there before - taken + given back, at every snapshot.",
        Law.K12 => "A user page comes from a later zone only when each earlier one is at its low mark.",
        Law.FMin => "min is the zone's share of min_free_kbytes.",
        Law.FLow => "low is min plus one gap.",
        Law.FHigh => "high is min plus two gaps.",
        Law.FPromo => "promo is min plus three gaps.",
        Law.FProtection => "protection is the managed pages above the zone on its node, over its ratio.",
        Law.FBatch => "A CPU list's batch is the rule's for the zone's size.",
        _ => "A CPU list's high is low over the CPUs of the node, at least four batches (6.1).",
    };

    /// <summary>Whether the law speaks of earlier events, and so can say nothing once events are lost.</summary>
    public static bool NeedsHistory(this Law law) => law <= Law.K12 && law is not (Law.K5 or Law.K6);
}
