using System.Text.Json.Nodes;
using Plimsoll.Explorer;
using Plimsoll.Tests.Cli;
using Plimsoll.Tests.Litmus;
using Xunit;

namespace Plimsoll.Tests.Explorer;

/// <summary>
/// A search in parts, by workers, by shards, killed and resumed, comes to what it comes to in one piece: the same
/// traces, executions, outcomes and verdict.
/// </summary>
public sealed class SplitTests
{
    /// <summary>86,400 traces.</summary>
    internal const string Large = """
        name large
        cells x y z
        thread x4
          FAA x 1
          FAA y 1
        thread x2
          a = R x
          W z (a + 1)
        thread
          R z
        """;

    private static readonly ExplorationOptions Reduced =
        new() { Strategy = StrategyKind.SourceDpor, CheckRaces = false, CountTraces = true };

    public static TheoryData<StrategyKind, MemoryModel, string> Searches
    {
        get
        {
            TheoryData<StrategyKind, MemoryModel, string> data = [];
            string[] programs =
                ["lastzero 4", "fib_bench 2", "mutex_hard 3", "mutex_trylock_unlock 3", "casw 3", "late"];
            StrategyKind[] kinds =
            [
                StrategyKind.SourceDpor, StrategyKind.Dfs, StrategyKind.Bounded, StrategyKind.Random, StrategyKind.Pct,
                StrategyKind.Urw, StrategyKind.Pos,
            ];
            foreach (StrategyKind kind in kinds)
            {
                foreach (string program in programs) data.Add(kind, MemoryModel.Sc, program);
                data.Add(kind, MemoryModel.Tso, "fib_bench 1");
                data.Add(kind, MemoryModel.Pso, "mutex_trylock_unlock 2");
            }

            data.Add(StrategyKind.SourceDpor, MemoryModel.Sc, "spin");
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Searches))]
    public void Search_InParts_IsTheWhole(StrategyKind kind, MemoryModel memory, string program)
    {
        ExplorationOptions options = new()
        {
            Strategy = kind, Memory = memory, CheckRaces = false, CountTraces = true,
            Bound = kind.NeedsBound() ? 2 : null,
            Iterations = kind.IsSampling() ? 1000 : null,
        };
        string text = Text(program);
        Summary whole = Run(text, options);
        Assert.Equal(whole, Run(text, options with { Workers = 2 }));
        Assert.Equal(whole, Run(text, options with { Workers = 3 }));
        foreach (int shards in new[] { 2, 5 })
        {
            Part[] parts = [.. Enumerable.Range(1, shards).Select(i => Shard(text, options, i, shards))];
            Assert.Equal(whole, Merged(text, parts));
            if (kind.IsSampling()) continue;
            Assert.NotEqual(Verdict.Sampled, whole.Verdict);
            Assert.Equal(Verdict.Sampled, Merged(text, parts[1..]).Verdict);
        }
    }

    /// <summary>Every trace is in exactly one unit, whatever the program.</summary>
    [Theory]
    [InlineData(MemoryModel.Sc, 400)]
    [InlineData(MemoryModel.Tso, 150)]
    [InlineData(MemoryModel.Pso, 150)]
    public void SourceDpor_RandomPrograms_InParts_AreTheWhole(MemoryModel memory, int programs)
    {
        ExplorationOptions options = Reduced with { Memory = memory };
        for (int number = 0; number < programs; number++)
        {
            string text = RandomPrograms.Text(number, weak: memory != MemoryModel.Sc);
            Summary whole = Run(text, options);
            Assert.Equal(whole, Run(text, options with { Workers = 2 }));
            Part[] parts = [.. Enumerable.Range(1, 3).Select(i => Shard(text, options, i, 3))];
            if (parts.Any(part => part.HasStrayed))
            {
                Assert.Equal(Verdict.Sampled, Merged(text, parts).Verdict);
                ExplorationOptions safe = options with { SplitsByGuess = false };
                parts = [.. Enumerable.Range(1, 3).Select(i => Shard(text, safe, i, 3))];
            }

            Assert.Equal(whole, Merged(text, parts));
            Assert.Equal(whole.Executions, parts.Sum(p => p.Finished.Values.Sum(u => u.Tally.Traces.Count)));
        }
    }

    /// <summary>What laws can tell besides memory keeps apart what sleeps.</summary>
    [Theory]
    [InlineData(MemoryModel.Sc)]
    [InlineData(MemoryModel.Tso)]
    [InlineData(MemoryModel.Pso)]
    public void SourceDpor_RandomGuests_InParts_HaveTheHistoriesOfTheWhole(MemoryModel memory)
    {
        for (int number = 0; number < 60; number++)
        {
            RandomGuest guest = new(number, memory != MemoryModel.Sc);
            (Report whole, SortedSet<string> histories) = guest.Explore(Reduced with { Memory = memory });
            SortedSet<string> found = new(StringComparer.Ordinal);
            long executions = 0;
            for (int shard = 1; shard <= 2; shard++)
            {
                (Report report, SortedSet<string> some) =
                    guest.Explore(Reduced with { Memory = memory, Shard = shard, Shards = 2 });
                Assert.False(report.Part!.HasStrayed);
                executions += report.Executions;
                found.UnionWith(some);
            }

            Assert.Equal(histories, found);
            Assert.Equal(whole.Executions, executions);
        }
    }

    [Fact]
    public void SourceDpor_LargeProgram_SplitsEvenly_AndRepeatsNothing()
    {
        ExplorationOptions options = Reduced;
        HashSet<UInt128> traces = [];
        using LitmusGuest guest = new(LitmusProgram.Parse(Large, "large"));
        Tally whole = new(guest.Cpus);
        Watch watch = new(options, long.MaxValue);
        using (Searcher searcher = new(guest, options, watch))
            searcher.Run(Exploration.StrategyFor(options, Unit.Whole, null), whole);
        Assert.True(whole.Traces.Count > 50_000, $"{whole.Traces.Count} traces");
        Part[] parts = [.. Enumerable.Range(1, 5).Select(i => Shard(Large, options, i, 5))];
        long[] sizes = [.. parts.Select(p => p.Finished.Values.Sum(u => u.Tally.Executions + u.Tally.Blocked))];
        long all = whole.Executions + whole.Blocked;
        Assert.True(sizes.Sum() <= 1.1 * all, $"{string.Join(' ', sizes)} of {all}");
        Assert.All(sizes, size => Assert.True(size <= 0.5 * all, $"{string.Join(' ', sizes)} of {all}"));
        foreach (Part part in parts)
            foreach (DoneUnit unit in part.Finished.Values) traces.UnionWith(unit.Tally.Traces);
        Assert.True(traces.SetEquals(whole.Traces));
        Assert.Equal(whole.Traces.Count, Run(Large, options with { Workers = 2 }).Traces);
    }

    /// <summary>
    /// What no execution had shown when the search was split: the last of a chain of compare-exchanges succeeds in one
    /// of 40,320 orders, and then writes a cell.
    /// </summary>
    [Fact]
    public void Split_ByAWrongGuess_IsNoticed()
    {
        const string Rare = """
            cells x z
            thread x7
              if (CAS x tid (tid + 1)) { if (tid == 6) { W z 1 } }
            thread
              R z
            """;
        ExplorationOptions options = Reduced;
        Summary whole = Run(Rare, options);
        Assert.Equal(whole, Run(Rare, options with { Workers = 2 }));
        Part[] parts = [.. Enumerable.Range(1, 2).Select(i => Shard(Rare, options, i, 2))];
        Assert.Contains(parts, part => part.HasStrayed);
        Summary merged = Merged(Rare, parts);
        Assert.Equal(Verdict.Sampled, merged.Verdict);
        Assert.True(merged.Traces < whole.Traces);
    }

    /// <summary>
    /// The step that no pilot shows waits for ever in every schedule that is left to look at: it is seen to wait.
    /// </summary>
    [Theory]
    [InlineData(MemoryModel.Sc, "assert 0")]
    [InlineData(MemoryModel.Tso, "assert 0")]
    [InlineData(MemoryModel.Sc, "")]
    public void Split_ByAWrongGuess_OfAStepThatNeverComes_IsNoticed(MemoryModel memory, string after)
    {
        string text = $$"""
            cells x
            thread x7
              if (CAS x tid (tid + 1)) { if (tid == 6) { LOCK l; {{after}} } }
            thread
              LOCK l
            """;
        ExplorationOptions options = Reduced with { Memory = memory };
        Summary whole = Run(text, options);
        Summary split = Run(text, options with { Workers = 2 });
        Assert.Equal(whole.Verdict, split.Verdict);
        if (whole.Verdict == Verdict.Exhaustive) Assert.Equal(whole, split);
        Part[] parts = [.. Enumerable.Range(1, 2).Select(i => Shard(text, options, i, 2))];
        Assert.NotEqual(Verdict.Exhaustive, Merged(text, parts).Verdict);
        parts = [.. Enumerable.Range(1, 2).Select(i => Shard(text, options with { SplitsByGuess = false }, i, 2))];
        Assert.Equal(whole.Verdict, Merged(text, parts).Verdict);
    }

    /// <summary>A store buffer's lane that few schedules show has one number in all engines.</summary>
    [Theory]
    [InlineData(1ul)]
    [InlineData(2ul)]
    [InlineData(7ul)]
    public void Split_WithRareLanes_IsTheWhole(ulong seed)
    {
        const string Text = """
            cells x a b
            thread x5
              CAS x tid (tid + 1)
            thread
              if (CAS x 4 9) { W b 1 } else { if (CAS x 5 6) { W a 1 } }
            """;
        ExplorationOptions options = Reduced with { Memory = MemoryModel.Pso, Seed = seed };
        Summary whole = Run(Text, options);
        Assert.Equal(whole, Run(Text, options with { Workers = 2 }));
        ExplorationOptions safe = options with { SplitsByGuess = false };
        Assert.Equal(whole, Merged(Text, [.. Enumerable.Range(1, 3).Select(i => Shard(Text, safe, i, 3))]));
    }

    /// <summary>A failing schedule names lanes: it is the same execution in an engine that has seen none.</summary>
    [Fact]
    public void Failure_WithARareLane_IsTheSameInAnotherInstance()
    {
        const string Text = """
            cells x a b
            thread x5
              CAS x tid (tid + 1)
            thread
              if (CAS x 4 9) { W b 1 } else { if (CAS x 5 6) { W a 1 } }
            final a == 0
            """;
        ExplorationOptions options = Reduced with { Memory = MemoryModel.Pso };
        Failure failure = Explore(Text, options).Failure!;
        Assert.Equal(LitmusGuest.Final, failure.Law);
        using LitmusGuest guest = new(LitmusProgram.Parse(Text, "split.litmus"));
        Assert.Equal(failure.Steps.Select(Seen), failure.On(guest, options).Steps.Select(Seen));
        Assert.Contains(failure.Steps, step => step.Kind == AccessKind.Flush);

        static (int, AccessKind, uint, uint) Seen(Step step) => (step.Cpu, step.Kind, step.Old, step.New);
    }

    [Fact]
    public void Merge_OfShardsOfSearchesThatWereSplitOtherwise_IsRefused()
    {
        const string Text = "cells x; thread x3; FAA x 1";
        ExplorationOptions options = new() { Strategy = StrategyKind.Random, Iterations = 1000, CheckRaces = false };
        Part two = Shard(Text, options, 1, 2);
        Part ten = Shard(Text, options, 1, 10);
        Assert.Throws<FormatException>(() => Part.Merge([two, ten]));
    }

    [Fact]
    public void Merge_OfAStoppedPartTwice_CountsItOnce()
    {
        ExplorationOptions options = Reduced with { Iterations = 3000 };
        Part part = Shard(Large, options, 1, 2);
        Assert.NotEmpty(part.Unfinished);
        Summary once = Merged(Large, [part]);
        Assert.Equal(once, Merged(Large, [part, part]));
        Part resumed = Shard(Large, Reduced, 1, 2);
        Assert.Equal(Merged(Large, [resumed]), Merged(Large, [part, resumed]));
    }

    /// <summary>Units of few executions end between two looks at the clock.</summary>
    [Fact]
    public void Search_ThatIsStopped_BeginsNoUnit()
    {
        using CancellationTokenSource stop = new();
        ExplorationOptions options = new()
        {
            Strategy = StrategyKind.Random, Iterations = 3000, CheckRaces = false, Workers = 2,
            Cancellation = stop.Token,
        };
        int ends = 0;
        using CellProgram program = Make();
        Report report = Exploration.Run(program, options, Make);
        Assert.InRange(report.Executions, 400, 600);
        Assert.Equal(Verdict.Sampled, report.Verdict);

        CellProgram Make() => new("x", 2, async (p, _) => await Guest.Add(p[0], 1))
        {
            AtEnd = _ =>
            {
                if (Engine.Current is { IsRepetition: false } && Interlocked.Increment(ref ends) == 500) stop.Cancel();
            },
        };
    }

    [Fact]
    public void Split_GuessingThatNobodyTouchesAnything_LosesTraces_AndIsNoticed()
    {
        ExplorationOptions options = Reduced;
        using LitmusGuest guest = OracleTests.Guest("fib_bench", 2);
        using Searcher searcher = new(guest, options, new(options, long.MaxValue));
        Footprints nothing = new(searcher.Engine.CellCount);
        Partition partition = Partition.Of(searcher.Engine, options, long.MaxValue, nothing, () => false);
        Tally tally = new(guest.Cpus);
        bool strayed = false;
        foreach (Unit unit in partition.Units)
        {
            SourceDpor strategy = (SourceDpor)Exploration.StrategyFor(options, unit, partition.Guess);
            searcher.Run(strategy, tally);
            strayed |= strategy.HasStrayed;
        }

        Assert.True(tally.Traces.Count < 19);
        Assert.True(strayed);
    }

    [Theory]
    [InlineData(StrategyKind.SourceDpor)]
    [InlineData(StrategyKind.Bounded)]
    [InlineData(StrategyKind.Random)]
    public void Failure_OfWorkers_IsThatOfOne(StrategyKind kind)
    {
        const string Text = "cells x y; thread x4; a = R x; W x (a + 1); FAA y 1; thread; R y; final x > 1";
        ExplorationOptions options =
            new() { Strategy = kind, CheckRaces = false, CountTraces = true, Iterations = 20_000, Workers = 2 };
        Report[] reports = [.. Enumerable.Range(0, 5).Select(_ => Explore(Text, options))];
        Assert.All(reports, report => Assert.Equal(
            (Verdict.Violation, reports[0].Executions, reports[0].DistinctTraces, $"{reports[0].Failure!.Schedule}"),
            (report.Verdict, report.Executions, report.DistinctTraces, $"{report.Failure!.Schedule}")));
        Assert.Equal(LitmusGuest.Final, reports[0].Failure!.Law);
    }

    [Fact]
    public void Search_Stopped_IsNotComplete()
    {
        ExplorationOptions options =
            new() { Strategy = StrategyKind.SourceDpor, CheckRaces = false, Iterations = 5000, Workers = 2 };
        Report report = Explore(Large, options);
        Assert.Equal((Verdict.Sampled, 5000L), (report.Verdict, report.Executions + report.Blocked));
        Assert.InRange(report.Part!.Done, 1, report.Part.Due!.Value - 1);
    }

    [Fact]
    public void Options_ThatCannotBeSplit_AreRefused()
    {
        ExplorationOptions two = new() { Shard = 1, Shards = 2 };
        Refused(two with { Strategy = StrategyKind.OptimalDpor });
        Refused(two with { Strategy = StrategyKind.SourceDpor, Bound = 1 });
        Refused(two with { Substrate = Substrate.Threads });
        Refused(two with { Shard = 3 });
        Refused(two with { Shard = 0 });
        using LitmusGuest guest = OracleTests.Guest("sb", 0);
        Assert.Throws<ArgumentException>(() => Exploration.Run(guest, new() { Workers = 2 }));

        static void Refused(ExplorationOptions options) =>
            Assert.Throws<ArgumentException>(() => Explore("cells x; thread; W x 1", options));
    }

    /// <summary>What is left, as progress shows it, is what this shard has to do, less what was done before.</summary>
    [Fact]
    public void Progress_OfAShard_TellsOfItsShare()
    {
        double[] left = [Left(new()), Left(new() { Shard = 2, Shards = 5 })];
        Assert.Equal(left[0] / 5, left[1], 1.0);
        using Scratch scratch = new();
        using Journal journal = Journal.Open(scratch.In("large.resume"));
        Assert.Equal(left[0], Left(new() { Journal = journal, Iterations = 40_000 }), 1.0);
        Assert.InRange(left[0] - Left(new() { Journal = journal }), 20_000, 40_000);

        static double Left(ExplorationOptions options)
        {
            double? first = null;
            Explore(Large, options with
            {
                Strategy = StrategyKind.SourceDpor, CheckRaces = false, Estimates = true,
                Progress = p => first ??= p.Total?.Mean,
            });
            return first ?? 0;
        }
    }

    internal static Part Shard(string text, ExplorationOptions options, int shard, int shards)
    {
        Part part = Explore(text, options with { Shard = shard, Shards = shards }).Part!;
        JsonObject json = [];
        PartText.Write(part, json);
        return PartText.Read(JsonNode.Parse(json.ToJsonString())!.AsObject());
    }

    private static Report Explore(string text, ExplorationOptions options)
    {
        LitmusProgram program = LitmusProgram.Parse(text, "split.litmus");
        using LitmusGuest guest = new(program);
        return Exploration.Run(guest, options, () => new LitmusGuest(program));
    }

    private static Summary Run(string text, ExplorationOptions options)
    {
        LitmusProgram program = LitmusProgram.Parse(text, "split.litmus");
        using LitmusGuest guest = new(program);
        return new(Exploration.Run(guest, options, () => new LitmusGuest(program)), guest);
    }

    private static Summary Merged(string text, Part[] parts)
    {
        using LitmusGuest guest = new(LitmusProgram.Parse(text, "split.litmus"));
        return new(Part.Merge(parts).Conclude(guest, 0), guest);
    }

    private static string Text(string program) => program switch
    {
        "late" => "cells x y; thread; if (R x == 0) { W y 1 }; thread x2; if (R y == 0) { W x 1; R y }",
        "spin" => "cells x y; thread; W y 1; W x 1; thread x2; while (R x == 0) { }; FAA y 1",
        _ => LitmusTexts.Of(program.Split(' ')[0], program[^1] - '0'),
    };

    /// <summary>What must not depend on how a search was split.</summary>
    private sealed record Summary(
        Verdict Verdict, int? Bound, long Executions, int? Traces, long Deadlocks, string Accesses, string Outcomes)
    {
        public Summary(Report report, LitmusGuest guest)
            : this(
                report.Verdict, report.Bound, report.Executions, (int?)report.DistinctTraces, report.Deadlocks,
                string.Join(' ', report.Accesses),
                string.Join('\n', guest.Outcomes.Select(o => $"{o.Executions} {BruteProgram.Text(o)}")))
        {
        }
    }
}
