namespace Plimsoll.Explorer;

/// <summary>
/// What the laws of a program can tell of a step besides the cell it touches, as ghost cells: a step that changes one
/// does not commute with a step at which one is looked at. Two that only change the same, or only look, do. Reduction
/// keeps the order of steps that do not commute; without ghost cells it would pass over schedules that a law tells
/// apart.
/// <para>
/// A ghost cell is a number; a program has <see cref="Cells"/> to give away. What a note is about belongs to the step
/// of its CPU before it.
/// </para>
/// </summary>
/// <param name="Changes">The ghost cells that are changed, as a set of bits.</param>
/// <param name="LooksAt">The ghost cells that are looked at.</param>
public readonly record struct Ghosts(ulong Changes, ulong LooksAt)
{
    /// <summary>Those a program may use are below.</summary>
    public const int Cells = 62;

    private const ulong Operations = 1ul << Cells;
    private const ulong Order = 1ul << (Cells + 1);

    /// <summary>Nobody can tell when it takes place.</summary>
    public static Ghosts None => default;

    /// <summary>Its place among all others of the kind can be told.</summary>
    public static Ghosts Ordered => new(Order, Order);

    /// <summary>What the CPU's next step will look at.</summary>
    internal ulong Next { get; init; }

    /// <summary>What its next step was to look at is looked at now.</summary>
    internal bool IsNext { get; init; }

    /// <summary>
    /// A note whose place among all notes can be told, unless it is one of <see cref="OperationNotes"/>: of those it
    /// can be told which operation returned before which began, and an operation begins with its first step.
    /// </summary>
    public static Ghosts Of(in Note note) => note.What switch
    {
        OperationNotes.CallLabel => None with { Next = Operations },
        OperationNotes.ReturnLabel => new(Operations, 0) { IsNext = true },
        OperationNotes.PointLabel => None with { IsNext = true },
        _ => Ordered,
    };

    internal bool Any => (Changes | LooksAt) != 0;

    public bool ConflictsWith(in Ghosts other) => ((Changes & other.LooksAt) | (LooksAt & other.Changes)) != 0;

    public Ghosts With(in Ghosts other) => new(Changes | other.Changes, LooksAt | other.LooksAt);
}
