using Plimsoll.Explorer;

namespace Plimsoll.Tests.Litmus;

/// <summary>
/// Distinct traces under store buffers, by all interleavings of steps and flushes: slow, and for programs of a few
/// stores.
/// </summary>
/// <remarks>
/// A store is no step; its flush is, taken by a lane: one a thread under TSO, one a thread and cell under PSO, and one
/// a thread for what UNLOCK stores there. Two steps depend on one another if they are of one thread or of one lane, or
/// of one cell and one of them writes. A forwarded read depends, of the flushes, only on that of the entry it read. A
/// flush comes after what its thread did before the store; a fence, or what acts as one, after the flushes of its
/// thread; an UNLOCK's after those of all earlier stores. Foata's normal form over threads and lanes names a trace.
/// </remarks>
internal sealed class BruteBufferTraces
{
    private readonly BruteProgram program;
    private readonly bool reorders;
    private readonly int threads;
    private readonly int cells;
    private readonly HashSet<string> traces = [];
    private readonly SortedSet<int>[] levels = [.. Enumerable.Range(0, 200).Select(_ => new SortedSet<int>())];

    private BruteBufferTraces(LitmusProgram litmus, MemoryModel model)
    {
        program = new(litmus, BruteFault.None);
        reorders = model == MemoryModel.Pso;
        threads = litmus.Threads.Count;
        cells = program.Initial().Length;
    }

    /// <param name="After">
    /// The level of the thread's last step before the store; for an UNLOCK, also of the flushes of earlier stores.
    /// </param>
    /// <param name="Read">The level of the last read that was forwarded from it.</param>
    private sealed record Entry(int Cell, int Value, bool IsRelease, int After, int Read);

    /// <param name="Levels">Of each thread's and each lane's last step.</param>
    private sealed record State(
        BruteNode[] At, int[] Memory, Entry[][] Buffers, int[] Levels, int[] Written, int[] Seen, int[] Flushed);

    public static int Count(LitmusProgram program, MemoryModel model)
    {
        BruteBufferTraces brute = new(program, model);
        BruteNode[] at = brute.program.Starts();
        State state = new(
            at, brute.program.Initial(), [.. at.Select(_ => Array.Empty<Entry>())],
            new int[brute.threads * (2 + brute.cells)], new int[brute.cells], new int[brute.cells], new int[at.Length]);
        for (int t = 0; t < at.Length; t++) state = Issue(state, t);
        brute.Explore(state);
        return brute.traces.Count;
    }

    private void Explore(State state)
    {
        bool goesOn = false;
        for (int t = 0; t < threads; t++)
        {
            if (Step(state, t) is { } stepped)
            {
                goesOn = true;
                Take(stepped.Next, t, stepped.Level);
            }

            for (int i = 0; i < state.Buffers[t].Length; i++)
            {
                if (!CanLeave(state.Buffers[t], i)) continue;
                goesOn = true;
                (State next, int lane, int level) = Flush(state, t, i);
                Take(next, lane, level);
            }
        }

        if (goesOn) return;
        traces.Add(string.Join('/', levels.TakeWhile(l => l.Count > 0).Select(l => string.Join(',', l))));
    }

    private void Take(State next, int id, int level)
    {
        levels[level - 1].Add(id);
        Explore(next);
        levels[level - 1].Remove(id);
    }

    private (State Next, int Level)? Step(State state, int t)
    {
        if (state.At[t].Pending is not { } access) return null;
        int[] memory = [.. state.Memory];
        int[] written = [.. state.Written];
        int[] seen = [.. state.Seen];
        Entry[][] buffers = [.. state.Buffers];
        int level = state.Levels[t];
        int answer;
        int own = Array.FindLastIndex(buffers[t], e => e.Cell == access.Cell);
        if (access.Kind == LitmusAccess.R && own >= 0)
        {
            level++;
            answer = buffers[t][own].Value;
            buffers[t] = [.. buffers[t]];
            buffers[t][own] = buffers[t][own] with { Read = level };
        }
        else
        {
            bool isRead = access.Kind == LitmusAccess.R;
            if (!isRead && (buffers[t].Length > 0 || !program.IsEnabled(access, memory))) return null;
            int cell = access.Cell;
            (answer, int now, bool writes) = program.Apply(access, cell < 0 ? 0 : memory[cell]);
            if (!isRead) level = Math.Max(level, state.Flushed[t]);
            if (cell >= 0)
            {
                level = Math.Max(level, Math.Max(written[cell], writes ? seen[cell] : 0));
                memory[cell] = now;
                (writes ? written : seen)[cell] = Math.Max(1 + level, (writes ? written : seen)[cell]);
            }

            level++;
        }

        BruteNode[] at = [.. state.At];
        at[t] = at[t].After(answer);
        int[] ids = [.. state.Levels];
        ids[t] = level;
        return (Issue(new(at, memory, buffers, ids, written, seen, state.Flushed), t), level);
    }

    private static State Issue(State state, int t)
    {
        while (state.At[t].Pending is { Kind: LitmusAccess.W or LitmusAccess.UNLOCK } store)
        {
            BruteNode[] at = [.. state.At];
            Entry[][] buffers = [.. state.Buffers];
            bool release = store.Kind == LitmusAccess.UNLOCK;
            int after = Math.Max(state.Levels[t], release ? state.Flushed[t] : 0);
            buffers[t] = [.. buffers[t], new(store.Cell, release ? 0 : store.First, release, after, 0)];
            at[t] = at[t].After(0);
            state = state with { At = at, Buffers = buffers };
        }

        return state;
    }

    private bool CanLeave(Entry[] buffer, int index) => index == 0
        || (reorders && !buffer[index].IsRelease && !buffer.Take(index).Any(e => e.Cell == buffer[index].Cell));

    private (State Next, int Lane, int Level) Flush(State state, int t, int index)
    {
        Entry entry = state.Buffers[t][index];
        bool ownLane = reorders && !entry.IsRelease;
        int lane = ownLane ? (2 * threads) + (t * cells) + entry.Cell : threads + t;
        int level = Math.Max(
            Math.Max(state.Levels[lane], Math.Max(entry.After, entry.Read)),
            Math.Max(state.Written[entry.Cell], state.Seen[entry.Cell]));
        level++;
        int[] memory = [.. state.Memory];
        int[] ids = [.. state.Levels];
        int[] written = [.. state.Written];
        int[] flushed = [.. state.Flushed];
        Entry[][] buffers = [.. state.Buffers];
        memory[entry.Cell] = entry.Value;
        ids[lane] = level;
        written[entry.Cell] = level;
        flushed[t] = Math.Max(flushed[t], level);
        buffers[t] = [.. buffers[t][..index], .. buffers[t][(index + 1)..].Select(later =>
            later.IsRelease ? later with { After = Math.Max(later.After, level) } : later)];
        State next = state with
        {
            Memory = memory, Buffers = buffers, Levels = ids, Written = written, Flushed = flushed,
        };
        return (next, lane, level);
    }
}
