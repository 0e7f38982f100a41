using Plimsoll.Explorer;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>What a history is, which histories are alike, and how a verdict reads.</summary>
public sealed class HistoryTests
{
    [Fact]
    public void Histories_ThatDifferInNeighbouringCallsOrReturns_AreOneClass()
    {
        History<Op, int> one = Told("0p1 1g 0=0 1=1 2g 2=-1");
        History<Op, int> other = Told("1g 0p1 1=1 0=0 2g 2=-1");
        Assert.True(one.IsOfClass(other));
        Assert.Equal(one.ClassHash(), other.ClassHash());

        LinearizabilityChecker<string, Op, int> checker = new(new SequenceSpec(lastFirst: true));
        Assert.Same(checker.Check(one), checker.Check(other));
        Assert.Equal((1, 1), (checker.Searched, checker.Remembered));
    }

    [Theory]
    [InlineData("0p1 0=0 1g 1=1", "the call follows the return")]
    [InlineData("0p1 1g 1=1", "an operation is pending")]
    [InlineData("0p1 1g 0=0 1=2", "the result")]
    [InlineData("0p2 1g 0=0 1=1", "the argument")]
    [InlineData("0p1 2g 0=0 2=1", "the thread")]
    [InlineData("0p1 1g 0=0 1=1 0g", "one operation more")]
    public void Histories_ThatDifferInMore_AreTwoClasses(string other, string because) =>
        Assert.False(Told("0p1 1g 0=0 1=1").IsOfClass(Told(other)), because);

    [Fact]
    public void Order_InTime_IsThatOfReturnsBeforeCalls()
    {
        History<Op, int> history = Told("0p1 1g 0=0 0g 1=1 0=-1");
        Invocation<Op, int>[] operations = history.Operations.ToArray();
        Assert.True(operations[0].Precedes(operations[2]));
        Assert.False(operations[0].Precedes(operations[1]));
        Assert.False(operations[1].Precedes(operations[2]));
    }

    [Fact]
    public void Thread_WithinAnOperation_CallsNoOther()
    {
        History<Op, int> history = Told("0p1");
        Assert.Throws<InvalidOperationException>(() => history.Call(0, new('g', 0)));
        Assert.Throws<InvalidOperationException>(() => history.Return(1, 0));
        Assert.Throws<InvalidOperationException>(() => history.LinPoint(1));
    }

    [Fact]
    public void Copy_IsNotChangedByWhatFollows()
    {
        History<Op, int> history = Told("0p1 0=0");
        History<Op, int> copy = history.Copy();
        history.Clear();
        history.Call(0, new('g', 0));
        Assert.True(copy.IsOfClass(Told("0p1 0=0")));
    }

    [Fact]
    public void Failure_OfAStack_SaysWhatCouldBeOrderedAndWhatWasAllowed()
    {
        const string Told = "0p1 0=0 1p2 0g 0=1 1=0 1g 1=1";
        Linearization<string, Op, int> verdict = Judge(new SequenceSpec(lastFirst: true), Told);
        Assert.Equal(
            """
            cpu1 get() -> 1 has no place in any order.
              cpu0 put(1) -> ok  |-|
              cpu0 get() -> 1       |-|
              cpu1 put(2) -> ok     |-|
              cpu1 get() -> 1          |-|
              after cpu0 put(1) -> ok, cpu0 get() -> 1, cpu1 put(2) -> ok (state [2]) get() may return 2, not 1
            """,
            verdict.ToString());
        Assert.Equal(3, verdict.Blocked);
    }

    [Fact]
    public void Failure_WithSeveralDeadEnds_NamesEachState()
    {
        Linearization<string, Op, int> verdict = Judge(new SequenceSpec(lastFirst: false), "0p1 1p2 0=0 1=0 2g 2=0");
        Assert.Equal(
            """
            cpu2 get() -> 0 has no place in any order.
              cpu0 put(1) -> ok  |-|
              cpu1 put(2) -> ok  |-|
              cpu2 get() -> 0       |-|
              after cpu0 put(1) -> ok, cpu1 put(2) -> ok (state [12]) get() may return 1, not 0
              after cpu1 put(2) -> ok, cpu0 put(1) -> ok (state [21]) get() may return 2, not 0
            """,
            verdict.ToString());
    }

    [Fact]
    public void Failure_OfANondeterministicObject_NamesEveryResultAllowed()
    {
        Linearization<uint, Op, int> verdict = Judge(new AllocatorSpec(3), "0a 0=1 1a 1=1");
        Assert.Equal(
            """
            cpu1 a(0) -> 1 has no place in any order.
              cpu0 a(0) -> 1  |-|
              cpu1 a(0) -> 1     |-|
              after cpu0 a(0) -> 1 (state 2) a(0) may return 0 or 2, not 1
            """,
            verdict.ToString());
    }

    [Fact]
    public void Failure_WithManyResultsAndStates_NamesAFewOfEach()
    {
        string text = Judge(new AllocatorSpec(30), "0a 0=0 1a 1=0").ToString();
        Assert.EndsWith(" 1 or 2 or 3 or 4 or 5 or 6 or 7 or 8 or others, not 0", text, StringComparison.Ordinal);

        // Six orders of three values that were put at once, six states.
        Linearization<string, Op, int> verdict =
            Judge(new SequenceSpec(lastFirst: true), "0p1 1p2 2p3 0=0 1=0 2=0 0g 0=9");
        Assert.Equal(4, verdict.Refusals.Count);
        Assert.EndsWith("\n  and so in other states", verdict.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Failure_OfTheFirstOperation_IsAtTheStart() => Assert.EndsWith(
        "\n  at the start (state []) get() may return nothing, not 4",
        Judge(new SequenceSpec(lastFirst: true), "0g 0=4").ToString(),
        StringComparison.Ordinal);

    [Fact]
    public void Success_NamesItsOrder()
    {
        Assert.Equal(
            """
            in order: cpu1 put(1), cpu0 get() -> 1
              cpu0 get() -> 1  |-|
              cpu1 put(1)      |->
            """,
            Judge(new SequenceSpec(lastFirst: true), "0g 1p1 0=1").ToString());
        Assert.Equal("nothing took effect", Judge(new SequenceSpec(lastFirst: true), "").ToString());
    }

    [Fact]
    public void Points_ThatFit_AreFollowed()
    {
        const string Told = "0p1 1g 0. 1. 0=0 1=1 2p2 2.";
        Linearization<string, Op, int> verdict = Judge(new SequenceSpec(lastFirst: true), Told);
        Assert.Equal(JudgedBy.LockStep, verdict.By);
        Assert.Equal([0, 1, 2], verdict.Order);
    }

    [Theory]
    [InlineData("0p1 1g 1. 0. 0=0 1=1", "they disagree")]
    [InlineData("0p1 1g 0. 0=0 1=1", "one is missing")]
    [InlineData("0p1 1g 0=0 1=1", "there are none")]
    public void Points_ThatDoNotFit_ProveNothing(string told, string because)
    {
        Linearization<string, Op, int> verdict = Judge(new SequenceSpec(lastFirst: true), told);
        Assert.True(verdict.By == JudgedBy.Search, because);
        Assert.True(verdict.Holds);
    }

    [Fact]
    public void Points_OfHiddenChoices_AreFollowedThroughEveryState()
    {
        // Either value may have been evicted: only the reads tell, one after the other.
        const string Stored = "0s0 0. 0=0 0s1 0. 0=0 0e 0. 0=0 ";
        EvictingSpec spec = new();
        Assert.Equal(JudgedBy.LockStep, Judge(spec, Stored + "0c0 0. 0=0 0c1 0. 0=1").By);
        Assert.Equal(JudgedBy.LockStep, Judge(spec, Stored + "0c0 0. 0=1 0c1 0. 0=0").By);
        Assert.Equal(JudgedBy.LockStep, Judge(spec, Stored + "0c2 0. 0=1").By);
        Assert.False(Judge(spec, Stored + "0c2 0. 0=0 0c0 0. 0=0 0c1 0. 0=0").Holds);
    }

    private static Linearization<TState, Op, int> Judge<TState>(ISequentialSpec<TState, Op, int> spec, string told)
        where TState : notnull => new LinearizabilityChecker<TState, Op, int>(spec).Check(Told(told));

    /// <summary><c>0p1</c>: thread 0 calls p(1). <c>0.</c>: it takes effect. <c>0=5</c>: it returns 5.</summary>
    private static History<Op, int> Told(string events)
    {
        History<Op, int> history = new();
        foreach (string told in events.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            int thread = told[0] - '0';
            if (told[1] == '.') history.LinPoint(thread);
            else if (told[1] == '=') history.Return(thread, int.Parse(told[2..], null));
            else history.Call(thread, new(told[1], told.Length == 2 ? 0 : told[2] - '0'));
        }

        return history;
    }
}
