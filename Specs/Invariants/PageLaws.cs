namespace Plimsoll.Specs.Invariants;

/// <summary>The laws of pages as searches judge them: explicit lists, fresh at each call.</summary>
public static class PageLaws
{
    /// <summary>Of any machine with requests, frees and an entitled task.</summary>
    public static Law[] Core() =>
    [
        new InvStrict(), new InvTag(), new InvA1Zonelist(), new InvA2LocalFirst(), new InvA3Eligible(),
        new InvB1Partition(), new InvB4Counts(), new InvB5Conservation(), new InvB7ListBound(), new InvB10Mark(),
        new InvHit(),
    ];
}
