using System.Collections.Immutable;
using Plimsoll.Model.Rules;
using Plimsoll.Specs.Theorems;
using Xunit;

namespace Plimsoll.Tests.Specs;

/// <summary>The search for histories that break 2N+m, and what it must not miss.</summary>
public sealed class ChurnTests
{
    private const int Many = 1_000_000;

    /// <summary>G50 on pages of 8 bytes: the smallest limit at which 2N+m breaks, and the shortest way.</summary>
    [Fact]
    public void Search_SmallPage_BreaksTwoNPlusMInTheFewestSteps()
    {
        ChurnMachine machine = new(8, [1, 2, 4, 8], 32);
        ChurnResult result = Search(machine, machine.TwoNPlusM);
        Assert.Equal((11L, 12, 76), (machine.TwoNPlusM, result.MostPages, result.Trace.Count));
        Assert.Equal((true, false), (result.Shortest, result.Exhausted));
        Assert.Equal((74_666, 631_589L, 75), (result.States, result.Steps, result.Depth));
        Assert.Equal(12, PagesOf([1, 2, 4, 8], 8, 32, result.Trace));
        Assert.Equal(
            [
                "25 x alloc(1): 25 bytes in 4 pages, slabs 4 0 0 0",
                "21 x free(1): 4 bytes in 4 pages, slabs 4 0 0 0",
                "13 x alloc(2): 30 bytes in 8 pages, slabs 4 4 0 0",
                "9 x free(2): 12 bytes in 8 pages, slabs 4 4 0 0",
                "5 x alloc(4): 32 bytes in 11 pages, slabs 4 4 3 0",
                "2 x free(4): 24 bytes in 11 pages, slabs 4 4 3 0",
                "1 x alloc(8): 32 bytes in 12 pages, slabs 4 4 3 1",
            ],
            ChurnTrace.Fold(machine, result.Trace).Select(run => run.ToString()));
    }

    [Fact]
    public void Search_SmallerLimits_AreExhaustedWithoutACounterexample()
    {
        for (int limit = 1; limit < 32; limit++)
        {
            ChurnMachine machine = new(8, [1, 2, 4, 8], limit);
            ChurnResult result = Search(machine, machine.TwoNPlusM);
            Assert.True(result.Exhausted && !result.Found, $"{limit}: {result}");
        }
    }

    /// <summary>The sound estimate survives the same search; of one class alone it is exactly what is needed.</summary>
    [Theory]
    [InlineData(8, "1,2,4,8", 32, 12, 16)]
    [InlineData(12, "1,5,7", 40, 10, 13)]
    [InlineData(8, "1,2,3", 24, 9, 10)]
    [InlineData(8, "2", 40, 5, 5)]
    [InlineData(8, "3", 41, 7, 7)]
    [InlineData(8, "8,32", 64, 8, 16)]
    public void Search_SoundEstimate_IsExhaustedWithoutACounterexample(
        int page, string classes, int limit, int most, long sound)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ChurnMachine machine = new(page, [.. classes.Split(',').Select(int.Parse)], limit);
        ChurnResult result = Search(machine, machine.Sound);
        Assert.Equal((true, false, most, sound), (result.Exhausted, result.Found, result.MostPages, machine.Sound));
    }

    /// <summary>The opposite: one page less than is needed is not survived.</summary>
    [Fact]
    public void Search_OnePageLessThanTheMost_IsBroken()
    {
        ChurnMachine machine = new(8, [2], 40);
        ChurnResult result = Search(machine, machine.Sound - 1);
        Assert.Equal((true, 17), (result.Found, result.Trace.Count));
    }

    /// <summary>A second count, by another way to write states down.</summary>
    [Fact]
    public void Search_States_AreThoseOfAPlainEnumeration()
    {
        int[] classes = [1, 2, 4, 8];
        ChurnMachine machine = new(8, [.. classes], 16);
        HashSet<string> seen = [""];
        Queue<ImmutableArray<(int Class, int Fill)>> queue = new([[]]);
        while (queue.TryDequeue(out ImmutableArray<(int Class, int Fill)> slabs))
        {
            foreach (ImmutableArray<(int Class, int Fill)> next in NextOf(slabs, classes, 8, 16))
            {
                if (seen.Add(string.Join(' ', next.Order()))) queue.Enqueue(next);
            }
        }

        Assert.Equal(seen.Count, Search(machine, machine.TwoNPlusM).States);
    }

    /// <summary>Too many states to visit in order of distance: what is left is looked at in order of promise.</summary>
    [Theory]
    [InlineData(8, "1,2,4,8", 128)]
    [InlineData(64, "1,2,4,8,16,32,64", 512)]
    [InlineData(30, "7,3,2,11", 300)]
    public void Search_LargeMachine_FindsACounterexampleAllTheSame(int page, string classes, int limit)
    {
        ArgumentNullException.ThrowIfNull(classes);
        int[] sizes = [.. classes.Split(',').Select(int.Parse)];
        ChurnMachine machine = new(page, [.. sizes], limit);
        ChurnResult result = Churn.Search(machine, machine.TwoNPlusM, 10_000, Many, null, CancellationToken.None);
        Assert.Equal((true, false), (result.Found, result.Shortest));
        Assert.True(PagesOf(sizes, page, limit, result.Trace) > machine.TwoNPlusM);
    }

    /// <summary>CPUs with slabs of their own: the sound estimate counts one more for each, and is survived.</summary>
    [Theory]
    [InlineData(8, "2", 24, 2, 5)]
    [InlineData(8, "1,4", 16, 2, 8)]
    [InlineData(6, "1,2,6", 12, 3, 15)]
    public void Search_SoundEstimateOnCpus_IsExhaustedWithoutACounterexample(
        int page, string classes, int limit, int cpus, long sound)
    {
        ArgumentNullException.ThrowIfNull(classes);
        ChurnMachine machine = new(page, [.. classes.Split(',').Select(int.Parse)], limit, cpus);
        ChurnResult result = Search(machine, machine.Sound);
        Assert.Equal((true, false, sound), (result.Exhausted, result.Found, machine.Sound));
        ChurnMachine alone = new(page, [.. classes.Split(',').Select(int.Parse)], limit);
        Assert.True(result.MostPages > Search(alone, alone.Sound).MostPages);
    }

    [Fact]
    public void Search_CutShort_SaysThatItIs()
    {
        ChurnMachine machine = new(8, [1, 2, 4, 8], 64);
        ChurnResult few = Churn.Search(machine, machine.Sound, 100, 1000, null, CancellationToken.None);
        Assert.Equal((false, false), (few.Found, few.Exhausted));
        Assert.InRange(few.States, 1000, 1100);
        using CancellationTokenSource stop = new();
        stop.Cancel();
        ChurnResult none = Churn.Search(machine, machine.Sound, Many, Many, null, stop.Token);
        Assert.Equal((false, false, 1), (none.Found, none.Exhausted, none.States));
    }

    /// <summary>K: 1 MiB, real pages, nine classes; each filled to the limit and thinned to an object a slab.</summary>
    [Fact]
    public void Churn_OneMegabyte_IsTheGoldenSeriesAgainstABoundOf536()
    {
        int[] classes = [8, 16, 32, 64, 128, 256, 512, 1024, 2048];
        ChurnMachine machine = new(4096, [.. classes], 1 << 20);
        ushort[] state = new ushort[machine.Cells];
        List<int> pages = [];
        for (int c = 0; c < classes.Length; c++)
        {
            int objects = machine.Objects(c), count = (machine.Limit - machine.Usage(state)) / classes[c];
            for (int i = 0; i < count; i++) machine.Take(new(true, c, i % objects), state);
            Assert.InRange(machine.Usage(state), machine.Limit - classes[c] + 1, machine.Limit);
            for (int slab = 0; slab * objects < count; slab++)
            {
                int fill = Math.Min(objects, count - slab * objects);
                for (; fill > 1; fill--) machine.Take(new(false, c, fill), state);
            }

            pages.Add(machine.Pages(state));
        }

        Assert.Equal([256, 512, 767, 1020, 1269, 1510, 1736, 1934, 2082], pages);
        long published = Estimate2008.Bytes([.. CacheShape.Kmalloc(SlabTuning.E23)], machine.Limit, onlineCpus: 2);
        Assert.Equal((536, 2), (published, pages.FindIndex(p => p > published)));
        Assert.True(pages[^1] <= machine.Sound);
    }

    private static ChurnResult Search(ChurnMachine machine, long bound) =>
        Churn.Search(machine, bound, Many, Many, null, CancellationToken.None);

    /// <summary>Replays a trace on slabs that are a plain list, and counts its pages.</summary>
    private static int PagesOf(int[] classes, int page, int limit, IReadOnlyList<ChurnStep> trace)
    {
        List<(int Class, int Fill)> slabs = [];
        foreach (ChurnStep step in trace)
        {
            int size = classes[step.Class], objects = page / size;
            int at = slabs.IndexOf((step.Class, step.Fill));
            if (step is { Allocates: true, Fill: 0 })
            {
                Assert.All(slabs.Where(s => s.Class == step.Class), s => Assert.Equal(objects, s.Fill));
                slabs.Add((step.Class, 1));
            }
            else
            {
                Assert.True(at >= 0, $"no slab for {step}");
                int fill = step.Allocates ? step.Fill + 1 : step.Fill - 1;
                Assert.True(fill <= objects);
                slabs[at] = (step.Class, fill);
                if (fill == 0) slabs.RemoveAt(at);
            }

            Assert.True(slabs.Sum(s => s.Fill * classes[s.Class]) <= limit, $"{step} leaves the limit");
        }

        return slabs.Count;
    }

    private static IEnumerable<ImmutableArray<(int Class, int Fill)>> NextOf(
        ImmutableArray<(int Class, int Fill)> slabs, int[] classes, int page, int limit)
    {
        int room = limit - slabs.Sum(s => s.Fill * classes[s.Class]);
        foreach ((int c, int fill) in slabs)
        {
            ImmutableArray<(int Class, int Fill)> rest = slabs.Remove((c, fill));
            yield return fill == 1 ? rest : rest.Add((c, fill - 1));
            if (fill < page / classes[c] && classes[c] <= room) yield return rest.Add((c, fill + 1));
        }

        for (int c = 0; c < classes.Length; c++)
        {
            bool full = slabs.All(s => s.Class != c || s.Fill == page / classes[c]);
            if (full && classes[c] <= room) yield return slabs.Add((c, 1));
        }
    }
}
