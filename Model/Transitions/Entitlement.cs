using Plimsoll.Model.Rules;
using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>Who may go below the marks now: gfp, context and what the task's flags say at this moment (B.6).</summary>
public static class Entitlement
{
    public static bool Holds(Memory memory, int task, Request request)
    {
        // G15: MEMALLOC beats NOMEMALLOC.
        bool beats = memory.Machine.Published.Has(Published.MemAllocBeatsNoMemAlloc);
        if (beats && (request.Gfp & Gfp.MemAlloc) != 0) return true;
        Request now = memory.Tasks.Effective(task, request);
        return AllocFlag.Entitled(now.Gfp, now.Context);
    }
}
