namespace Plimsoll.Explorer;

/// <summary>
/// The ghost notes by which a guest reports its operations: a call before the first access, a return after the last,
/// and between them, if it knows, the point at which the operation takes effect, right after the access that makes it
/// so. A <see cref="HistoryRecorder{A,B,C}"/> reads them.
/// </summary>
public static class OperationNotes
{
    /// <summary>The labels of the notes: "LIN" and a number, out of the way of a program's own.</summary>
    public const uint CallLabel = 0x4C494E01;

    /// <inheritdoc cref="CallLabel"/>
    public const uint ReturnLabel = 0x4C494E02;

    /// <inheritdoc cref="CallLabel"/>
    public const uint PointLabel = 0x4C494E03;

    /// <summary>The running CPU calls an operation; the numbers say which, with what arguments.</summary>
    public static void Call(uint operation, uint a = 0, uint b = 0) => Plain.Note(CallLabel, operation, a, b);

    /// <summary>The running CPU's operation returns these.</summary>
    public static void Return(uint a = 0, uint b = 0, uint c = 0) => Plain.Note(ReturnLabel, a, b, c);

    /// <summary>
    /// The running CPU's operation took effect with its last access. In a loop of attempts the last point counts.
    /// </summary>
    public static void LinPoint() => Plain.Note(PointLabel, 0, 0, 0);
}
