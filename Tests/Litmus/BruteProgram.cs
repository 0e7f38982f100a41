using System.Globalization;
using System.Text;
using Plimsoll.Explorer;

namespace Plimsoll.Tests.Litmus;

/// <summary>Mistakes that an enumerator can be told to make: the comparison with the engine must show each.</summary>
public enum BruteFault
{
    None,
    FaaAsRead,
    FailedTryLockAsWrite,
    FailedCasAsWrite,
    UnlockAsRead,
    LockedLockTaken,
    NoForwarding,
    CasWithoutFlush,
    FenceWithoutFlush,
    UnlockOvertakes,
}

/// <summary>What the enumerators share: cells by number, the meaning of the accesses, states as text.</summary>
internal sealed class BruteProgram
{
    private readonly LitmusProgram program;
    private readonly Dictionary<string, (int First, int Count)> cells = [];
    private readonly List<int> initial = [];
    private readonly List<string> names = [];
    private readonly int declared;
    private readonly BruteFault fault;

    public BruteProgram(LitmusProgram program, BruteFault fault)
    {
        this.program = program;
        this.fault = fault;
        if (program.Threads.Count > 16) throw new ArgumentException("A level holds 16 threads at most.");
        Add(program.Cells);
        declared = initial.Count;
        Add(program.Locks);

        void Add(IEnumerable<LitmusCells> added)
        {
            foreach (LitmusCells cell in added)
            {
                cells.Add(cell.Name, (initial.Count, cell.Count));
                initial.AddRange(cell.Initial);
                for (int i = 0; i < cell.Count; i++)
                    names.Add(cell.Length is null ? cell.Name : $"{cell.Name}[{i}]");
            }
        }
    }

    public BruteNode[] Starts() => [.. program.Threads.Select(t => BruteThread.Start(t, cells))];

    public int[] Initial() => [.. initial];

    public bool IsEnabled(BruteAccess access, int[] memory) =>
        access.Kind != LitmusAccess.LOCK || memory[access.Cell] == 0 || fault == BruteFault.LockedLockTaken;

    /// <summary>What the thread gets, what the cell then holds, and whether that counts as a write.</summary>
    public (int Answer, int Now, bool Writes) Apply(BruteAccess access, int old) => access.Kind switch
    {
        LitmusAccess.R => (old, old, false),
        LitmusAccess.W => (0, access.First, true),
        LitmusAccess.CAS => old == access.First
            ? (1, access.Second, true) : (0, old, fault == BruteFault.FailedCasAsWrite),
        LitmusAccess.FAA => (old, unchecked(old + access.First), fault != BruteFault.FaaAsRead),
        LitmusAccess.XCHG => (old, access.First, true),
        LitmusAccess.LOCK => (1, 1, true),
        LitmusAccess.UNLOCK => (0, 0, fault != BruteFault.UnlockAsRead),
        LitmusAccess.TRYLOCK => old == 0
            ? (1, 1, true) : (0, old, fault == BruteFault.FailedTryLockAsWrite),
        _ => (0, old, false),
    };

    /// <summary>The numbers of <see cref="State"/>, quickly: for telling states apart.</summary>
    public static int Key(BruteNode[] at, int[] memory, Span<char> into)
    {
        int length = 0;
        foreach (BruteNode node in at)
        {
            foreach (int register in node.Registers) length = Put(register, into, length);
        }

        foreach (int cell in memory) length = Put(cell, into, length);
        return length;

        static int Put(int number, Span<char> into, int at)
        {
            into[at] = unchecked((char)number);
            into[at + 1] = unchecked((char)(number >> 16));
            return at + 2;
        }
    }

    /// <summary>Registers and declared cells: <c>t0.a=1 t1.b=0 | x=1 y=0</c>.</summary>
    public string Outcome(BruteNode[] at, int[] memory) => Text(at, memory.AsSpan(0, declared));

    public string State(BruteNode[] at, int[] memory) => Text(at, memory);

    /// <summary>The same form for what the engine's guest says.</summary>
    public static string Text(LitmusOutcome outcome) =>
        $"{Join(outcome.Registers)}| {Join(outcome.Cells)}";

    private static string Join(IEnumerable<KeyValuePair<string, int>> pairs) => string.Concat(
        pairs.Select(p => string.Create(CultureInfo.InvariantCulture, $"{p.Key}={p.Value} ")));

    private string Text(BruteNode[] at, ReadOnlySpan<int> memory)
    {
        StringBuilder text = new();
        for (int t = 0; t < at.Length; t++)
        {
            for (int r = 0; r < at[t].Registers.Length; r++)
            {
                text.Append(
                    CultureInfo.InvariantCulture, $"t{t}.{program.Threads[t].Registers[r]}={at[t].Registers[r]} ");
            }
        }

        text.Append("| ");
        for (int i = 0; i < memory.Length; i++)
            text.Append(CultureInfo.InvariantCulture, $"{names[i]}={memory[i]} ");
        return text.ToString();
    }
}
