using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;
using Plimsoll.Specs.Invariants;

namespace Plimsoll.Specs.Theorems;

/// <summary>
/// The half of Theorem D that a step can break (semantics D.4); that every operation ends is for dead ends and fair
/// lassos.
/// </summary>
public sealed class TheoremDLaw : Law
{
    public const string Name = "THEOREM-D";

    public override string Id => Name;

    public override string Sentence =>
        "A caller of mempool_alloc that may sleep gets what it asked for, unless its wait was cancelled.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (PlainPools.Allocation(before, task) is not { } flight || after.Flights[task] is not null) return null;
        bool sleeps = (flight.Request.Gfp & Gfp.Wait) != 0;
        bool live = before.Memory.Pools[flight.Pool].Phase == PoolPhase.Live;
        int was = before.Memory.Pools[flight.Pool].Out.Length, now = after.Memory.Pools[flight.Pool].Out.Length;
        bool cancelled = label.What == Ghost.PoolLeave && label.C == (uint)PoolLeaving.Cancelled;
        bool got = now > was || flight.Inner is PoolGiveFlight;
        return Broken(sleeps && live && !cancelled, got)
            ? $"task {task} asked with {flight.Request.Gfp} and got nothing"
            : null;
    }
}
