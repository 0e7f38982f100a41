using System.Collections.Immutable;
using Plimsoll.Specs.Invariants;
using Plimsoll.Specs.Refinement;
using Plimsoll.Specs.Scenarios;

namespace Plimsoll.Specs;

/// <summary>
/// What is claimed, and where it is put to the test: explicit lists, so that nothing is claimed by accident.
/// </summary>
public static class Catalog
{
    public static ImmutableArray<Scenario> Scenarios => PageScenarios.All;

    /// <summary>
    /// Fresh laws, with counters at zero; the promises first, since the first law broken names a failure.
    /// </summary>
    public static Law[] Laws() =>
    [
        new InvStrict(), new InvReserve(), new InvTag(), new InvAdjust(),
        new InvA1Zonelist(), new InvA2LocalFirst(), new InvA3Eligible(),
        new InvB2Aligned(), new InvB1Partition(), new InvB3Coalesced(), new InvB4Counts(), new InvB5Conservation(),
        new InvB6DoubleFree(),
        new InvB7ListBound(), new InvB8Offline(), new InvB10Mark(), new InvB14OneTriple(), new InvB15EntitledNull(),
        new InvHit(),
    ];

    /// <summary>The laws, and last the model in lock-step, which sees whatever they do not.</summary>
    public static Law[] LawsAndModel() => [.. Laws(), new Refines()];

    public static Scenario? Scenario(string name) => Scenarios.FirstOrDefault(s => s.Name == name);
}
