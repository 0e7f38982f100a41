using System.Runtime.CompilerServices;

namespace Plimsoll.Explorer;

/// <summary>A CPU has done the same twice over: what it did, and since when.</summary>
/// <param name="Key">Names the turn: places, cells, values, and as far as the program tells it the CPU's state.</param>
/// <param name="Period">How many accesses one turn has.</param>
internal readonly record struct Loop(int Cpu, ulong Key, int Period);

/// <summary>
/// Finds loops that wait, so that they are not run round for ever.
/// <para>
/// A CPU that makes the same accesses twice over, at the same places, to the same cells, with the same values before
/// and after, and nothing else in between, will do so a third time unless somebody changes a cell, if its own state is
/// the same too. A program may tell that (<see cref="IProgram.KnowsState"/>); else, or where the state differs, as by a
/// counter of tries, the loop is tried alone: if it goes round <see cref="Tries"/> times, in ever other states, it
/// waits (<see cref="LoopKind.Waits"/>), else it does something else by itself (<see cref="LoopKind.Ends"/>) and is let
/// go on. A CPU that waits is parked: it cannot be chosen until one of the cells that its last turn touched holds
/// something else. So a loop that waits costs two turns whatever the others do, is no endless execution, and, when
/// nobody is left who could change anything, is a livelock.
/// </para>
/// <para>
/// What is found depends only on the schedule so far, apart from the trial. Its result is a fact about a CPU in a
/// certain state before certain values, so executions repeat. Of a program that does not tell the state it is taken
/// for a fact about the turn alone.
/// </para>
/// </summary>
internal sealed class Loops(IProgram program)
{
    /// <summary>Turns after which a loop that runs alone is taken for endless.</summary>
    public const int Tries = 1000;

    private const int LongestPeriod = 32;

    private readonly bool knowsState = program.KnowsState;
    private readonly History[] histories = [.. Enumerable.Range(0, program.Cpus).Select(_ => new History())];
    private readonly Dictionary<ulong, LoopKind> kinds = [];

    private Loop trial;
    private int went;

    /// <summary>The state after so many turns of the trial as some power of two says.</summary>
    private ulong landmark;

    /// <summary>One loop's CPU runs alone.</summary>
    public bool IsTrying { get; private set; }

    public void Clear()
    {
        foreach (History history in histories) history.Clear();
    }

    /// <summary>The CPU did what no access shows: what came before says nothing of what will.</summary>
    public void Forget(int cpu)
    {
        if (IsTrying) Decide(LoopKind.Ends);
        histories[cpu].Clear();
    }

    /// <summary>
    /// An access took place. Says how many accesses the loop has that has just gone round twice; 0: there is none.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Add(int cpu, AccessKind kind, nuint cell, uint old, uint now, int line, string file)
    {
        History history = histories[cpu];
        (int place, ulong own) = knowsState ? program.StateOf(cpu) : (line, 0);
        bool isNew = history.Add(kind, cell, old, now, line, file, place, own);
        return isNew && !IsTrying ? 0 : Consider(history);
    }

    public Loop LoopOf(int cpu, int period) => new(cpu, histories[cpu].Key(period), period);

    /// <summary>The CPU is where it was a turn ago, in every respect: nothing need be tried.</summary>
    public bool IsSame(in Loop loop) => knowsState && histories[loop.Cpu].IsSame(loop.Period);

    public LoopKind KindOf(in Loop loop) => IsSame(loop) ? LoopKind.Waits : kinds.GetValueOrDefault(loop.Key);

    /// <summary>What the CPU did in its last turn.</summary>
    public IEnumerable<Step> LastTurn(int cpu) => histories[cpu].Last(cpu, Turn(histories[cpu]));

    /// <summary>How many accesses the turn has that was made twice: the whole of it, if the state tells.</summary>
    private int Turn(History history)
    {
        int same = knowsState ? history.Period(LongestPeriod, inState: true) : 0;
        return same != 0 ? same : history.Period(LongestPeriod, inState: false);
    }

    /// <summary>From here on the loop's CPU runs alone, until it is known what kind of loop that is.</summary>
    public void Try(in Loop loop)
    {
        trial = loop;
        went = 0;
        landmark = histories[loop.Cpu].State;
        IsTrying = true;
    }

    /// <summary>The execution is over: a loop that was not seen to wait has ended, or its CPU has.</summary>
    public void EndTrial(in Loop loop)
    {
        IsTrying = false;
        kinds.TryAdd(loop.Key, LoopKind.Ends);
    }

    private void Decide(LoopKind kind)
    {
        IsTrying = false;
        kinds[trial.Key] = kind;
    }

    private int Consider(History history)
    {
        if (!IsTrying) return Turn(history);
        if (!history.GoesOn(trial.Period) || (++went % trial.Period == 0 && Settles(history.State)))
            Decide(LoopKind.Ends);
        else if (went == trial.Period * Tries) Decide(LoopKind.Waits);
        return 0;
    }

    /// <summary>
    /// The CPU has come to a state again, though not from one turn to the next: let it go on until it is there.
    /// </summary>
    private bool Settles(ulong state)
    {
        if (knowsState && state == landmark) return true;
        if (int.IsPow2(went / trial.Period)) landmark = state;
        return false;
    }

    /// <summary>What one CPU did since it last did something new.</summary>
    private sealed class History
    {
        private ulong[] whole = new ulong[64];
        private ulong[] states = new ulong[64];
        private Made[] made = new Made[64];
        private string[] files = new string[64];
        private int count;

        /// <summary>A bit for what was seen: most accesses are new, and that must cost next to nothing.</summary>
        private ulong seen;

        public void Clear()
        {
            count = 0;
            seen = 0;
        }

        /// <summary>True: the CPU has surely not done this before.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public bool Add(
            AccessKind kind, nuint cell, uint old, uint now, int line, string file, int place, ulong own)
        {
            if (count == whole.Length) Grow();
            ulong hash;
            unchecked
            {
                hash = (((ulong)old << 32 | now) * 0x9E3779B97F4A7C15)
                    ^ ((cell + ((ulong)(uint)place << 40) + ((ulong)kind << 34)) * 0xC4CEB9FE1A85EC53);
                hash ^= hash >> 32;
            }

            whole[count] = hash;
            states[count] = own;
            made[count] = new(kind, cell, old, now, line);
            if (!ReferenceEquals(files[count], file)) files[count] = file;
            count++;
            ulong bit = 1ul << (int)(hash & 63);
            bool isNew = (seen & bit) == 0;
            seen |= bit;
            return isNew;
        }

        public ulong State => count == 0 ? 0 : states[count - 1];

        /// <summary>How many accesses the turn has that the CPU has just made for the second time; 0: none.</summary>
        public int Period(int longest, bool inState)
        {
            for (int period = 1; period <= longest && 2 * period <= count; period++)
            {
                if (GoesOn(period) && (!inState || IsSame(period)) && IsTwice(period)) return period;
            }

            return 0;
        }

        public bool GoesOn(int period) => whole[count - 1] == whole[count - 1 - period];

        /// <summary>The CPU's own state is what it was so many accesses ago.</summary>
        public bool IsSame(int period) => states[count - 1] == states[count - 1 - period];


        /// <summary>What the turn did to what, where and from which state.</summary>
        public ulong Key(int period)
        {
            ulong key = unchecked(states[count - 1] + (ulong)period);
            for (int i = count - period; i < count; i++)
            {
                ulong access = unchecked(whole[i] * 0x9E3779B97F4A7C15);
                key = unchecked((key ^ access ^ access >> 29) * 0xC4CEB9FE1A85EC53);
            }

            return key;
        }

        public IEnumerable<Step> Last(int cpu, int period)
        {
            for (int i = count - period; i < count; i++)
                yield return new(cpu, made[i].Kind, made[i].Cell, made[i].Old, made[i].New, made[i].Line, files[i]);
        }

        private bool IsTwice(int period) =>
            whole.AsSpan(count - period, period).SequenceEqual(whole.AsSpan(count - (2 * period), period));

        private void Grow()
        {
            Array.Resize(ref whole, 2 * count);
            Array.Resize(ref states, 2 * count);
            Array.Resize(ref made, 2 * count);
            Array.Resize(ref files, 2 * count);
        }

        /// <summary>An access but for the name of its file, which is nearly always the same as the last time.</summary>
        private readonly record struct Made(AccessKind Kind, nuint Cell, uint Old, uint New, int Line);
    }
}

/// <summary>What is known of a loop.</summary>
internal enum LoopKind
{
    Unknown,

    /// <summary>It ends by itself.</summary>
    Ends,

    /// <summary>It ends only when somebody else changes a cell.</summary>
    Waits,
}
