using Plimsoll.Explorer;

namespace Plimsoll.Tests.Litmus;

/// <summary>What brute force found out about a program.</summary>
internal sealed class BruteResult
{
    public long Interleavings { get; set; }

    /// <summary>Interleavings that end with a thread that waits for a lock.</summary>
    public long DeadlockedEnds { get; set; }

    /// <summary>Interleavings in which a thread broke a law.</summary>
    public long BrokenEnds { get; set; }

    /// <summary>Distinct Mazurkiewicz traces, by their Foata normal forms.</summary>
    public HashSet<string> Traces { get; } = [];

    /// <summary>Registers, declared cells and locks, where all threads have ended.</summary>
    public HashSet<string> FinalStates { get; } = [];

    /// <summary>Registers and declared cells, where all threads have ended.</summary>
    public HashSet<string> Outcomes { get; } = [];

    /// <summary>Registers and declared cells of the deadlocked ends.</summary>
    public HashSet<string> Deadlocks { get; } = [];
}

/// <summary>
/// All interleavings of a program under sequential consistency, by recursion, with memory and the threads' positions
/// as the state. It shares the parser with the engine and nothing else; slow, and easy to believe.
/// </summary>
/// <remarks>
/// Traces by the conventions of the oracle: two accesses depend on one another if they are of one thread, or of one
/// cell and one of them writes. A failed CAS or try-lock is a read; FAA, XCHG, LOCK and UNLOCK always write; a FENCE
/// depends on its own thread only. An access's level is one more than that of what it depends on: the sets of threads
/// at each level are Foata's normal form, and since programs are deterministic, threads are enough to tell accesses.
/// </remarks>
internal sealed class BruteForce
{
    private const int MaxSteps = 1000;

    private readonly BruteProgram program;
    private readonly BruteNode[] at;
    private readonly int[] memory;
    private readonly int[] threadLevel;
    private readonly int[] writeLevel;
    private readonly int[] readLevel;
    private readonly char[] levels = new char[MaxSteps];
    private readonly BruteResult result = new();
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> traces;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> finals = Spans([]);
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> deadlocks = Spans([]);
    private readonly char[] key = new char[1 << 14];

    private BruteForce(LitmusProgram litmus, BruteFault fault)
    {
        program = new(litmus, fault);
        at = program.Starts();
        memory = program.Initial();
        threadLevel = new int[at.Length];
        writeLevel = new int[memory.Length];
        readLevel = new int[memory.Length];
        traces = Spans(result.Traces);
    }

    public static BruteResult Run(LitmusProgram program, BruteFault fault = BruteFault.None)
    {
        BruteForce force = new(program, fault);
        force.Explore();
        return force.result;
    }

    private static HashSet<string>.AlternateLookup<ReadOnlySpan<char>> Spans(HashSet<string> set) =>
        set.GetAlternateLookup<ReadOnlySpan<char>>();

    private void Explore()
    {
        bool goesOn = false;
        if (at.All(node => node.Broken is null))
        {
            for (int t = 0; t < at.Length; t++)
            {
                if (at[t].Pending is not { } access || !program.IsEnabled(access, memory)) continue;
                goesOn = true;
                Step(t, access);
            }
        }

        if (!goesOn) End();
    }

    private void Step(int t, BruteAccess access)
    {
        BruteNode before = at[t];
        int cell = access.Cell;
        bool hasCell = cell >= 0;
        int old = hasCell ? memory[cell] : 0;
        (int answer, int now, bool writes) = program.Apply(access, old);
        (int ofThread, int ofWrite, int ofRead) =
            (threadLevel[t], hasCell ? writeLevel[cell] : 0, hasCell ? readLevel[cell] : 0);
        int level = 1 + Math.Max(ofThread, Math.Max(ofWrite, writes ? ofRead : 0));
        at[t] = before.After(answer);
        threadLevel[t] = level;
        if (hasCell)
        {
            memory[cell] = now;
            if (writes) writeLevel[cell] = level;
            else readLevel[cell] = Math.Max(ofRead, level);
        }

        levels[level - 1] = (char)(levels[level - 1] | 1 << t);
        Explore();
        levels[level - 1] = (char)(levels[level - 1] & ~(1 << t));
        if (hasCell)
        {
            memory[cell] = old;
            (writeLevel[cell], readLevel[cell]) = (ofWrite, ofRead);
        }

        threadLevel[t] = ofThread;
        at[t] = before;
    }

    private void End()
    {
        result.Interleavings++;
        traces.Add(levels.AsSpan(0, threadLevel.Max()));
        if (at.Any(node => node.Broken is not null))
        {
            result.BrokenEnds++;
        }
        else
        {
            bool blocked = at.Any(node => node.Pending is not null);
            if (blocked) result.DeadlockedEnds++;
            int length = BruteProgram.Key(at, memory, key);
            if (!(blocked ? deadlocks : finals).Add(key.AsSpan(0, length))) return;
            (blocked ? result.Deadlocks : result.Outcomes).Add(program.Outcome(at, memory));
            if (!blocked) result.FinalStates.Add(program.State(at, memory));
        }
    }
}
