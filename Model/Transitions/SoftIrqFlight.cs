using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// A softirq that allocates, on time borrowed from the task it interrupted (semantics B.6, patch 07). Its entry puts
/// the task's PF_MEMALLOC aside, so that it inherits no entitlement; its exit restores that bit and no other.
/// </summary>
public sealed record SoftIrqFlight(int Cpu, int Borrowed, Request Request) : Flight(Cpu)
{
    private Flight? Allocation { get; init; }

    /// <summary>The task's flags at the entry; null: not entered yet.</summary>
    public TaskFlags? Saved { get; private init; }

    private Outcome? Got { get; init; }

    private Outcome? Due { get; init; }

    public override Flight? Within => Allocation;

    protected override string LawOf(Outcome observed) => StepLaw.Tasks;

    public override Outcome? Answer(Memory memory) => Due;

    public override Flight Witness(Memory memory)
    {
        if (Allocation is null) return this;
        Flight allocation = Allocation.Witness(memory);
        return allocation.Answer(memory) is { } answer
            ? this with { Allocation = null, Got = answer }
            : this with { Allocation = allocation };
    }

    public override IEnumerable<Label> Options(Memory memory)
    {
        if (Allocation is { } allocation) return allocation.Options(memory);
        if (Saved is null) return [Label.SoftIrqEnter(Borrowed)];
        return Due is null ? [Label.SoftIrqExit(Borrowed)] : [];
    }

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Allocation is { } allocation)
        {
            Verdict verdict = allocation.Accept(memory, label);
            return verdict.Accepted ? Verdict.Accept(verdict.Memory, this with { Allocation = verdict.Flight })
                : verdict;
        }

        if (Saved is null && label == Label.SoftIrqEnter(Borrowed)) return Enter(memory);
        return Saved is { } saved && Due is null && label == Label.SoftIrqExit(Borrowed)
            ? Verdict.Accept(Restored(memory, saved), this with { Due = Got })
            : Unexpected(label, "in a softirq");
    }

    public override void Write(Encoder to)
    {
        to.Number(163);
        to.Number(Cpu);
        to.Number(Borrowed);
        to.Request(Request);
        to.Number(Saved is { } saved ? 1 + (int)saved : 0);
        to.Item(Got?.Item ?? Item.None);
        to.Number((Got is null ? 0 : 1) + (Due is null ? 0 : 2));
        WriteOrNone(to, Allocation);
    }

    protected override string Unfinished(Memory memory) => "the softirq was not left";

    /// <summary>G13: the bit stays as the interrupted task has it.</summary>
    private Verdict Enter(Memory memory)
    {
        TaskFlags saved = memory.Tasks[Borrowed].Flags;
        bool inherits = memory.Machine.Published.Has(Published.SoftIrqInherits);
        Memory next = inherits ? memory : memory.WithoutFlag(Borrowed, TaskFlags.MemAlloc);
        bool setsItself = (Request.Context & Context.MemAlloc) != 0;
        if (setsItself) next = next.WithFlag(Borrowed, TaskFlags.MemAlloc);
        Request request = Request with { Context = Request.Context & ~Context.MemAlloc };
        Flight allocation = PageFlights.Allocate(next, Borrowed, Cpu, request);
        return Verdict.Accept(next, this with { Saved = saved, Allocation = allocation });
    }

    private Memory Restored(Memory memory, TaskFlags saved)
    {
        TaskState now = memory.Tasks[Borrowed];
        bool wholeWord = memory.Machine.Published.Has(Published.FlagsWordRestored);
        TaskFlags flags = wholeWord ? saved : (now.Flags & ~TaskFlags.MemAlloc) | (saved & TaskFlags.MemAlloc);
        return memory.WithTask(Borrowed, now with { Flags = flags });
    }
}
