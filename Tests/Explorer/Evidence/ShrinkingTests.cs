using Plimsoll.Explorer;
using S = Plimsoll.Explorer.Guest;
using Xunit;
using Xunit.Abstractions;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// Failing situations shrunk, and then judged without the shrinker: with any one operation left out, or with one
/// preemption fewer, every schedule that there is holds the law.
/// </summary>
public sealed class ShrinkingTests(ITestOutputHelper output)
{
    private const string Law = "LAW";

    /// <summary>What each thread does.</summary>
    public static TheoryData<string> Failing => new()
    {
        "inc | inc",
        "inc lock unlock | add inc | add",
        "inc inc inc | inc inc | inc",
        "add inc | lock inc unlock | lock inc unlock | add",
        "ab | ba",
        "add ab inc | ba add | ab ba",
        "lock add unlock ab | lock unlock ba ab",
        "raise take | take",
        "take add | take | raise add",
        "give take | raise take | take add | add",
        "add add take | take raise",
        "inc add | add add | lock add unlock inc",
    };

    [Theory]
    [MemberData(nameof(Failing))]
    public void Situation_Shrunk_IsOneMinimal_InOperationsAndInPreemptions(string text)
    {
        string[][] whole = [.. text.Split('|').Select(t => t.Split(' ', StringSplitOptions.RemoveEmptyEntries))];
        Failure first = Explore(whole, new() { Strategy = StrategyKind.Random, Seed = 1, Iterations = 5000 })!;
        (string[][] small, Failure failure) = Shrinking.Run(
            whole, first, Smaller, s => WithProgram(s, p => Shrinking.Search(p, first.Law, new()).Failure));
        output.WriteLine($"{text}: {string.Join(" | ", small.Select(t => string.Join(' ', t)))}, "
            + $"{failure.Law}, {failure.Schedule}, {failure.Preemptions} preemptions");
        Assert.Equal(first.Law, failure.Law);
        Assert.True(small.Sum(thread => thread.Length) <= whole.Sum(thread => thread.Length));
        foreach (string[][] less in Smaller(small))
            Assert.NotEqual(failure.Law, Explore(less, new() { Strategy = StrategyKind.Dfs })?.Law);
        if (failure.Preemptions == 0) return;
        Assert.Null(Explore(small, new() { Bound = failure.Preemptions - 1 }));
    }

    [Fact]
    public void Judge_SeesWhatIsNotMinimal()
    {
        string[][] loose = [["inc", "add"], ["inc"]];
        Assert.Equal(Law, Explore(loose, new() { Strategy = StrategyKind.Dfs })!.Law);
        Assert.Contains(Smaller(loose), less => Explore(less, new() { Strategy = StrategyKind.Dfs })?.Law == Law);
    }

    /// <summary>A thread, then an operation.</summary>
    private static IEnumerable<string[][]> Smaller(string[][] threads)
    {
        for (int t = 0; t < threads.Length; t++)
            if (threads[t].Length > 1) yield return [.. threads.Select((ops, i) => i == t ? [] : ops)];
        for (int t = 0; t < threads.Length; t++)
        {
            for (int k = 0; k < threads[t].Length; k++)
                yield return [.. threads.Select((ops, i) => i == t ? [.. ops.Where((_, o) => o != k)] : ops)];
        }
    }

    private static Failure? Explore(string[][] threads, ExplorationOptions options) =>
        WithProgram(threads, p => Exploration.Run(p, options).Failure);

    private static Failure? WithProgram(string[][] threads, Func<CellProgram, Failure?> run)
    {
        using CellProgram program = new("x incs a b free mark lock", threads.Length, Twin) { AtEnd = Judge };
        program.Set(4, 3);
        program.Set(5, 1);
        return run(program);

        async CoTask Twin(CellProgram p, int cpu)
        {
            foreach (string operation in threads[cpu]) await Do(p, operation);
        }

        static void Judge(CellProgram p)
        {
            if (p.Value(0) != p.Value(1)) Engine.Current!.Fail(Law, "an increment is lost");
            if (p.Value(4) < p.Value(5)) Engine.Current!.Fail(Law, "less is free than the mark says");
        }
    }

    private static async CoTask Do(CellProgram p, string operation)
    {
        switch (operation)
        {
            case "inc":
                await S.Store(p[0], await S.Load(p[0]) + 1);
                await S.Add(p[1], 1);
                break;
            case "ab" or "ba":
                (int one, int other) = operation == "ab" ? (2, 3) : (3, 2);
                await S.Lock(p[one]);
                await S.Lock(p[other]);
                await S.Unlock(p[other]);
                await S.Unlock(p[one]);
                break;
            default:
                await More(p, operation);
                break;
        }
    }

    private static async CoTask More(CellProgram p, string operation)
    {
        switch (operation)
        {
            case "add":
                await S.Add(p[0], 1);
                await S.Add(p[1], 1);
                break;
            case "lock":
                await S.Lock(p[6]);
                break;
            case "unlock":
                await S.Unlock(p[6]);
                break;
            case "give":
                await S.Add(p[4], 1);
                break;
            case "take":
                if (await S.Load(p[4]) > await S.Load(p[5])) await S.Add(p[4], uint.MaxValue);
                break;
            default:
                if (await S.Load(p[4]) >= 2) await S.Store(p[5], 2);
                break;
        }
    }
}
