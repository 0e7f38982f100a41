using Plimsoll.Specs.Refinement;
using Xunit;

namespace Plimsoll.Tests.Conformance;

/// <summary>The machines of conformance, by name, as rows of theories.</summary>
public static class MachineNames
{
    public static TheoryData<string> All => [.. Machines.All.Select(t => t.Name)];

    /// <summary>Those on which it matters which zone serves.</summary>
    public static TheoryData<string> OfSeveralZones => [Machines.Two.Name, Machines.Four.Name];
}
