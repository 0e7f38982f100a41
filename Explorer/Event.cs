namespace Plimsoll.Explorer;

/// <summary>A ghost note: a label and three numbers, reported by the CPU that runs.</summary>
public readonly record struct Note(int Cpu, uint What, uint A, uint B, uint C);

/// <summary>
/// What a recorded execution is made of: accesses, plain ones included, and notes, in the order they took place.
/// </summary>
public readonly record struct Event
{
    public Event(in Step step) => Access = step;

    public Event(in Note note) => Note = note;

    public Step? Access { get; }

    public Note? Note { get; }

    public int Cpu => Access?.Cpu ?? Note!.Value.Cpu;
}
