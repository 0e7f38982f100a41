using Plimsoll.Model.State;
using Plimsoll.Model.Vocabulary;

namespace Plimsoll.Model.Transitions;

/// <summary>
/// min_free_kbytes is set: the knob, then every zone's marks, each under its zone's lock (semantics B.9, patch 08).
/// </summary>
public sealed record SetMinFreeFlight(int Cpu, int Kbytes) : Flight(Cpu)
{
    private Recompute? Marks { get; init; }

    /// <summary>Marks are being written.</summary>
    public bool Recomputes => Marks is { Done: false };

    protected override string LawOf(Outcome observed) => StepLaw.Marks;

    public override Outcome? Answer(Memory memory) => Marks is { Done: true } ? Outcome.Done : null;

    public override Verdict Accept(Memory memory, Label label)
    {
        if (Marks is { } marks)
        {
            return marks.Next(label) is { } next
                ? Verdict.Accept(next.Written(memory, (int)label.A), this with { Marks = next })
                : Unexpected(label, "in a recompute of all zones' marks");
        }

        return label == Label.Knobs(Kbytes, memory.ReservePages)
            ? Turned(memory.WithKnobs(Kbytes, memory.ReservePages))
            : Out(StepLaw.Marks, $"'{label}' while min_free_kbytes was set to {Kbytes}");
    }

    public override void Write(Encoder to)
    {
        to.Number(6);
        to.Number(Cpu);
        to.Number(Kbytes);
        to.Number(Marks is null);
        (Marks ?? default).Write(to);
    }

    public override IEnumerable<Label> Options(Memory memory) =>
        Marks is { } marks ? marks.Options() : [Label.Knobs(Kbytes, memory.ReservePages)];

    protected override string Unfinished(Memory memory) => "the marks were not recomputed";

    private Verdict Turned(Memory memory) => Verdict.Accept(memory, this with { Marks = Recompute.Of(memory) });
}

/// <summary>Zones whose marks are still to be written, one bit each; they may come in any order.</summary>
public readonly record struct Recompute(ulong Left)
{
    public bool Done => Left == 0;

    /// <summary>
    /// G20: the knobs as they were when the recompute began, without the lock that would make that no matter.
    /// </summary>
    private (int MinFreeKbytes, int ReservePages)? Read { get; init; }

    public static Recompute Of(Memory memory) => new((1UL << memory.Machine.Zones) - 1)
    {
        Read = memory.Machine.Published.Has(Published.UnserialisedRecompute)
            ? (memory.MinFreeKbytes, memory.ReservePages)
            : null,
    };

    /// <summary>What is left after this label; null if the label is not one of those due.</summary>
    public Recompute? Next(Label label) =>
        label.What == Ghost.Marks && label.A < 64 && (Left >> (int)label.A & 1) != 0
            ? this with { Left = Left & ~(1UL << (int)label.A) }
            : null;

    /// <summary>One zone's marks are written, by the knobs in force at that moment.</summary>
    public Memory Written(Memory memory, int zone) => Read is { } read
        ? memory.WithMarks(zone, memory.Machine.MarksOf(read.MinFreeKbytes, read.ReservePages)[zone])
        : memory.WithMarks(zone);

    public void Write(Encoder to)
    {
        to.Number(Left);
        to.Number(Read?.MinFreeKbytes ?? 0);
        to.Number(Read?.ReservePages ?? 0);
    }

    public IEnumerable<Label> Options()
    {
        ulong left = Left;
        return Enumerable.Range(0, 64).Where(z => (left >> z & 1) != 0).Select(Label.Marks);
    }
}
