using Plimsoll.Specs.Search;
using Xunit;

namespace Plimsoll.Tests.Search;

/// <summary>Fair cycles on graphs drawn by hand; every state has an operation under way unless it is said.</summary>
public sealed class LassoTests
{
    private static readonly Assumption WeakA = new("weak a", false, (_, _) => false);

    private static readonly Assumption StrongA = new("strong a", true, (_, _) => false);

    [Fact]
    public void First_OfAGraphWithoutCycle_IsNone() => Assert.Null(Lasso([WeakA], "0-1", "1-2", "0-2"));

    [Fact]
    public void First_OfALoopThatServesTheAssumption_IsThatLoop() =>
        Assert.Equal([1, 2], Lasso([WeakA], "0-1", "1-2 a", "2-1")!.States);

    [Fact]
    public void First_OfAStepToItself_IsACycle() => Assert.Equal([1], Lasso([], "0-1", "1-1")!.States);

    /// <summary>A step of a could be taken at every moment and never is: no fair run does that.</summary>
    [Fact]
    public void First_WhereALeavesFromEveryState_IsNone() =>
        Assert.Null(Lasso([WeakA], "0-1", "1-0", "0-2 a", "1-2 a"));

    [Fact]
    public void First_WhereALeavesFromSomeState_IsFairToWeakOnly()
    {
        string[] edges = ["0-1", "1-0", "0-2 a"];
        FairCycle cycle = Assert.IsType<FairCycle>(Lasso([WeakA], edges));
        Assert.Equal([0, 1], cycle.States);
        Assert.Equal((0UL, 1UL), (cycle.Served, cycle.Idle));
        Assert.Null(Lasso([StrongA], edges));
    }

    /// <summary>Without the state that a could leave from there is still a loop.</summary>
    [Fact]
    public void First_OfALoopBesideTheOneThatIsUnfair_IsFound() =>
        Assert.Equal([1, 2], Lasso([StrongA], "0-1", "1-0", "1-2", "2-1", "0-3 a")!.States);

    [Fact]
    public void First_WithoutAssumptions_TakesAnyLoop() =>
        Assert.Equal([0, 1], Lasso([], "0-1", "1-0", "0-2 a", "1-2 a")!.States);

    [Fact]
    public void First_OfALoopWhereNothingIsUnderWay_IsNone()
    {
        StateGraph graph = Graph(_ => false, "0-1", "1-0");
        Assert.Null(new Lassos(graph, []).First());
    }

    [Fact]
    public void First_OfTwoLoops_IsTheNearest() =>
        Assert.Equal([1, 4], Lasso([], "0-2", "0-1", "2-3", "3-2", "1-4", "4-1")!.States);

    [Fact]
    public void Loop_TakesAStepOfEachServed_AndVisitsWhereTheOthersCannot()
    {
        Assumption b = new("weak b", false, (_, _) => false);
        StateGraph graph = Graph(_ => true, "0-1", "1-2 a", "2-0", "0-3", "3-0", "0-4 b", "1-4 b", "2-4 b");
        FairCycle cycle = Assert.IsType<FairCycle>(new Lassos(graph, [WeakA, b]).First());
        int[] visited = [.. new Loop(graph, cycle).Edges().Select(e => e.To)];
        Assert.Equal([1, 2, 0, 3, 0], visited);
    }

    private static FairCycle? Lasso(Assumption[] assumptions, params string[] edges) =>
        new Lassos(Graph(_ => true, edges), assumptions).First();

    /// <summary>Edges as <c>from-to a b</c>: <c>a</c> serves the first assumption, <c>b</c> the second.</summary>
    private static StateGraph Graph(Func<int, bool> busy, params string[] edges)
    {
        (int From, int To, ulong Covers)[] parsed =
            [.. edges.Select(e => (e[0] - (int)'0', e[2] - (int)'0', Covers(e)))];
        int states = parsed.Max(e => Math.Max(e.From, e.To)) + 1;
        FingerprintTable known = new();
        for (int s = 0; s < states; s++) Assert.True(known.Add(new((ulong)s, 7)));
        Chunk chunk = new();
        for (int s = 0; s < states; s++)
        {
            foreach ((_, int to, ulong covers) in parsed.Where(e => e.From == s))
            {
                chunk.Edges.Add(new(new((ulong)to, 7), covers));
            }

            chunk.Degrees.Add(parsed.Count(e => e.From == s));
            chunk.Busy.Add(busy(s));
        }

        StateGraph graph = new();
        graph.Add(chunk, known);
        return graph;
    }

    private static ulong Covers(string edge) =>
        (edge.Contains('a', StringComparison.Ordinal) ? 1UL : 0)
        | (edge.Contains('b', StringComparison.Ordinal) ? 2UL : 0);
}
