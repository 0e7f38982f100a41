namespace Plimsoll.Model.Rules;

/// <summary>
/// Whose formulas: semantics Part 0.1. <see cref="E23"/> is the law here; the other two are oracles for recordings of
/// real kernels.
/// </summary>
public enum Era
{
    /// <summary>Linux 2.6.23 with the ten reserve patches of August 2007.</summary>
    E23,

    /// <summary>Linux 6.1: MOVABLE counts as low memory.</summary>
    K6_1,

    /// <summary>Linux 6.12: MOVABLE is treated like HIGHMEM; zoneinfo prints <c>promo</c>.</summary>
    K6_12,
}
