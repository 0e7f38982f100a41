using System.Collections.Immutable;
using Plimsoll.Model.State;

namespace Plimsoll.Specs.Configurations;

/// <summary>
/// Laws that another law of their configuration hides, since it breaks earlier on the same way: each is judged alone.
/// </summary>
public static partial class PublishedCases
{
    public static ImmutableArray<PublishedCase> Alone { get; } =
    [
        new(Published.MergeAnyOrder, "CFG1", "INV-B5"),
        new(Published.FreelistAba, "CFG3-shrink", "INV-C3"),
        new(Published.TagOfCpuNotSlab, "CFG3-order", "INV-C10"),
        new(Published.TagDroppedWhenFull, "CFG3-destroy", "R-RULE"),
        new(Published.AdjustWithoutRollback, "CFG5-demands", "INV-E3"),
        new(Published.UnchargeDoesNotWake, "CFG5-errors", "INV-E5"),
    ];
}
