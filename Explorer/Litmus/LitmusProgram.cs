namespace Plimsoll.Explorer;

/// <summary>
/// A litmus program: shared cells, and threads that access them. Values are 32-bit two's complement numbers, and
/// arithmetic wraps. A step is one access; everything else is free.
/// </summary>
/// <param name="Name">What <c>name</c> says, else the file's name.</param>
/// <param name="File">The file it was read from, for places.</param>
/// <param name="Cells">The declared cells, in the order of their declarations.</param>
/// <param name="Locks">Locks that are used and not declared, in the order of first use; all start free.</param>
/// <param name="Threads"><c>thread x3</c> stands here as three threads.</param>
/// <param name="Final">The law over final states; none: every final state is right.</param>
public sealed record LitmusProgram(
    string Name,
    string File,
    IReadOnlyList<LitmusCells> Cells,
    IReadOnlyList<LitmusCells> Locks,
    IReadOnlyList<LitmusThread> Threads,
    LitmusExpression? Final)
{
    public const int MaxThreads = Engine.MaxCpus;

    /// <summary>Cells and locks together.</summary>
    public const int MaxCells = 4096;

    /// <summary>How many locks an undeclared <c>l[e]</c> has where e is not known before the run.</summary>
    public const int UndeclaredLocks = 128;

    /// <summary>What was parsed.</summary>
    public string Text { get; private init; } = "";

    /// <exception cref="LitmusException">The text is no litmus program.</exception>
    public static LitmusProgram Parse(string text, string file) =>
        LitmusNames.Resolve(new LitmusParser(text, file).Program()) with { Text = text };
}

/// <summary>A cell, or an array of cells.</summary>
/// <param name="Length">Null: a single cell, which takes no index.</param>
/// <param name="Initial">The values at the start, as many as there are cells.</param>
public sealed record LitmusCells(string Name, int? Length, IReadOnlyList<int> Initial, LitmusPlace Place)
{
    public int Count => Length ?? 1;
}

/// <param name="Tid">The number within its <c>thread xN</c>, from 0.</param>
/// <param name="Registers">Those that the body assigns, in the order of the text. Every register starts at 0.</param>
/// <param name="Group">The number of the <c>thread</c> in the text that it stands for.</param>
public sealed record LitmusThread(
    int Tid, int Group, IReadOnlyList<LitmusStatement> Body, IReadOnlyList<string> Registers, LitmusPlace Place);

/// <summary>The accesses, by their words in the language.</summary>
public enum LitmusAccess
{
    /// <summary>Read: <c>R x</c>.</summary>
    R,

    /// <summary>Write: <c>W x e</c>. Has no value.</summary>
    W,

    /// <summary>Compare and swap: <c>CAS x old new</c>; 1 if it took place. A failed one is a read.</summary>
    CAS,

    /// <summary>Fetch and add: <c>FAA x d</c>; the old value.</summary>
    FAA,

    /// <summary>Exchange: <c>XCHG x v</c>; the old value.</summary>
    XCHG,

    /// <summary>Waits until the lock is 0 and makes it 1. Has no value.</summary>
    LOCK,

    /// <summary>Makes the lock 0, whoever holds it. Has no value.</summary>
    UNLOCK,

    /// <summary>Takes the lock if it is free: 1 if it did. A failed one is a read.</summary>
    TRYLOCK,

    /// <summary>A full fence: empties the store buffer. Has no value and no cell.</summary>
    FENCE,
}

public enum LitmusOperator
{
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    AtMost,
    Greater,
    AtLeast,

    /// <summary>Looks at its right side only where the left one is not 0.</summary>
    And,

    /// <summary>Looks at its right side only where the left one is 0.</summary>
    Or,
    Not,
    Negate,
}

/// <summary>A cell by its name and, in an array, its index.</summary>
public sealed record LitmusReference(string Name, LitmusExpression? Index, LitmusPlace Place);
