using System.Globalization;
using Plimsoll.Explorer;

namespace Plimsoll.Tests.Litmus;

/// <summary>
/// Every state that a program can reach under store buffers, by recursion with the exact states seen so far: its
/// outcomes, final states and deadlocked ends. A store waits in its thread's buffer, which is kept in program order;
/// TSO lets the oldest entry leave, PSO also one before which no entry of the same cell waits, but UNLOCK leaves only
/// as the oldest. A read takes the newest entry of its own thread, else memory; everything that is neither read nor
/// store waits for an empty buffer.
/// </summary>
internal sealed class BruteBuffers(LitmusProgram litmus, MemoryModel model, BruteFault fault = BruteFault.None)
{
    private readonly BruteProgram program = new(litmus, fault);
    private readonly HashSet<string> seen = [];

    private readonly record struct Entry(int Cell, int Value, bool IsRelease);

    private sealed record State(BruteNode[] At, int[] Memory, Entry[][] Buffers);

    /// <summary>Outcomes, final states and deadlocked ends; it counts no executions.</summary>
    public BruteResult Run()
    {
        BruteResult result = new();
        BruteNode[] at = program.Starts();
        Entry[][] buffers = [.. at.Select(_ => Array.Empty<Entry>())];
        State start = new(at, program.Initial(), buffers);
        for (int t = 0; t < at.Length; t++) start = Issue(start, t);
        Stack<State> open = new([start]);
        while (open.TryPop(out State? state))
        {
            if (!seen.Add(Key(state))) continue;
            State[] next = [.. Steps(state), .. Flushes(state)];
            foreach (State after in next) open.Push(after);
            if (next.Length == 0) End(state, result);
        }

        return result;
    }

    private IEnumerable<State> Steps(State state)
    {
        for (int t = 0; t < state.At.Length; t++)
        {
            if (state.At[t].Pending is not { } access) continue;
            int[] memory = [.. state.Memory];
            int answer;
            if (access.Kind == LitmusAccess.R)
            {
                int own = Array.FindLastIndex(state.Buffers[t], e => e.Cell == access.Cell);
                if (fault == BruteFault.NoForwarding) own = -1;
                answer = own >= 0 ? state.Buffers[t][own].Value : memory[access.Cell];
            }
            else
            {
                bool waits = state.Buffers[t].Length > 0 && !Hurries(access.Kind);
                if (waits || !program.IsEnabled(access, memory)) continue;
                (answer, int now, _) = program.Apply(access, access.Cell < 0 ? 0 : memory[access.Cell]);
                if (access.Cell >= 0) memory[access.Cell] = now;
            }

            BruteNode[] at = [.. state.At];
            at[t] = at[t].After(answer);
            yield return Issue(state with { At = at, Memory = memory }, t);
        }
    }

    /// <summary>A thread's stores go into its buffer as soon as it comes to them.</summary>
    private State Issue(State state, int t)
    {
        while (state.At[t].Pending is { Kind: LitmusAccess.W or LitmusAccess.UNLOCK } store)
        {
            BruteNode[] at = [.. state.At];
            Entry[][] buffers = [.. state.Buffers];
            bool unlocks = store.Kind == LitmusAccess.UNLOCK;
            bool release = unlocks && fault != BruteFault.UnlockOvertakes;
            buffers[t] = [.. buffers[t], new(store.Cell, unlocks ? 0 : store.First, release)];
            at[t] = at[t].After(0);
            state = state with { At = at, Buffers = buffers };
        }

        return state;
    }

    private IEnumerable<State> Flushes(State state)
    {
        for (int t = 0; t < state.At.Length; t++)
        {
            Entry[] buffer = state.Buffers[t];
            for (int i = 0; i < buffer.Length; i++)
            {
                bool overtakes = model == MemoryModel.Pso && !buffer[i].IsRelease
                    && !buffer.Take(i).Any(e => e.Cell == buffer[i].Cell);
                if (i > 0 && !overtakes) continue;
                int[] memory = [.. state.Memory];
                memory[buffer[i].Cell] = buffer[i].Value;
                Entry[][] buffers = [.. state.Buffers];
                buffers[t] = [.. buffer[..i], .. buffer[(i + 1)..]];
                yield return state with { Memory = memory, Buffers = buffers };
            }
        }
    }

    private bool Hurries(LitmusAccess kind) =>
        (kind == LitmusAccess.CAS && fault == BruteFault.CasWithoutFlush)
            || (kind == LitmusAccess.FENCE && fault == BruteFault.FenceWithoutFlush);

    private void End(State state, BruteResult result)
    {
        bool blocked = state.At.Any(node => node.Pending is not null);
        (blocked ? result.Deadlocks : result.Outcomes).Add(program.Outcome(state.At, state.Memory));
        if (!blocked) result.FinalStates.Add(program.State(state.At, state.Memory));
    }

    /// <summary>Where a thread stands is told by the answers that it got.</summary>
    private static string Key(State state) => string.Create(
        CultureInfo.InvariantCulture,
        $"{string.Join('|', state.At.Select(n => string.Join(',', n.Answers)))} {string.Join(',', state.Memory)} "
        + $"{string.Join('|', state.Buffers.Select(b => string.Join(',', b.Select(e => $"{e.Cell}={e.Value}"))))}");
}
