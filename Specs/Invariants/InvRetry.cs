using Plimsoll.Model.State;
using Plimsoll.Model.Transitions;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Specs.Invariants;

/// <summary>Source: semantics B.8 steps 10 and 11, decision 5.</summary>
public sealed class InvRetry : Law
{
    public override string Id => "INV-RETRY";

    public override string Sentence =>
        "After reclaim a request goes round again if it is of order up to 3 or has REPEAT, and has no NORETRY; else it "
            + "is refused. Beyond order 3 the OOM killer is no help: a request that comes to it is refused. NOFAIL "
            + "always goes round.";

    public override string? BrokenBy(World before, int task, Label label, World after)
    {
        if (Plain.Asking(before.Flights[task]) is not (AllocateFlight or DirectReclaimFlight)) return null;
        Request request = Plain.Asking(before.Flights[task])!.Asks!.Value;
        bool large = request.Order.Value > 3;
        bool goesOn = Plain.NeverFails(request)
            || ((request.Gfp & Gfp.NoRetry) == 0 && (!large || (request.Gfp & Gfp.Repeat) != 0));
        if (label == Label.Slept(fromStart: false)) return Broken(true, goesOn) ? $"{request} goes round again" : null;
        if (!HasReclaimed(before, task, label) || Plain.Asking(after.Flights[task]) is not null) return null;
        bool killed = label.What == Ghost.OomKill;
        bool right = killed ? large && !Plain.NeverFails(request) : !goesOn;
        return Broken(true, right) ? $"{request} was refused" : null;
    }

    /// <summary>A step that may be the request's last after its reclaim: of one that may wait and is not entitled.
    /// </summary>
    private static bool HasReclaimed(World before, int task, Label label)
    {
        Flight asking = Plain.Asking(before.Flights[task])!;
        bool reclaims = !before.Memory.Reclaim.IsNone && (asking.Asks!.Value.Gfp & Gfp.Wait) != 0;
        bool ends = label.What is Ghost.ReclaimEnd or Ghost.DrainedAll or Ghost.OomKill
            || (label.What == Ghost.Refused && asking is AllocateFlight { Pass: Pass.Min });
        bool nests = label.What == Ghost.Refused && before.Memory.Tasks[asking.Task].Has(TaskFlags.MemAlloc);
        return reclaims && ends && !nests;
    }
}
