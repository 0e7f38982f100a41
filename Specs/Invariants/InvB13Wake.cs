using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.8.</summary>
public sealed class InvB13Wake : Law
{
    public override string Id => "INV-B13";

    public override string Sentence =>
        "A request that slept and goes back wakes kswapd before it asks any zone again.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        bool goesBack = label == Label.Slept(fromStart: false);
        if (!goesBack || Plain.Asking(before.Flights[task]) is not AllocateFlight) return null;
        bool wakes = Plain.Asking(after.Flights[task]) is AllocateFlight { Step: SlowStep.Wake };
        return Broken(true, wakes) ? "it asks zones again, and kswapd may sleep" : null;
    }
}
