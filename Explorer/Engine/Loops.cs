namespace Plimsoll.Explorer;

/// <summary>A CPU has done the same twice over: what it did, and since when.</summary>
/// <param name="Key">Names the loop by the places of its accesses, whatever cells and values they had.</param>
/// <param name="Period">How many accesses one turn has.</param>
internal readonly record struct Loop(int Cpu, ulong Key, int Period);

/// <summary>
/// Finds loops that wait, so that they are not run round for ever.
/// <para>
/// A CPU that makes the same accesses twice over, at the same places, to the same cells, with the same values before
/// and after, and nothing else in between, will do so a third time unless somebody changes a cell: its own state may
/// differ only in what no access showed, a counter of tries. Such a loop is tried once, alone: if it goes round
/// <see cref="Tries"/> times it waits (<see cref="LoopKind.Waits"/>), else it gives up by itself
/// (<see cref="LoopKind.Ends"/>) and is left alone for good. A CPU that waits is parked: it cannot be chosen until one
/// of the cells that its last turn touched holds something else. So a loop that waits costs two turns whatever the
/// others do, is no endless execution, and, when nobody is left who could change anything, is a livelock.
/// </para>
/// <para>
/// What is found depends only on the schedule so far, apart from the trial, whose result is a fact about the loop's
/// code: executions repeat. A loop whose code waits in one place of the program and gives up in another is taken for
/// one that gives up as soon as it did so once.
/// </para>
/// </summary>
internal sealed class Loops(int cpus)
{
    /// <summary>Turns after which a loop that runs alone is taken for endless.</summary>
    public const int Tries = 1000;

    private const int LongestPeriod = 32;

    private readonly History[] histories = [.. Enumerable.Range(0, cpus).Select(_ => new History())];
    private readonly Dictionary<ulong, LoopKind> kinds = [];

    private Loop trial;
    private int turnsLeft;

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

    /// <summary>An access took place. Says which loop has just gone round twice.</summary>
    public Loop? Add(in Step step)
    {
        History history = histories[step.Cpu];
        ulong place = Hash((ulong)step.Kind, (ulong)step.Line, (ulong)step.File.Length);
        history.Add(new(place, Hash(place, step.Cell, (ulong)step.Old << 32 | step.New), step));
        if (IsTrying)
        {
            if (!history.GoesOn(trial.Period)) Decide(LoopKind.Ends);
            else if (--turnsLeft == 0) Decide(LoopKind.Waits);
            return null;
        }

        int period = history.Period(LongestPeriod);
        return period == 0 ? null : new Loop(step.Cpu, history.Key(period), period);
    }

    public LoopKind KindOf(in Loop loop) => kinds.GetValueOrDefault(loop.Key);

    /// <summary>What the CPU did in its last turn.</summary>
    public IEnumerable<Step> LastTurn(int cpu) => histories[cpu].Last(histories[cpu].Period(LongestPeriod));

    /// <summary>From here on the loop's CPU runs alone, until it is known what kind of loop that is.</summary>
    public void Try(in Loop loop)
    {
        trial = loop;
        turnsLeft = loop.Period * Tries;
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

    private static ulong Hash(ulong a, ulong b, ulong c)
    {
        unchecked
        {
            ulong hash = (a ^ (b * 0x9E3779B97F4A7C15)) * 0xFF51AFD7ED558CCD;
            hash = ((hash ^ hash >> 32) + c) * 0xC4CEB9FE1A85EC53;
            return hash ^ hash >> 29;
        }
    }

    private readonly record struct Entry(ulong Place, ulong Whole, Step Step);

    /// <summary>What one CPU did since it last did something new.</summary>
    private sealed class History
    {
        private readonly List<Entry> entries = [];

        /// <summary>A bit for what was seen: most accesses are new, and that must cost next to nothing.</summary>
        private ulong seen;

        public void Clear()
        {
            entries.Clear();
            seen = 0;
        }

        public void Add(in Entry entry) => entries.Add(entry);

        /// <summary>How many accesses the turn has that the CPU has just made for the second time; 0: none.</summary>
        public int Period(int longest)
        {
            int last = entries.Count - 1;
            ulong bit = 1ul << (int)(entries[last].Whole & 63);
            bool isNew = (seen & bit) == 0;
            seen |= bit;
            if (isNew) return 0;
            for (int period = 1; period <= longest && 2 * period <= entries.Count; period++)
            {
                if (entries[last].Whole == entries[last - period].Whole && IsTwice(period)) return period;
            }

            return 0;
        }

        public bool GoesOn(int period) => entries[^1].Whole == entries[^(1 + period)].Whole;

        /// <summary>The same wherever in the turn one begins.</summary>
        public ulong Key(int period)
        {
            ulong key = (ulong)period;
            foreach (Entry entry in entries[^period..]) key = unchecked(key + entry.Place);
            return key;
        }

        public IEnumerable<Step> Last(int period) => entries[^period..].Select(entry => entry.Step);

        private bool IsTwice(int period)
        {
            for (int back = 1; back <= period; back++)
            {
                if (entries[^back].Whole != entries[^(back + period)].Whole) return false;
            }

            return true;
        }
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
