using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.4.</summary>
public sealed class InvC7CurrentCpu : Law
{
    public override string Id => "INV-C7";

    public override string Sentence =>
        "New pages become the slab of the CPU that the task runs on when it has them, wherever it asked for them.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (label.What != Ghost.SlabInstall || before.Flights[task] is not SlabAllocateFlight flight) return null;
        return Broken(true, label.C == (uint)flight.Cpu) ? $"'{label}' by a task on cpu{flight.Cpu}" : null;
    }
}
