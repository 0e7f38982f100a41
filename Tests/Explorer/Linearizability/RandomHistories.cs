using Plimsoll.Explorer;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// A history as the places of its calls and returns in one line of events: what the oracle reads, where the checker
/// reads moments.
/// </summary>
internal readonly record struct Placed(int Thread, Op Operation, int Result, int Called, int Returned)
{
    public const int Never = int.MaxValue;

    /// <summary>Returns with its result when everything else is over: may take effect before, or not.</summary>
    public const int Later = int.MaxValue - 1;

    public bool IsPending => Returned >= Later;
}

/// <summary>
/// Histories made by running a specification: each operation takes effect somewhere between its call and its return.
/// Then, in some, results are replaced.
/// </summary>
internal sealed class RandomHistories<TState>(ITestSpec<TState> spec, int seed)
    where TState : notnull
{
    private readonly Random random = new(seed);

    /// <summary>Operations by their calls. At most one operation a thread is pending.</summary>
    public Placed[] Make(int operations, int threads, int percentWrong)
    {
        Running?[] running = new Running?[threads];
        List<Placed> placed = [];
        TState state = Pick(spec.Initial);
        for (int time = 0, called = 0; called < operations || running.Any(r => r is not null); time++)
        {
            int thread = random.Next(threads);
            if (running[thread] is not { } run)
            {
                if (called++ >= operations) continue;
                char kind = spec.Kinds[random.Next(spec.Kinds.Length)];
                running[thread] = new(placed.Count);
                placed.Add(new(thread, new(kind, random.Next(spec.Values)), 0, time, Placed.Never));
            }
            else if (!run.Effective)
            {
                Op operation = placed[run.Number].Operation;
                int result = Pick(spec.Results(state, operation));
                state = Pick(spec.Next(state, operation, result));
                placed[run.Number] = placed[run.Number] with { Result = result };
                run.Effective = true;
                if (called >= operations && random.Next(6) == 0) running[thread] = null;
            }
            else
            {
                placed[run.Number] = placed[run.Number] with { Returned = time };
                running[thread] = null;
            }
        }

        if (random.Next(100) < percentWrong) placed = Falsify(placed);
        return [.. placed];
    }

    private List<Placed> Falsify(List<Placed> placed)
    {
        for (int changes = 1 + random.Next(2); changes > 0; changes--)
        {
            int at = random.Next(placed.Count);
            placed[at] = placed[at] with { Result = random.Next(-1, spec.Values) };
        }

        return placed;
    }

    private T Pick<T>(IEnumerable<T> among)
    {
        T[] all = [.. among];
        return all[random.Next(all.Length)];
    }

    private sealed class Running(int number)
    {
        public int Number => number;

        public bool Effective { get; set; }
    }
}

internal static class Histories
{
    /// <summary>The events, in order, told to a history.</summary>
    public static History<Op, int> ToHistory(IEnumerable<Placed> placed)
    {
        History<Op, int> history = new();
        List<(int Time, bool IsCall, Placed Operation)> events = [];
        foreach (Placed operation in placed)
        {
            events.Add((operation.Called, true, operation));
            if (operation.Returned != Placed.Never) events.Add((operation.Returned, false, operation));
        }

        events.Sort((a, b) => a.Time.CompareTo(b.Time));
        foreach ((_, bool isCall, Placed operation) in events)
        {
            if (isCall) history.Call(operation.Thread, operation.Operation);
            else history.Return(operation.Thread, operation.Result);
        }

        return history;
    }
}
