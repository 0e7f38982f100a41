using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// A victim of the OOM killer exits: what it held is freed, and it is no longer a victim (semantics I).
/// </summary>
public sealed record ExitFlight(int Cpu, int Victim) : Flight(Cpu)
{
    private Flight? Release { get; init; }

    private bool Gone { get; init; }

    public override Flight? Within => Release;

    protected override string LawOf(Outcome observed) => StepLaw.Protocol;

    public static Flight Start(Memory memory, int task, int cpu, int victim, Pfn held) =>
        new ExitFlight(cpu, victim) { Task = task, Release = PageFlights.Free(memory, task, cpu, held) }.Witness(
            memory);

    public override Outcome? Answer(Memory memory) => Gone ? Outcome.Done : null;

    public override Flight Witness(Memory memory) =>
        Release?.Answer(memory) is null ? this : this with { Release = null };

    public override IEnumerable<Label> Options(Memory memory) =>
        Release?.Options(memory) ?? (Gone ? [] : [Label.Exited(Victim)]);

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Release is { } release)
        {
            Verdict verdict = release.Accept(memory, label);
            return verdict.Accepted ? Verdict.Accept(verdict.Memory, this with { Release = verdict.Flight }) : verdict;
        }

        return !Gone && label == Label.Exited(Victim)
            ? Verdict.Accept(memory.WithoutFlag(Victim, TaskFlags.MemDie), this with { Gone = true })
            : Unexpected(label, "while a victim exits");
    }

    public override void Write(Encoder to)
    {
        to.Number(164);
        to.Number(Cpu);
        to.Number(Victim);
        to.Number(Gone);
        WriteOrNone(to, Release);
    }

    protected override string Unfinished(Memory memory) => "the victim has not exited";
}
