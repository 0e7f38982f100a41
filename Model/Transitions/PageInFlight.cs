using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>A page for a file's data: an allocation, and then reclaim knows the page.</summary>
public sealed record PageInFlight(int Cpu, PageUse Use) : Flight(Cpu)
{
    private Flight? Allocation { get; init; }

    private Pfn Got { get; init; } = Pfn.None;

    private Outcome? Due { get; init; }

    public override Flight? Within => Allocation;

    protected override string LawOf(Outcome observed) => StepLaw.Protocol;

    public static Flight Start(Memory memory, int task, int cpu, Operation operation)
    {
        PageUse use = operation.Argument == 0 ? PageUse.Clean : PageUse.Dirty;
        Flight allocation = PageFlights.Allocate(memory, task, cpu, operation.Request);
        return new PageInFlight(cpu, use) { Task = task, Allocation = allocation }.Witness(memory);
    }

    public override Outcome? Answer(Memory memory) => Due;

    public override Flight Witness(Memory memory)
    {
        if (Allocation is null) return this;
        Flight allocation = Allocation.Witness(memory);
        return allocation.Answer(memory) is { } answer
            ? this with { Allocation = null, Got = answer.Pfn, Due = answer.Ok ? null : answer }
            : this with { Allocation = allocation };
    }

    public override IEnumerable<Label> Options(Memory memory) =>
        Allocation?.Options(memory) ?? (Due is null ? [Arrival(memory)] : []);

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Allocation is { } allocation)
        {
            Verdict verdict = allocation.Accept(memory, label);
            return verdict.Accepted ? Verdict.Accept(verdict.Memory, this with { Allocation = verdict.Flight })
                : verdict;
        }

        return Due is null && label == Arrival(memory)
            ? Verdict.Accept(memory.Cached(Got.Value, new(Use)), this with { Due = Outcome.Done })
            : Unexpected(label, "while a page was read in");
    }

    public override void Write(Encoder to)
    {
        to.Number(162);
        to.Number(Cpu);
        to.Number((int)Use);
        to.Frame(Got.Value);
        to.Number(Due is null);
        WriteOrNone(to, Allocation);
    }

    protected override string Unfinished(Memory memory) => "the page was not read in";

    private Label Arrival(Memory memory) => Label.Cached(memory.Topology.ZoneOf(Got.Value), Got.Value, (uint)Use);
}
