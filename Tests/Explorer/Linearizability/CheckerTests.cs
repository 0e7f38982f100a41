using Plimsoll.Explorer;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Explorer;

/// <summary>The checker against the definition, and the definition against faults of a checker.</summary>
public sealed class CheckerTests(ITestOutputHelper output)
{
    private const int Most = 8;

    private int histories;
    private int wrong;
    private int nondeterministic;
    private int pending;

    [Fact]
    public void Verdict_OfRandomHistories_IsThatOfBruteForce()
    {
        Compare(new RegisterSpec(), 16_000, 60);
        Compare(new CounterSpec(), 16_000, 60);
        Compare(new SequenceSpec(lastFirst: false), 16_000, 60);
        Compare(new SequenceSpec(lastFirst: true), 16_000, 60);
        Compare(new SetSpec(), 16_000, 70);
        Compare(new AllocatorSpec(3), 10_000, 80, isDeterministic: false);
        Compare(new EvictingSpec(), 10_000, 95, isDeterministic: false);
        output.WriteLine(
            $"{histories} histories of up to {Most} operations: {Percent(wrong)} % not linearizable,"
            + $" {Percent(nondeterministic)} % with a nondeterministic specification,"
            + $" {Percent(pending)} % with a pending operation");
        Assert.Equal(100_000, histories);
        Assert.InRange(Percent(wrong), 30, 70);
        Assert.InRange(Percent(nondeterministic), 20, 100);
        Assert.InRange(Percent(pending), 10, 100);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    public void Cache_TooSmall_LeavesEveryVerdict(int entries)
    {
        EvictingSpec spec = new();
        RandomHistories<uint> random = new(spec, 5);
        LinearizabilityChecker<uint, Op, int> small = new(spec, entries, 0);
        for (int i = 0; i < 1500; i++)
        {
            Placed[] placed = random.Make(1 + (i % Most), 4, 95);
            Assert.Equal(BruteForce.IsLinearizable(spec, placed), small.Check(Histories.ToHistory(placed)).Holds);
        }

        Assert.Equal(0, small.Remembered);
    }

    [Fact]
    public void Cache_Smaller_TakesMoreSteps()
    {
        // Seven writes at once and a read of what nobody wrote: every order fails, every set of writes is a pair.
        History<Op, int> history = new();
        for (int thread = 0; thread < 7; thread++) history.Call(thread, new('w', thread % 3));
        for (int thread = 0; thread < 7; thread++) history.Return(thread, 0);
        history.Call(0, new('r', 0));
        history.Return(0, 9);

        long[] steps = [.. new[] { 0, 64, 1 << 18 }.Select(entries =>
        {
            CountingSpec spec = new();
            Assert.False(new LinearizabilityChecker<int, Op, int>(spec, entries).Check(history).Holds);
            return spec.Steps;
        })];
        Assert.True(steps[0] > 2 * steps[1] && steps[1] > steps[2], string.Join(' ', steps));
    }

    [Theory]
    [InlineData(65)]
    [InlineData(300)]
    public void History_OfMoreOperationsThanAWordHasBits_IsJudged(int operations)
    {
        RegisterSpec spec = new();
        RandomHistories<int> random = new(spec, operations);
        LinearizabilityChecker<int, Op, int> checker = new(spec);
        for (int i = 0; i < 20; i++)
        {
            Placed[] placed = random.Make(operations, 4, 0);
            Witnessed(spec, checker.Check(Histories.ToHistory(placed)));
            int late = Array.FindIndex(placed, operations / 2, p => p.Operation.Kind == 'r' && !p.IsPending);
            placed[late] = placed[late] with { Result = 7 };
            Assert.False(checker.Check(Histories.ToHistory(placed)).Holds);
        }
    }

    /// <summary>The same states, all equal: a cache whose key lacks the state.</summary>
    [Fact]
    public void Fault_CacheWithoutState_IsCaught() => Caught(
        new RegisterSpec(),
        (spec, placed) => new LinearizabilityChecker<Blind<int>, Op, int>(new BlindSpec<int>(spec))
            .Check(Histories.ToHistory(placed)).Holds);

    [Fact]
    public void Fault_RealTimeIgnored_IsCaught() => Caught(
        new RegisterSpec(),
        (spec, placed) => Holds(
            spec,
            [.. placed.Select((p, i) => p with
            {
                Thread = i,
                Called = i,
                Returned = p.IsPending ? Placed.Never : 100 + i,
            })]));

    [Fact]
    public void Fault_FirstNextStateOnly_IsCaught() => Caught(
        new EvictingSpec(), (spec, placed) => Holds(new FirstOnlySpec<uint>(spec), placed));

    [Fact]
    public void Fault_PendingOperationsDropped_IsCaught() => Caught(
        new RegisterSpec(), (spec, placed) => Holds(spec, [.. placed.Where(p => !p.IsPending)]));

    [Fact]
    public void Fault_PendingOperationsCompleted_IsCaught() => Caught(
        new RegisterSpec(),
        (spec, placed) => Holds(
            spec,
            [.. placed.Select((p, i) => p.IsPending ? p with { Returned = 1000 + i } : p)]));

    private static bool Holds<TState>(ISequentialSpec<TState, Op, int> spec, Placed[] placed)
        where TState : notnull =>
        new LinearizabilityChecker<TState, Op, int>(spec).Check(Histories.ToHistory(placed)).Holds;

    /// <summary>
    /// Brute force differs from the faulty checker, which differs from the right one in the fault alone.
    /// </summary>
    private static void Caught<TState>(ITestSpec<TState> spec, Func<ITestSpec<TState>, Placed[], bool> faulty)
        where TState : notnull
    {
        RandomHistories<TState> random = new(spec, 3);
        int caught = 0;
        for (int i = 0; i < 2000; i++)
        {
            Placed[] placed = random.Make(1 + (i % Most), 2 + (i % 3), 60);
            bool right = BruteForce.IsLinearizable(spec, placed);
            Assert.Equal(right, Holds(spec, placed));
            if (right != faulty(spec, placed)) caught++;
        }

        Assert.True(caught > 0, "no history tells the faulty checker from the right one");
    }

    private void Compare<TState>(ITestSpec<TState> spec, int count, int percentWrong, bool isDeterministic = true)
        where TState : notnull
    {
        RandomHistories<TState> random = new(spec, 1);
        LinearizabilityChecker<TState, Op, int> checker = new(spec);
        int failed = 0;
        for (int i = 0; i < count; i++)
        {
            Placed[] placed = random.Make(1 + (i % Most), 2 + (i % 3), percentWrong);
            Linearization<TState, Op, int> verdict = checker.Check(Histories.ToHistory(placed));
            if (BruteForce.IsLinearizable(spec, placed) != verdict.Holds) Assert.Fail(verdict.ToString());
            if (verdict.Holds) Witnessed(spec, verdict);
            else if (i % 5 == 0) Explained(spec, verdict);
            if (!verdict.Holds) failed++;
            if (placed.Any(p => p.IsPending)) pending++;
        }

        output.WriteLine(
            $"{spec.GetType().Name}: {count} histories, {failed} not linearizable; searched {checker.Searched},"
            + $" remembered {checker.Remembered}");
        Assert.InRange(failed, count / 5, count * 4 / 5);
        histories += count;
        wrong += failed;
        if (!isDeterministic) nondeterministic += count;
    }

    /// <summary>The order holds every operation that returned, respects real time, and is allowed.</summary>
    private static void Witnessed<TState>(
        ISequentialSpec<TState, Op, int> spec, Linearization<TState, Op, int> verdict)
        where TState : notnull
    {
        Assert.True(verdict.Holds, verdict.ToString());
        int[] order = [.. verdict.Order];
        Assert.Equal(order.Length, order.Distinct().Count());
        HashSet<TState> states = [.. spec.Initial];
        for (int i = 0; i < order.Length; i++)
        {
            Invocation<Op, int> operation = verdict.Operations[order[i]];
            foreach (int earlier in order[..i]) Assert.False(operation.Precedes(verdict.Operations[earlier]));
            states = [.. states.SelectMany(s => operation.IsPending
                ? spec.Results(s, operation.Operation).SelectMany(r => spec.Next(s, operation.Operation, r))
                : spec.Next(s, operation.Operation, operation.Result))];
        }

        Assert.NotEmpty(states);
        for (int number = 0; number < verdict.Operations.Count; number++)
            Assert.True(verdict.Operations[number].IsPending || order.Contains(number));
    }

    /// <summary>
    /// The history up to the return that is named can be ordered, with it no longer, whichever of the operations
    /// that return later take effect before it; and where an order ends, the result that was seen is not among those
    /// allowed.
    /// </summary>
    private static void Explained<TState>(
        ISequentialSpec<TState, Op, int> spec, Linearization<TState, Op, int> verdict)
        where TState : notnull
    {
        int blocked = verdict.Blocked!.Value;
        Invocation<Op, int> named = verdict.Operations[blocked];
        Assert.True(BruteForce.IsLinearizable(spec, Before(blocked)));
        Assert.False(BruteForce.IsLinearizable(spec, Before(blocked + 1)));
        Assert.NotEmpty(verdict.Refusals);
        foreach (Refusal<TState, int> refusal in verdict.Refusals)
        {
            Assert.DoesNotContain(named.Result, refusal.Allowed);
            Assert.Empty(spec.Next(refusal.State, named.Operation, named.Result));
            Assert.DoesNotContain(blocked, refusal.Order);
        }

        // Of the returns of one moment those come first that have the lower numbers.
        Placed[] Before(int number) =>
        [
            .. verdict.Operations.Select((o, i) => (Operation: o, Number: i))
                .Where(o => o.Operation.Called <= named.Returned)
                .Select(o => new Placed(
                    o.Operation.Thread,
                    o.Operation.Operation,
                    o.Operation.Result,
                    2 * o.Operation.Called,
                    o.Operation.Returned < named.Returned
                        || (o.Operation.Returned == named.Returned && o.Number < number)
                        ? (2 * o.Operation.Returned) + 1
                        : o.Operation.IsPending ? Placed.Never : Placed.Later)),
        ];
    }

    private double Percent(int part) => 100.0 * part / histories;

    private readonly struct Blind<TState>(TState state) : IEquatable<Blind<TState>>
    {
        public TState State { get; } = state;

        public bool Equals(Blind<TState> other) => true;

        public override bool Equals(object? obj) => obj is Blind<TState>;

        public override int GetHashCode() => 0;
    }

    private sealed class BlindSpec<TState>(ISequentialSpec<TState, Op, int> spec)
        : ISequentialSpec<Blind<TState>, Op, int>
        where TState : notnull
    {
        public IEnumerable<Blind<TState>> Initial => spec.Initial.Select(state => new Blind<TState>(state));

        public IEnumerable<Blind<TState>> Next(Blind<TState> state, Op operation, int result) =>
            spec.Next(state.State, operation, result).Select(next => new Blind<TState>(next));

        public IEnumerable<int> Results(Blind<TState> state, Op operation) => spec.Results(state.State, operation);
    }

    private sealed class FirstOnlySpec<TState>(ISequentialSpec<TState, Op, int> spec)
        : ISequentialSpec<TState, Op, int>
        where TState : notnull
    {
        public IEnumerable<TState> Initial => spec.Initial.Take(1);

        public IEnumerable<TState> Next(TState state, Op operation, int result) =>
            spec.Next(state, operation, result).Take(1);

        public IEnumerable<int> Results(TState state, Op operation) => spec.Results(state, operation);
    }

    private sealed class CountingSpec : ISequentialSpec<int, Op, int>
    {
        private readonly RegisterSpec spec = new();

        public long Steps { get; private set; }

        public IEnumerable<int> Initial => spec.Initial;

        public IEnumerable<int> Next(int state, Op operation, int result)
        {
            Steps++;
            return spec.Next(state, operation, result);
        }

        public IEnumerable<int> Results(int state, Op operation) => spec.Results(state, operation);
    }
}
