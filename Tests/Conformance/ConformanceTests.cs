using Plimsoll.Specs.Refinement;
using Plimsoll.Model.Vocabulary;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Conformance;

/// <summary>
/// The engine of conformance on subjects whose worth is known: the model itself, and three that are plainly wrong.
/// </summary>
public class ConformanceTests(ITestOutputHelper output)
{
    [Theory]
    [MemberData(nameof(MachineNames.All), MemberType = typeof(MachineNames))]
    public void Model_AnyOfItsChoices_Conforms(string machine)
    {
        int run = 0;
        Hunt hunt = Hunt.Run(Machines.Named(machine), t => new ModelSubject(t, new Random(run++)), sequences: 100);
        output.WriteLine($"{hunt}");
        Assert.Null(hunt.Failure ?? hunt.Crash);
        Assert.Empty(hunt.Coverage.Missing());
    }

    [Theory]
    [MemberData(nameof(MachineNames.All), MemberType = typeof(MachineNames))]
    public void AlwaysNull_AnyMachine_IsRefused(string machine) =>
        Dies(Machines.Named(machine), t => new AlwaysNull(t), "INV-NULL");

    [Theory]
    [MemberData(nameof(MachineNames.OfSeveralZones), MemberType = typeof(MachineNames))]
    public void AlwaysLastZone_AnyMachine_IsRefused(string machine) =>
        Dies(Machines.Named(machine), t => new AlwaysLastZone(t), "INV-NULL");

    [Theory]
    [MemberData(nameof(MachineNames.All), MemberType = typeof(MachineNames))]
    public void IgnoresEmerg_AnyMachine_IsRefused(string machine) =>
        Dies(Machines.Named(machine), t => new IgnoresEmerg(t), "INV-STRICT", "INV-B10");

    [Fact]
    public void Hunt_SameSeed_FindsTheSame()
    {
        string Once() => $"{Hunt.Run(Machines.Two, t => new IgnoresEmerg(t), seed: 7)}";
        Assert.Equal(Once(), Once());
    }

    private void Dies(Topology machine, SubjectFactory factory, params string[] laws)
    {
        Hunt hunt = Hunt.Run(machine, factory, shortest: 50);
        output.WriteLine($"{hunt}");
        Assert.NotNull(hunt.Failure);
        Assert.Contains(laws, hunt.Failure.Law.StartsWith);
        Assert.True(hunt.CommandsToDeath <= 50, $"it lived for {hunt.CommandsToDeath} commands");
        Assert.True(hunt.Failure.Commands <= 6, $"shrunk only to {hunt.Failure.Commands} commands");
    }
}
