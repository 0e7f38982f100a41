using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>drain_pages: each list of a CPU is emptied into its zone, one after the other (semantics B.3).</summary>
public sealed record DrainFlight(int Cpu, int Target) : Flight(Cpu)
{
    /// <summary>Zones whose list was empty at some instant since the drain began, one bit each.</summary>
    private ulong Emptied { get; init; }

    protected override string LawOf(Outcome observed) => StepLaw.Protocol;

    public override Outcome? Answer(Memory memory) =>
        Emptied == (1UL << memory.Machine.Zones) - 1 ? Outcome.Done : null;

    public override Flight Witness(Memory memory)
    {
        ulong emptied = Emptied;
        for (int zone = 0; zone < memory.Machine.Zones; zone++)
        {
            if (memory.List(Target, zone).Count == 0) emptied |= 1UL << zone;
        }

        return this with { Emptied = emptied };
    }

    public override Verdict Accept(Memory memory, Label label) =>
        label.What == Ghost.Drain ? One(memory, label, Target, this) : Unexpected(label, "in a drain");

    public override void Write(Encoder to)
    {
        to.Number(4);
        to.Number(Cpu);
        to.Number(Target);
        to.Number(Emptied);
    }

    public override IEnumerable<Label> Options(Memory memory) => Listed(memory, Target);

    protected override string Unfinished(Memory memory) => $"lists of cpu{Target} were not emptied";

    /// <summary>One page from that CPU's list to buddy.</summary>
    internal static Verdict One(Memory memory, Label label, int target, Flight then)
    {
        bool listed = label.C == target && IsZone(memory, label.A) && memory.List(target, (int)label.A).Has(label.B);
        return listed
            ? Verdict.Accept(memory.Drain(target, (int)label.A, label.B), then)
            : Out(StepLaw.Partition, $"'{label}' of a page not on a list of cpu{target}");
    }

    internal static IEnumerable<Label> Listed(Memory memory, int target) =>
        from zone in Enumerable.Range(0, memory.Machine.Zones)
        from pfn in memory.List(target, zone).Pages
        select Label.Drain(zone, pfn, target);
}
