namespace Plimsoll.Model.Transitions;

/// <summary>
/// The laws a step can break, each with its id and sentence; a refusal is one of these and the fact that broke it.
/// </summary>
public static partial class StepLaw
{
    public const string Strict =
        "INV-STRICT (Part 0.2): a take that is not entitled leaves at least emerg free pages in its zone";

    public const string Mark =
        "INV-B10 (B.5): "
        + "a page is granted only where the zone's check holds for the request's class and flags";

    public const string Null =
        "INV-NULL (Part 0.5): "
        + "a request is refused only after every eligible zone refused at its own check in every pass";

    public const string LastAttempt =
        "INV-B15 (Part 0.4): "
        + "the last attempt empties the CPU lists of its zones, then takes if any of them has a block";

    public const string Tag =
        "INV-TAG (Part 0.4): "
        + "a block is tagged exactly if the last attempt took it, and tagged pages bypass the CPU lists";

    public const string Eligible =
        "INV-A3 (A.7): a page comes from a zone of the zonelist, of an allowed node, in the list's order";

    public const string Partition =
        "INV-B1 (B.2): every frame is in exactly one place, and a step moves it from the place where it is";

    public const string Order =
        "INV-B6 (B.2): a block is freed whole, at the order it was allocated with";

    public const string Batch =
        "INV-B7 (B.3): a list takes at most a batch, and gives a batch back when it reaches its high mark";

    public const string Offline =
        "INV-B8 (B.3): the lists of an offline CPU are empty, and nothing enters them";

    public const string Marks =
        "INV-B14 (B.9): the marks of all zones are made of one pair of knobs";

    public const string Populated =
        "INV-POPULATED (Part 0.6): "
        + "the reserve is raised exactly if every zone that carries it is populated, after one drain";

    public const string Reclaim =
        "INV-F6 (F.4, Part 0.11): "
        + "a page of the victim is given up only while it is clean and unpinned, a dirty one only after its write";

    public const string Charged =
        "INV-CHARGE (Part 0.6): "
        + "a charge succeeds exactly if it fits below the limits of the reserve and of all above it, first come first";

    public const string Errors =
        "INV-ERRORS (Part 0.6, 0.8): what a reserve refuses changes nothing, and it refuses nothing else";

    public const string Protocol =
        "PROTOCOL (semantics J): an operation consists of its steps, in their order";

    /// <summary>What a refused observation says: the law, then the fact.</summary>
    public static string Broken(string law, string fact) => $"{law}. But {fact}.";
}
