using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics C.4, C.7 (the report of December 2006), G40.</summary>
public sealed class InvIrq : Law
{
    public override string Id => "INV-IRQ";

    public override string Sentence => "Nobody asks for pages with interrupts off if he may sleep for them.";

    public override string? BrokenBy(World world)
    {
        foreach (Flight? flight in world.Flights)
        {
            if (flight is not SlabAllocateFlight { Grows: true } growing) continue;
            bool sleeps = (growing.Request.Gfp & Gfp.Wait) != 0;
            if (Broken(sleeps, !growing.IrqsOff)) return $"task {growing.Task} asks for pages with {growing.Request}";
        }

        return null;
    }
}
